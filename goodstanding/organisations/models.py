"""The organisations that records speak of, with their identifiers and names over time.

What is here is an index made from registration records, which stay the facts: it can
be built again from them.
"""

from __future__ import annotations

from django.db import models


class Organisation(models.Model):
    """A subject: an enterprise, a sole trader's business, an institution, … never a person."""

    uscc = models.CharField(max_length=18, unique=True)
    name = models.TextField()
    kind = models.CharField(max_length=32)
    status = models.CharField(max_length=32, default="active")
    division = models.CharField(max_length=12, null=True)
    industry = models.CharField(max_length=8, null=True)
    registered_on = models.DateField(null=True)
    deregistered_on = models.DateField(null=True)
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        db_table = "organisations_organisation"


class Identifier(models.Model):
    """A number that an organisation bears or bore; codes stay readable after they end."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="identifiers")
    scheme = models.CharField(max_length=32)
    value = models.CharField(max_length=64)
    valid_from = models.DateField(null=True)
    valid_until = models.DateField(null=True)
    derived = models.BooleanField(default=False)  # cut out of the unified code, not supplied

    class Meta:
        db_table = "organisations_identifier"
        # People give a number without saying which kind it is, or its beginning.
        indexes = [
            models.Index(
                fields=["value"], name="identifier_value", opclasses=["varchar_pattern_ops"]
            )
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["scheme", "value", "organisation"], name="identifier_once"
            ),
        ]


class Name(models.Model):
    """A name that an organisation bears or bore, as it is written and as it is compared."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="names")
    name = models.TextField()
    folded = models.TextField()
    valid_from = models.DateField(null=True)
    valid_until = models.DateField(null=True)
    current = models.BooleanField()

    class Meta:
        db_table = "organisations_name"
        indexes = [models.Index(fields=["folded"], name="name_folded")]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "folded"], name="name_once"),
            models.UniqueConstraint(
                fields=["organisation"], condition=models.Q(current=True), name="one_current_name"
            ),
        ]


class Succession(models.Model):
    """One organisation took the place of another: by merger, split or a new code."""

    predecessor = models.ForeignKey(Organisation, models.PROTECT, related_name="successions")
    successor = models.ForeignKey(Organisation, models.PROTECT, related_name="precedings")
    kind = models.CharField(
        max_length=16, choices=[("merger", "merger"), ("split", "split"), ("recode", "recode")]
    )
    happened_on = models.DateField()
    submission_id = models.BigIntegerField(null=True)

    class Meta:
        db_table = "organisations_succession"
        constraints = [
            models.UniqueConstraint(
                fields=["predecessor", "successor", "kind"], name="succession_once"
            ),
            models.CheckConstraint(
                condition=~models.Q(predecessor=models.F("successor")), name="not_its_own_successor"
            ),
        ]
