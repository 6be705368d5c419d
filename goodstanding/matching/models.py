"""What names are found by, what is proposed where nothing is certain, and what people decided.

The index can be made again from the organisations' names; decisions can't, and are kept.
"""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models

from goodstanding.organisations.models import Reassignment


class Term(models.Model):
    """What one name, present or former, is found by (standards.search_terms).

    No foreign key: a name that is taken away leaves at once for whoever reads both together,
    and its row here goes with the next look over the whole index.
    """

    name_id = models.BigIntegerField(primary_key=True)
    folded = models.TextField()
    brand_at = models.SmallIntegerField()  # characters of places in front
    pinyin = models.TextField()
    brand_sound_at = models.SmallIntegerField()  # letters of places in front
    terms = ArrayField(models.IntegerField())

    class Meta:
        db_table = "matching_term"


class TermCount(models.Model):
    """In about how many names a term stands: what to ask for first."""

    term = models.IntegerField(primary_key=True)
    names = models.IntegerField()

    class Meta:
        db_table = "matching_termcount"


class IndexState(models.Model):
    """How far the index has come: one row."""

    edition = models.IntegerField()
    name_id = models.BigIntegerField()  # every name up to this number is in it
    looked_over_at = models.DateTimeField()
    dropped = ArrayField(models.TextField())  # indexes to be made again after a great load

    class Meta:
        db_table = "matching_indexstate"
        constraints = [
            models.CheckConstraint(condition=models.Q(pk=1), name="one_index_state"),
        ]


class Judgement(models.Model):
    """A person's decision about what one agency means by one name, used the next time it sends it.

    Never changed but to be undone. No foreign key: organisations are an index that can be built again,
    and a decision outlives it; `uscc` says for ever which organisation was meant.
    """

    class Decision(models.TextChoices):
        SAME = "same"  # this organisation
        NONE = "none"  # none of those proposed
        NEW = "new"  # one that is not on file yet

    agency = models.TextField()
    folded = models.TextField()
    given_name = models.TextField()
    given_code = models.TextField(default="")  # as it is compared: whole, masked or old; "" none
    decision = models.TextField(choices=Decision.choices)
    organisation_id = models.BigIntegerField(null=True)
    uscc = models.TextField(default="")
    decided_by_id = models.TextField()  # of the account
    decided_by = models.TextField()  # as the log shows it, whatever becomes of the account
    reason = models.TextField()
    at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)
    undone_by = models.TextField(default="")
    undone_because = models.TextField(default="")

    class Meta:
        db_table = "matching_judgement"
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "folded", "given_code"],
                condition=models.Q(undone_at=None),
                name="one_judgement_in_force",
            ),
            models.CheckConstraint(
                condition=models.Q(decision="same", organisation_id__isnull=False)
                | (~models.Q(decision="same") & models.Q(organisation_id=None)),
                name="same_names_an_organisation",
            ),
        ]


class JudgementUse(models.Model):
    """A row that was linked because of a judgement: what has to be looked at if that is undone."""

    judgement = models.ForeignKey(Judgement, models.PROTECT, related_name="uses")
    submission_id = models.BigIntegerField()
    row = models.IntegerField()

    class Meta:
        db_table = "matching_judgement_use"
        constraints = [
            models.UniqueConstraint(fields=["submission_id", "row"], name="linked_once"),
        ]


class MergeUse(models.Model):
    """A row that was linked by a name because those who bear it were merged: to be looked at if that is undone."""

    reassignment = models.ForeignKey(Reassignment, models.PROTECT, related_name="uses")
    submission_id = models.BigIntegerField()
    row = models.IntegerField()

    class Meta:
        db_table = "matching_merge_use"
        constraints = [
            models.UniqueConstraint(
                fields=["reassignment", "submission_id", "row"], name="linked_by_merge_once"
            ),
        ]


class Proposal(models.Model):
    """Something for a person to decide: what a quarantined row means, or whether two are one."""

    class Kind(models.TextChoices):
        ROW = "row"
        DUPLICATE = "duplicate"

    class State(models.TextChoices):
        OPEN = "open"
        SAME = "same"
        NONE = "none"
        NEW = "new"

    kind = models.TextField(choices=Kind.choices)
    submission_id = models.BigIntegerField(null=True)  # of a row
    row = models.IntegerField(null=True)
    organisation_id = models.BigIntegerField(
        null=True
    )  # of a duplicate: the one that others may be
    agency = models.TextField(default="")
    item = models.TextField(default="")
    given_name = models.TextField()  # masked where it holds a person's number
    folded = models.TextField()
    given_code = models.TextField(default="")
    reason = models.TextField()  # why nothing was certain
    candidates = models.JSONField()  # domain.candidate, best first
    score = models.FloatField()  # of the best: the order of the queue
    state = models.TextField(choices=State.choices, default=State.OPEN)
    judgement = models.ForeignKey(Judgement, models.PROTECT, null=True, related_name="proposals")
    reassignment = models.ForeignKey(
        Reassignment, models.PROTECT, null=True, related_name="proposals"
    )  # of a duplicate: the merge that was proposed
    made_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "matching_proposal"
        constraints = [
            models.UniqueConstraint(
                fields=["submission_id", "row"],
                condition=models.Q(kind="row"),
                name="row_proposed_once",
            ),
            models.UniqueConstraint(
                fields=["organisation_id"],
                condition=models.Q(kind="duplicate", state="open"),
                name="duplicate_open_once",
            ),
        ]
        indexes = [
            models.Index(
                fields=["-score", "id"], condition=models.Q(state="open"), name="proposal_open"
            ),
            models.Index(fields=["agency", "folded"], name="proposal_name"),
        ]
