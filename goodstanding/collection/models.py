"""What agencies brought: each batch, its findings, and the rows that were not taken in."""

from __future__ import annotations

from django.db import models


class Submission(models.Model):
    """One batch of one agency for one item, and what became of it.

    Its state alone says what remains to be done: `received` waits to be loaded,
    whatever a queue believes; `loaded` and `refused` are final.
    """

    class State(models.TextChoices):
        RECEIVED = "received"
        LOADED = "loaded"
        REFUSED = "refused"

    number = models.TextField(unique=True)  # S-20261122-000001
    agency = models.TextField()
    item = models.TextField()
    mode = models.TextField(choices=[("upsert", "upsert"), ("withdraw", "withdraw")])
    key = models.TextField()  # idempotency key
    edition = models.TextField()
    filename = models.TextField()  # masked
    sent_by = models.TextField(default="")  # as the audit log names who sent it
    sha256 = models.CharField(max_length=64)
    size = models.BigIntegerField()
    stored_as = models.TextField()  # place in the file store
    data_key = models.BinaryField()  # opens it; kept nowhere else
    state = models.TextField(choices=State.choices, default=State.RECEIVED)
    corrects = models.ForeignKey("self", models.PROTECT, null=True, related_name="corrections")
    received_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    attempts = models.IntegerField(default=0)
    rows = models.BigIntegerField(default=0)
    new = models.BigIntegerField(default=0)
    changed = models.BigIntegerField(default=0)
    unchanged = models.BigIntegerField(default=0)
    withdrawn = models.BigIntegerField(default=0)
    quarantined = models.BigIntegerField(default=0)
    findings = models.BigIntegerField(default=0)
    matched = models.JSONField(default=dict)  # {"identifier": 7, "name": 0, "decided": 0}
    rules = models.JSONField(default=list)  # what the findings' rule numbers mean
    columns = models.JSONField(default=list)  # field → column letters, for cells
    refused_because = models.JSONField(null=True)  # {"code", "zh", "en"}
    seconds = models.FloatField(null=True)

    class Meta:
        db_table = "collection_submission"
        constraints = [
            models.UniqueConstraint(fields=["agency", "item", "key"], name="submission_once"),
            models.CheckConstraint(
                condition=models.Q(state="received", finished_at=None)
                | (~models.Q(state="received") & models.Q(finished_at__isnull=False)),
                name="finished_has_finished_at",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    rows=models.F("new")
                    + models.F("changed")
                    + models.F("unchanged")
                    + models.F("withdrawn")
                    + models.F("quarantined")
                ),
                name="every_row_accounted_for",
            ),
        ]
        indexes = [
            models.Index(
                fields=["received_at"], condition=models.Q(state="received"), name="submission_open"
            ),
            models.Index(fields=["agency", "item", "received_at"], name="submission_agency"),
            # How fresh each source is, asked by every check and every rating.
            models.Index(
                fields=["finished_at"], condition=models.Q(state="loaded"), name="submission_loaded"
            ),
            models.Index(
                fields=["item", "finished_at"],
                condition=models.Q(state="loaded"),
                name="submission_loaded_item",
            ),
        ]


class Finding(models.Model):
    """Something that a rule says about a row, or about the file where `row` is null."""

    submission = models.ForeignKey(Submission, models.PROTECT, db_index=False)
    row = models.IntegerField(null=True)
    rule = models.SmallIntegerField()  # place in Submission.rules
    given = models.TextField(null=True)  # masked

    class Meta:
        db_table = "collection_finding"
        indexes = [models.Index(fields=["submission", "row"], name="finding_row")]


class QuarantinedRow(models.Model):
    """A row that was not taken in, as the agency gave it (masked), until it is put right.

    `corrected_by` is the submission that put it right, or while it waits the last one that
    tried. The row of such a try is `tried`: it stands for no row of its own.
    """

    class State(models.TextChoices):
        WAITING = "waiting"
        CORRECTED = "corrected"
        DISCARDED = "discarded"
        TRIED = "tried"

    submission = models.ForeignKey(Submission, models.PROTECT, db_index=False)
    row = models.IntegerField()
    cells = models.JSONField()  # field → text as given
    state = models.TextField(choices=State.choices, default=State.WAITING)
    corrected_by = models.ForeignKey(Submission, models.PROTECT, null=True, related_name="+")
    corrected_as = models.IntegerField(null=True)  # its row in that submission
    decided_at = models.DateTimeField(null=True)  # when it was corrected or discarded
    decided_by = models.TextField(null=True)
    reason = models.TextField(null=True)  # why it was discarded

    class Meta:
        db_table = "collection_quarantined_row"
        constraints = [
            models.UniqueConstraint(fields=["submission", "row"], name="quarantined_once"),
            models.CheckConstraint(
                condition=~models.Q(state="discarded")
                | models.Q(reason__isnull=False, decided_at__isnull=False),
                name="discarded_has_reason",
            ),
        ]
        indexes = [
            models.Index(
                fields=["submission", "row"],
                condition=models.Q(state="waiting"),
                name="quarantined_waiting",
            )
        ]
