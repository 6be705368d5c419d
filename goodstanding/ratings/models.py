"""What is kept beside records for ratings: consents, and the editions of models that were used.

A rating itself is not kept: it follows from the records as they were known at an instant and
from the edition of its model, and can be made again for ever.
"""

from __future__ import annotations

from django.db import models


class Consent(models.Model):
    """An organisation lets itself be rated by a model that asks for it, until it withdraws."""

    organisation_id = models.BigIntegerField()
    uscc = models.CharField(max_length=18)
    model = models.TextField()
    evidence = models.TextField()  # what shows it: the portal, or the paper at the window
    given_at = models.DateTimeField()
    given_by = models.TextField()
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.TextField(default="")

    class Meta:
        db_table = "ratings_consent"
        constraints = [
            models.UniqueConstraint(
                fields=["organisation_id", "model"],
                condition=models.Q(withdrawn_at=None),
                name="consented_once",
            ),
            models.CheckConstraint(
                condition=models.Q(withdrawn_at=None, withdrawn_by="")
                | models.Q(withdrawn_at__isnull=False, withdrawn_at__gte=models.F("given_at"))
                & ~models.Q(withdrawn_by=""),
                name="consent_withdrawn_by_somebody",
            ),
            models.CheckConstraint(
                condition=~models.Q(evidence="") & ~models.Q(given_by=""),
                name="consent_has_evidence",
            ),
        ]


class Edition(models.Model):
    """What a model said when it was first used: under the hash that every rating carries."""

    digest = models.CharField(max_length=64, primary_key=True)
    model = models.TextField()
    edition = models.TextField()
    content = models.JSONField()
    used_at = models.DateTimeField()

    class Meta:
        db_table = "ratings_edition"
        indexes = [models.Index(fields=["model", "used_at"], name="ratings_edition_model")]
