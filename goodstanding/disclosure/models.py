"""What is kept beside the published copy: what was taken down, marked, held back, and by whom.

The copy itself (schema `published`) is made by a migration and written by SQL; it can be made
again from the records, these tables and policy at any time.
"""

from __future__ import annotations

from django.db import models

# A record is named by its organisation, item and fact, so that what is said of it stays with
# it through its versions.


class Suppression(models.Model):
    """A record, an organisation or a name that is not shown in public, until lifted.

    `because` tells a pause from an end: what was repaired, or ended by a change of the rules,
    is over before its time, and bodies that only share it no longer see it either.
    """

    class Because(models.TextChoices):
        SUSPENDED = "suspended"
        REPAIRED = "repaired"
        RULES_CHANGED = "rules_changed"
        RULING = "ruling"  # a court approved a reorganisation or a settlement: for the time being

    class Target(models.TextChoices):
        RECORD = "record"
        ORGANISATION = "organisation"
        NAME = "name"

    target = models.TextField(choices=Target.choices)
    organisation_id = models.BigIntegerField()
    item = models.TextField(default="")
    fact = models.UUIDField(null=True)
    name = models.TextField(default="")
    because = models.TextField(choices=Because.choices, default=Because.SUSPENDED)
    reason = models.TextField()
    by = models.TextField()
    at = models.DateTimeField()
    lifted_at = models.DateTimeField(null=True)
    lifted_by = models.TextField(default="")

    class Meta:
        db_table = "disclosure_suppression"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(because="suspended") | models.Q(target="record"),
                name="only_records_end_early",
            ),
            models.UniqueConstraint(
                fields=["target", "organisation_id", "item", "fact", "name"],
                condition=models.Q(lifted_at=None),
                nulls_distinct=False,
                name="suppressed_once",
            ),
            models.CheckConstraint(
                condition=models.Q(target="record", name="", fact__isnull=False)
                & ~models.Q(item="")
                | models.Q(target="organisation", item="", fact=None, name="")
                | models.Q(target="name", item="", fact=None) & ~models.Q(name=""),
                name="suppression_names_its_target",
            ),
            models.CheckConstraint(
                condition=models.Q(lifted_at=None, lifted_by="")
                | models.Q(lifted_at__isnull=False) & ~models.Q(lifted_by=""),
                name="suppression_lifted_by_somebody",
            ),
        ]


class Mark(models.Model):
    """What is said beside a published record, such as that it is disputed, until lifted."""

    organisation_id = models.BigIntegerField()
    item = models.TextField()
    fact = models.UUIDField()
    mark = models.TextField()
    reason = models.TextField(default="")
    by = models.TextField()
    at = models.DateTimeField()
    lifted_at = models.DateTimeField(null=True)
    lifted_by = models.TextField(default="")

    class Meta:
        db_table = "disclosure_mark"
        constraints = [
            models.UniqueConstraint(
                fields=["organisation_id", "item", "fact", "mark"],
                condition=models.Q(lifted_at=None),
                name="marked_once",
            ),
        ]


class Held(models.Model):
    """A field of a version that is held back because it seems to speak of a natural person."""

    version_id = models.BigIntegerField()
    organisation_id = models.BigIntegerField()
    field = models.TextField()
    reason = models.TextField()  # code of the pattern
    held_at = models.DateTimeField()
    released_at = models.DateTimeField(null=True)
    released_by = models.TextField(default="")

    class Meta:
        db_table = "disclosure_held"
        constraints = [
            models.UniqueConstraint(fields=["version_id", "field"], name="held_once"),
            models.CheckConstraint(
                condition=models.Q(released_at=None, released_by="")
                | models.Q(released_at__isnull=False) & ~models.Q(released_by=""),
                name="released_by_somebody",
            ),
        ]
        indexes = [
            models.Index(fields=["organisation_id"], name="held_organisation"),
            models.Index(
                fields=["held_at"], condition=models.Q(released_at=None), name="held_waiting"
            ),
        ]
