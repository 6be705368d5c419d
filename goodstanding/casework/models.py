"""What every procedure keeps: the case, its clocks, papers, notices, letters and story.

The case is one row beside a procedure's own; whoever asks what is to be done by when asks
this table, whatever the procedure.
"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q


class Case(models.Model):
    """Something that somebody must decide about one organisation, in its present step.

    `due_on` is the first end of its running clocks; null when none runs.
    """

    number = models.TextField(unique=True)  # YY-2026-00317
    kind = models.TextField()  # objection, repair, listing …
    organisation_id = models.BigIntegerField()
    uscc = models.CharField(max_length=18)
    name = models.TextField()  # of the organisation, when the case was opened
    matter = models.TextField()
    agency = models.TextField(blank=True)  # who must act; empty: the centre
    step = models.TextField()  # what is to be done next
    officer = models.TextField(blank=True)  # an account's id
    officer_label = models.TextField(blank=True)
    due_on = models.DateField(null=True)
    suspended = models.BooleanField(default=False)
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    outcome = models.TextField(blank=True)

    class Meta:
        db_table = "casework_case"
        constraints = [
            models.CheckConstraint(
                condition=Q(closed_at=None, outcome="")
                | (Q(closed_at__isnull=False) & ~Q(outcome="")),
                name="closed_has_an_outcome",
            ),
        ]
        indexes = [
            models.Index(
                F("agency"), F("due_on").asc(nulls_last=True), F("id"),
                condition=Q(closed_at=None), name="case_open_by_agency",
            ),
            models.Index(
                fields=["agency", "officer", "due_on", "id"], include=["suspended"],
                condition=Q(closed_at=None), name="case_open_by_officer",
            ),
            models.Index(fields=["organisation_id", "opened_at"], name="case_of_organisation"),
        ]  # fmt: skip


class Clock(models.Model):
    """A time limit of policy at work in a case. What it measures is told by `limit`, its key."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="clocks")
    limit = models.TextField()
    edition = models.TextField()  # of the policy that says how long
    started_on = models.DateField()
    working_days = models.SmallIntegerField()
    extension_allowed = models.SmallIntegerField(default=0)
    extended_by = models.SmallIntegerField(default=0)
    extension_reason = models.TextField(blank=True)
    suspendable = models.BooleanField(default=False)
    due_on = models.DateField(null=True)  # null while suspended
    stopped_on = models.DateField(null=True)

    class Meta:
        db_table = "casework_clock"
        constraints = [
            models.CheckConstraint(
                condition=Q(extended_by__gte=0, extended_by__lte=F("extension_allowed")),
                name="extended_within_the_rule",
            ),
            models.CheckConstraint(
                condition=Q(extended_by=0) | ~Q(extension_reason=""), name="extended_with_a_reason"
            ),
            models.UniqueConstraint(
                fields=["case", "limit"], condition=Q(stopped_on=None), name="one_running_clock"
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_on", "id"], condition=Q(stopped_on=None), name="clock_running"
            ),
        ]


class Reminder(models.Model):
    """That somebody is told by mail, once, that a clock runs out on a day, or has run out."""

    class What(models.TextChoices):
        AHEAD = "ahead"
        OVER = "over"

    clock = models.ForeignKey(Clock, models.PROTECT, related_name="reminders")
    due_on = models.DateField()  # a clock that was made longer is told of anew
    what = models.TextField(choices=What.choices)
    to = models.TextField()
    taken_at = models.DateTimeField(
        null=True
    )  # before it is sent: a killed sender tells nobody twice

    class Meta:
        db_table = "casework_reminder"
        constraints = [
            models.UniqueConstraint(
                fields=["clock", "due_on", "what", "to"], name="reminded_once_of_a_day"
            ),
        ]
        indexes = [
            models.Index(fields=["to"], condition=Q(taken_at=None), name="reminder_to_be_sent"),
        ]


class Suspension(models.Model):
    """Days on which a clock stood still, and why."""

    clock = models.ForeignKey(Clock, models.PROTECT, related_name="suspensions")
    start = models.DateField()
    until = models.DateField(null=True)  # the first day that counts again
    reason = models.TextField()

    class Meta:
        db_table = "casework_suspension"
        constraints = [
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=F("start")), name="suspension_ends_later"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="suspended_with_a_reason"),
            models.UniqueConstraint(
                fields=["clock"], condition=Q(until=None), name="one_open_suspension"
            ),
        ]


class Document(models.Model):
    """A paper of a case, kept encrypted under its hash."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="documents")
    kind = models.TextField()  # evidence, decision, proof_of_service …
    title = models.TextField()
    media_type = models.TextField()
    sha256 = models.CharField(max_length=64)
    size = models.BigIntegerField()
    stored_as = models.TextField()
    data_key = models.BinaryField()
    added_at = models.DateTimeField()
    added_by = models.TextField()
    shared = models.BooleanField(default=False)  # whether the organisation may read it

    class Meta:
        db_table = "casework_document"


class Notice(models.Model):
    """Something that had to be told to the organisation, how, and the proof that it was."""

    class Channel(models.TextChoices):
        PORTAL = "portal"
        LETTER = "letter"
        EMAIL = "email"
        IN_PERSON = "in_person"

    case = models.ForeignKey(Case, models.PROTECT, related_name="notices")
    kind = models.TextField()
    text = models.TextField()
    channel = models.TextField(choices=Channel.choices)
    address = models.TextField(blank=True)
    sent_at = models.DateTimeField()
    served_on = models.DateField(null=True)
    proof = models.ForeignKey(Document, models.PROTECT, null=True, related_name="+")
    proof_text = models.TextField(blank=True)

    class Meta:
        db_table = "casework_notice"
        constraints = [
            models.CheckConstraint(
                condition=Q(served_on=None) | Q(proof__isnull=False) | ~Q(proof_text=""),
                name="served_with_proof",
            ),
        ]


class Message(models.Model):
    """A letter within a case: from or to the organisation, or between bodies."""

    class Side(models.TextChoices):
        ORGANISATION = "organisation"
        OFFICE = "office"
        SUPPLIER = "supplier"

    case = models.ForeignKey(Case, models.PROTECT, related_name="messages")
    side = models.TextField(choices=Side.choices)
    author = models.TextField()
    text = models.TextField()
    at = models.DateTimeField()
    shared = models.BooleanField(default=False)  # whether the organisation may read it

    class Meta:
        db_table = "casework_message"


class Entry(models.Model):
    """One line of a case's story. What it says in words is made from its code and details."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="entries")
    at = models.DateTimeField()
    code = models.TextField()  # objection.filed, clock.suspended …
    actor = models.TextField()
    agency = models.TextField(blank=True)
    details = models.JSONField(default=dict)
    shared = models.BooleanField(default=True)

    class Meta:
        db_table = "casework_entry"
        indexes = [models.Index(fields=["case", "at"], name="entry_of_case")]


class Counter(models.Model):
    """The last number given of a kind in a year."""

    prefix = models.TextField()
    year = models.SmallIntegerField()
    last = models.IntegerField()

    class Meta:
        db_table = "casework_counter"
        constraints = [models.UniqueConstraint(fields=["prefix", "year"], name="one_counter")]
