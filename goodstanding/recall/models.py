"""Who has a copy of what, and what they were told about it since.

Copies and what they hold are only ever added. A copy of an open data set is one row: what was
in it follows from the published copy of that day, and one holder can have a million of them.
"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from goodstanding.recall.domain import Answer, Cause, Channel, HolderKind, number


class Holder(models.Model):
    """A body or an organisation that has had copies."""

    kind = models.TextField(choices=[(one, one) for one in HolderKind])
    code = models.TextField()  # of an agency, or a credit code
    name = models.TextField()

    class Meta:
        db_table = "recall_holder"
        constraints = [models.UniqueConstraint(fields=["kind", "code"], name="holder_once")]


class Copy(models.Model):
    """One handing out. The same `reference` handed to the same holder again is the same copy."""

    holder = models.ForeignKey(Holder, models.PROTECT, related_name="copies")
    channel = models.TextField(choices=[(one, one) for one in Channel])
    reference = models.TextField()  # number of a report, day of a data set …
    purpose = models.TextField(blank=True)
    data_set = models.TextField(blank=True)  # a class of the catalogue, whole
    last_version = models.BigIntegerField(null=True)  # of a data set: the newest version in it
    at = models.DateTimeField()

    class Meta:
        db_table = "recall_copy"
        constraints = [
            models.UniqueConstraint(
                fields=["holder", "channel", "reference", "data_set"], name="copy_once"
            ),
            models.CheckConstraint(
                condition=Q(data_set="", last_version=None)
                | (~Q(data_set="") & Q(last_version__isnull=False)),
                name="data_set_with_its_newest",
            ),
        ]
        indexes = [
            models.Index(
                fields=["data_set", "holder", "-at"], condition=~Q(data_set=""), name="copy_of_set"
            )
        ]


class Copied(models.Model):
    """One version in a copy."""

    copy = models.ForeignKey(Copy, models.PROTECT, related_name="versions")
    organisation_id = models.BigIntegerField()
    version_id = models.BigIntegerField()
    item = models.TextField()
    fact = models.UUIDField()

    class Meta:
        db_table = "recall_copied"
        constraints = [models.UniqueConstraint(fields=["copy", "version_id"], name="copied_once")]
        indexes = [
            models.Index(fields=["organisation_id", "item", "fact"], name="copied_fact"),
            models.Index(fields=["version_id"], name="copied_version"),
        ]


class Recall(models.Model):
    """A notice to one holder: what it has from us is no longer right. One a day while it waits.

    Of a data set only how many records left it: which ones, the set's own changes tell.
    """

    holder = models.ForeignKey(Holder, models.PROTECT, related_name="recalls")
    data_set = models.TextField(blank=True)
    since = models.DateField(null=True)  # of a data set: changes from this day on
    left = models.IntegerField(default=0)  # of a data set: records that left it
    sent_on = models.DateField()
    due_on = models.DateField()
    reminded_on = models.DateField(null=True)
    answer = models.TextField(choices=[(one, one) for one in Answer], blank=True)
    note = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.TextField(blank=True)  # an account's id

    class Meta:
        db_table = "recall_recall"
        constraints = [
            models.UniqueConstraint(
                fields=["holder", "sent_on"], condition=Q(answered_at=None, data_set=""),
                name="one_notice_a_day",
            ),
            models.UniqueConstraint(
                fields=["holder", "data_set"],
                condition=Q(answered_at=None) & ~Q(data_set=""),
                name="one_open_notice_of_a_set",
            ),
            models.CheckConstraint(
                condition=Q(answered_at=None, answer="", answered_by="")
                | (Q(answered_at__isnull=False) & ~Q(answer="") & ~Q(answered_by="")),
                name="answered_by_somebody",
            ),
            models.CheckConstraint(condition=Q(due_on__gte=F("sent_on")), name="due_after_sent"),
            models.CheckConstraint(
                condition=Q(reminded_on=None) | Q(reminded_on__gt=F("due_on")),
                name="reminded_when_late",
            ),
            models.CheckConstraint(
                condition=Q(data_set="", left=0, since=None)
                | (~Q(data_set="") & Q(left__gt=0, since__isnull=False)),
                name="set_says_how_many_left",
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["due_on"], condition=Q(answered_at=None), name="recall_waiting"),
        ]

    @property
    def number(self) -> str:
        return number(self.pk, self.sent_on.year)


class Line(models.Model):
    """One version that a notice speaks of, and why."""

    recall = models.ForeignKey(Recall, models.PROTECT, related_name="lines")
    copied = models.ForeignKey(Copied, models.PROTECT, related_name="lines")
    cause = models.TextField(choices=[(one, one) for one in Cause])

    class Meta:
        db_table = "recall_line"
        constraints = [
            models.UniqueConstraint(fields=["copied", "cause"], name="told_once_for_a_cause"),
        ]


class Progress(models.Model):
    """How far the jobs are: loads up to this instant, ends up to this day. One row."""

    one = models.BooleanField(primary_key=True, default=True)
    loaded_at = models.DateTimeField(null=True)  # null: none yet
    ended_on = models.DateField(null=True)

    class Meta:
        db_table = "recall_progress"
        constraints = [models.CheckConstraint(condition=Q(one=True), name="one_progress")]
