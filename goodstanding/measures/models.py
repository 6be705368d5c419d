"""What entries called up, for which body, by which clause, until when, and what the body reported.

The triggers of migrations/0002 refuse a measure without a live entry, one that outlasts it, and
any step after the entry's end but lifting.
"""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from goodstanding.listings.models import Entry
from goodstanding.measures.domain import WAITING, State


class Call(models.Model):
    """One measure that one entry called up at one body."""

    entry = models.ForeignKey(Entry, models.PROTECT, related_name="calls")
    organisation_id = models.BigIntegerField()
    measure = models.TextField()
    edition = models.TextField()  # of the policy that says what it is
    body = models.TextField()
    matters = ArrayField(models.TextField())  # in which the body is competent
    clause = models.TextField()
    incentive = models.BooleanField()
    binding = models.BooleanField()
    starts_on = models.DateField()
    ends_on = models.DateField()  # the last day; moves with that of the entry, in the database
    longest = models.DateField(null=True)  # the last day by a term of its own, if it has one
    state = models.TextField(choices=[(one, one) for one in State], default=State.CALLED)
    called_at = models.DateTimeField()
    due_on = models.DateField(null=True)  # when an answer is due; null when none is owed
    report = models.TextField(blank=True)  # what was done, or why it does not apply
    reported_at = models.DateTimeField(null=True)
    reported_by = models.TextField(blank=True)
    lifted_on = models.DateField(null=True)
    lifting = models.TextField(blank=True)  # what was undone
    reminders = models.SmallIntegerField(default=0)
    reminded_on = models.DateField(null=True)

    class Meta:
        db_table = "measures_call"
        constraints = [
            models.UniqueConstraint(fields=["entry", "measure", "body"], name="called_up_once"),
            models.CheckConstraint(
                condition=~Q(clause="") & ~Q(body="") & Q(matters__len__gte=1),
                name="call_with_clause_and_competence",
            ),
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")), name="call_with_its_period"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[State.DONE, State.REFUSED, State.LIFTED])
                | (~Q(report="") & ~Q(reported_by="") & Q(reported_at__isnull=False)),
                name="call_reported_in_words",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.LIFTED) | Q(lifted_on__isnull=False),
                name="call_lifted_on_a_day",
            ),
            models.CheckConstraint(
                condition=Q(state__in=WAITING, due_on__isnull=False)
                | ~Q(state__in=WAITING) & Q(due_on=None),
                name="call_due_while_owed",
            ),
        ]
        indexes = [
            models.Index(
                fields=["body", "due_on"], condition=Q(state__in=WAITING), name="call_owed"
            ),
            models.Index(fields=["organisation_id"], name="call_of_organisation"),
        ]


class Report(models.Model):
    """One line of what a body did with a measure; only ever added."""

    call = models.ForeignKey(Call, models.PROTECT, related_name="reports")
    at = models.DateTimeField()
    state = models.TextField(choices=[(one, one) for one in State])
    text = models.TextField(blank=True)
    by_label = models.TextField()

    class Meta:
        db_table = "measures_report"
        indexes = [models.Index(fields=["call", "at"], name="report_of_call")]
