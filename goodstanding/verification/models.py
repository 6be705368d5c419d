"""Which verifications there were: who asked, for what, on which snapshot, with how many answers of each kind."""

from __future__ import annotations

from django.db import models


class Run(models.Model):
    """One verification. What was answered is not kept: it follows from the snapshot."""

    number = models.TextField(unique=True)  # V-20261126-000001
    purpose = models.TextField()
    matter = models.TextField()
    sha256 = models.CharField(max_length=64)  # of the rows that were given
    known_before = models.DateTimeField()
    edition = models.TextField()  # of policy
    rows = models.IntegerField()
    found = models.IntegerField()
    noted = models.IntegerField()
    clear = models.IntegerField()
    undecided = models.IntegerField()
    by = models.TextField()
    agency = models.TextField(default="")
    at = models.DateTimeField()

    class Meta:
        db_table = "verification_run"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(
                    rows=models.F("found")
                    + models.F("noted")
                    + models.F("clear")
                    + models.F("undecided")
                ),
                name="every_row_answered",
            ),
            models.CheckConstraint(
                condition=~models.Q(matter=""), name="verification_has_a_matter"
            ),
        ]


class Request(models.Model):
    """A list that was handed in as a file; it says what remains to be done, whatever a queue believes.

    The snapshot is that of its arrival, so that a part answered later is answered of the same. File,
    parts and result are in the store under its number, encrypted, until they are erased.
    """

    class State(models.TextChoices):
        WAITING = "waiting"
        DONE = "done"
        REFUSED = "refused"

    number = models.TextField(unique=True)  # that of its run, too
    purpose = models.TextField()
    matter = models.TextField()
    filename = models.TextField()  # masked
    columns = models.JSONField(
        default=dict
    )  # {"name": title, "code": title}, where they were given
    file = models.JSONField()  # of the store: sha256, size, path
    file_key = models.BinaryField()
    known_before = models.DateTimeField()
    edition = models.TextField()
    actor = models.JSONField()  # kind, id, label, agency
    agency = models.TextField(default="")
    received_at = models.DateTimeField()
    state = models.TextField(choices=State.choices, default=State.WAITING)
    refused_because = models.JSONField(null=True)  # {"code", "zh", "en"}
    run = models.OneToOneField(Run, models.PROTECT, null=True)
    result = models.JSONField(null=True)  # of the store
    result_key = models.BinaryField(null=True)
    finished_at = models.DateTimeField(null=True)
    erased_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "verification_request"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state="done", run__isnull=False, result__isnull=False)
                | (~models.Q(state="done") & models.Q(run=None, result__isnull=True)),
                name="verification_done_with_its_run",
            ),
        ]
        indexes = [
            models.Index(
                fields=["id"], name="verification_waiting", condition=models.Q(state="waiting")
            ),
        ]


class Part(models.Model):
    """So many rows of a list, answered: what a killed run need not do again."""

    request = models.ForeignKey(Request, models.CASCADE, related_name="parts")
    number = models.IntegerField()  # from 0
    rows = models.IntegerField()
    counts = models.JSONField()  # verdict -> number
    file = models.JSONField()  # of the store: lines of `domain.kept`
    file_key = models.BinaryField()

    class Meta:
        db_table = "verification_part"
        constraints = [
            models.UniqueConstraint(fields=["request", "number"], name="verification_part_once"),
        ]


class Subscription(models.Model):
    """A saved list whose owner is told when an answer about it becomes another one; ends by itself."""

    name = models.TextField()
    purpose = models.TextField()
    matter = models.TextField()
    actor = models.JSONField()  # kind, id, label, agency
    agency = models.TextField(default="")
    mail_to = models.TextField(default="")
    webhook = models.TextField(default="")
    webhook_secret = models.BinaryField(null=True)  # encrypted by the node's secret key
    created_at = models.DateTimeField()
    ends_on = models.DateField()
    ended_at = models.DateTimeField(null=True)
    looked_at = models.DateTimeField()

    class Meta:
        db_table = "verification_subscription"
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(mail_to="", webhook=""), name="verification_told_somehow"
            ),
            models.CheckConstraint(
                condition=models.Q(webhook="", webhook_secret=None)
                | (~models.Q(webhook="") & models.Q(webhook_secret__isnull=False)),
                name="verification_webhook_signed",
            ),
        ]


class Watched(models.Model):
    """A row of a saved list, and what was last seen of it."""

    subscription = models.ForeignKey(Subscription, models.CASCADE, related_name="watched")
    row = models.IntegerField()
    name = models.TextField()
    code = models.TextField()
    uscc = models.TextField()
    verdict = models.TextField()
    digest = models.CharField(max_length=64)

    class Meta:
        db_table = "verification_watched"
        constraints = [
            models.UniqueConstraint(
                fields=["subscription", "row"], name="verification_watched_once"
            ),
        ]


class Delivery(models.Model):
    """A run's changes on their way to the owner by one channel, with what became of it."""

    subscription = models.ForeignKey(Subscription, models.CASCADE, related_name="deliveries")
    run = models.ForeignKey(Run, models.PROTECT)
    channel = models.TextField(choices=[("mail", "mail"), ("webhook", "webhook")])
    changes = models.JSONField()  # of `domain.subscription.Change`
    attempts = models.IntegerField(default=0)
    next_at = models.DateTimeField(null=True)  # none: delivered, or given up
    answer = models.TextField(default="")  # of the last attempt
    tried_at = models.DateTimeField(null=True)
    delivered_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "verification_delivery"
        constraints = [
            models.UniqueConstraint(
                fields=["subscription", "run", "channel"], name="verification_told_once"
            ),
            models.CheckConstraint(
                condition=models.Q(delivered_at=None) | models.Q(next_at=None),
                name="verification_delivered_is_over",
            ),
        ]
        indexes = [
            models.Index(
                fields=["next_at"],
                name="verification_due",
                condition=models.Q(next_at__isnull=False),
            ),
        ]
