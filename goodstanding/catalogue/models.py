"""The editions of the catalogue that records, periods and decisions were made with."""

from __future__ import annotations

from django.db import models


class Edition(models.Model):
    """One state of the policy folder, kept for ever; a trigger refuses change and removal."""

    hash = models.CharField(primary_key=True, max_length=64)
    recorded_at = models.DateTimeField()
    content = models.JSONField()  # the whole catalogue as canonical JSON
    source = models.TextField()  # where it came from, for a person to read

    class Meta:
        db_table = "catalogue_edition"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(hash__regex=r"^[0-9a-f]{64}$"),
                name="catalogue_edition_hash_is_sha256",
            ),
        ]

    def __str__(self) -> str:
        return self.hash[:12]
