"""The organisations that records speak of, with their identifiers and names over time.

What is here is an index made from records, which stay the facts: it can be built again from
them at any time, so no row of it is guarded by a foreign key (a register of a million would
take half as long again). Only reassignments are not derived: people decide them.
"""

from __future__ import annotations

from django.db import models


class Organisation(models.Model):
    """A subject: an enterprise, a sole trader's business, an institution, … never a person."""

    uscc = models.CharField(max_length=18)
    name = models.TextField()
    kind = models.CharField(max_length=32)
    status = models.CharField(max_length=32, default="active")
    division = models.CharField(max_length=12, null=True)
    industry = models.CharField(max_length=8, null=True)
    registered_on = models.DateField(null=True)
    deregistered_on = models.DateField(null=True)
    parent_uscc = models.CharField(max_length=18, null=True)  # of a branch
    changes_on = models.DateField(null=True)  # when a day alone changes it: a pause ends
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        db_table = "organisations_organisation"
        constraints = [models.UniqueConstraint(fields=["uscc"], name="organisation_uscc")]
        indexes = [
            models.Index(
                fields=["changes_on"],
                condition=models.Q(changes_on__isnull=False),
                name="organisation_due",
            ),
            models.Index(
                fields=["parent_uscc"],
                condition=models.Q(parent_uscc__isnull=False),
                name="organisation_parent",
            ),
        ]


class Identifier(models.Model):
    """A number that an organisation bears or bore; codes stay readable after they end."""

    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="identifiers", db_constraint=False
    )
    scheme = models.CharField(max_length=32)
    value = models.CharField(max_length=64)
    valid_from = models.DateField(null=True)
    valid_until = models.DateField(null=True)
    derived = models.BooleanField(default=False)  # cut out of the unified code, not supplied

    class Meta:
        db_table = "organisations_identifier"
        constraints = [
            # The value first: people give a number without saying which kind it is, or its beginning.
            models.UniqueConstraint(
                fields=["value", "scheme", "organisation"],
                opclasses=["varchar_pattern_ops", "varchar_pattern_ops", "int8_ops"],
                name="identifier_once",
            ),
        ]


class Name(models.Model):
    """A name that an organisation bears or bore, as it is written and as it is compared."""

    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="names", db_constraint=False, db_index=False
    )
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
    """One organisation took the place of another: by merger, split or a new code.

    `successor` is null as long as no organisation of the code that was told is on file.
    """

    predecessor = models.ForeignKey(
        Organisation, models.PROTECT, related_name="successions", db_constraint=False
    )
    successor = models.ForeignKey(
        Organisation, models.PROTECT, related_name="precedings", null=True, db_constraint=False
    )
    successor_uscc = models.CharField(max_length=18)
    kind = models.CharField(
        max_length=16, choices=[("merger", "merger"), ("split", "split"), ("recode", "recode")]
    )
    happened_on = models.DateField()

    class Meta:
        db_table = "organisations_succession"
        constraints = [
            models.UniqueConstraint(
                fields=["predecessor", "successor_uscc", "kind"], name="succession_once"
            ),
            models.CheckConstraint(
                condition=~models.Q(predecessor=models.F("successor")), name="not_its_own_successor"
            ),
        ]
        indexes = [
            models.Index(
                fields=["successor_uscc"],
                condition=models.Q(successor=None),
                name="succession_open",
            )
        ]


class Reassignment(models.Model):
    """In whose file that stands which was told of another organisation.

    A merge: two organisations are one, and all that was told of `source` stands in the file of
    `target`. A split: one code was used for two, and some facts (`ReassignedFact`) told of
    `source` belong to `target`. One person proposes, another confirms, and it can be undone; it
    changes no record, only what a file is made of (decision 0014). The codes say for ever who
    was meant.
    """

    class Kind(models.TextChoices):
        MERGE = "merge"
        SPLIT = "split"

    class State(models.TextChoices):
        PROPOSED = "proposed"
        IN_FORCE = "in_force"
        DECLINED = "declined"
        UNDONE = "undone"

    kind = models.TextField(choices=Kind.choices)
    state = models.TextField(choices=State.choices, default=State.PROPOSED)
    source_id = models.BigIntegerField()
    source_uscc = models.TextField()
    source_name = models.TextField()
    target_id = models.BigIntegerField()
    target_uscc = models.TextField()
    target_name = models.TextField()
    reason = models.TextField()
    proposed_by_id = models.TextField()  # of the account
    proposed_by = models.TextField()
    proposed_at = models.DateTimeField()
    decided_by_id = models.TextField(default="")
    decided_by = models.TextField(default="")
    decided_at = models.DateTimeField(null=True)
    decided_because = models.TextField(default="")
    undone_by = models.TextField(default="")
    undone_at = models.DateTimeField(null=True)
    undone_because = models.TextField(default="")

    class Meta:
        db_table = "organisations_reassignment"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=["proposed", "declined"])
                | ~models.Q(decided_by_id=models.F("proposed_by_id")),
                name="reassigned_by_two_persons",
            ),
            models.CheckConstraint(
                condition=models.Q(state="proposed", decided_at=None, decided_by_id="")
                | ~models.Q(state="proposed")
                & models.Q(decided_at__isnull=False)
                & ~models.Q(decided_by_id="")
                & ~models.Q(decided_because=""),
                name="reassignment_decided_with_reason",
            ),
            models.CheckConstraint(
                condition=models.Q(state="undone", undone_at__isnull=False)
                & ~models.Q(undone_by="")
                & ~models.Q(undone_because="")
                | ~models.Q(state="undone") & models.Q(undone_at=None),
                name="reassignment_undone_with_reason",
            ),
            models.CheckConstraint(
                condition=~models.Q(source_id=models.F("target_id")) & ~models.Q(reason=""),
                name="reassigned_to_another",
            ),
            models.UniqueConstraint(
                fields=["source_id"],
                condition=models.Q(kind="merge", state__in=["proposed", "in_force"]),
                name="merged_once",
            ),
        ]
        indexes = [
            models.Index(fields=["source_id"], name="reassigned_from"),
            models.Index(fields=["target_id"], name="reassigned_to"),
            models.Index(
                fields=["proposed_at"],
                condition=models.Q(state="proposed"),
                name="reassignment_waiting",
            ),
        ]


class ReassignedFact(models.Model):
    """One of the facts that a split moves, whatever its versions."""

    reassignment = models.ForeignKey(Reassignment, models.PROTECT, related_name="facts")
    item = models.TextField()
    fact = models.UUIDField()

    class Meta:
        db_table = "organisations_reassignedfact"
        constraints = [
            models.UniqueConstraint(fields=["reassignment", "item", "fact"], name="fact_moved_once")
        ]
