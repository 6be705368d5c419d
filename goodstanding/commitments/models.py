"""Commitments, beside their cases. No breach without its procedure, in the database too."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from goodstanding.casework.models import Case
from goodstanding.commitments.domain import Channel, State


class Commitment(models.Model):
    """One commitment of an organisation to a body, and what became of it."""

    case = models.OneToOneField(Case, models.PROTECT, related_name="commitment")
    organisation_id = models.BigIntegerField()
    kind = models.TextField()  # code of policy
    edition = models.TextField()  # of the policy whose letter it is
    body = models.TextField()  # that takes it
    matter = models.TextField()
    content = models.TextField()
    letter = models.TextField()  # as it was made
    made_on = models.DateField()
    due_on = models.DateField()
    until = models.DateField()  # public
    checked = models.BooleanField()  # or recorded only
    channel = models.TextField(choices=[(one, one) for one in Channel])
    made_by = models.TextField()  # an account's id
    state = models.TextField(choices=[(one, one) for one in State], default=State.MADE)
    published_as = models.TextField(blank=True)  # number of the submission
    finding = models.TextField(blank=True)
    checked_on = models.DateField(null=True)
    told_on = models.DateField(null=True)  # that a breach is proposed
    answer_due_on = models.DateField(null=True)
    answer = models.TextField(blank=True)
    answered_on = models.DateField(null=True)
    proposed_by = models.TextField(blank=True)
    decided_by = models.TextField(blank=True)
    decided_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "commitments_commitment"
        constraints = [
            models.UniqueConstraint(
                fields=["organisation_id", "kind", "made_on"],
                condition=~Q(state__in=[State.DECLINED, State.WITHDRAWN]),
                name="one_commitment_of_a_kind_a_day",
            ),
            models.CheckConstraint(
                condition=Q(due_on__gte=F("made_on"), until__gte=F("due_on")),
                name="commitment_dates_in_order",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[State.MADE, State.DECLINED, State.WITHDRAWN])
                | ~Q(published_as=""),
                name="published_before_due",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[State.KEPT, State.PARTLY, State.BROKEN])
                | (Q(checked_on__isnull=False) & ~Q(finding="")),
                name="found_with_finding",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[State.BREACH_PROPOSED, State.BROKEN])
                | (
                    Q(told_on__isnull=False, answer_due_on__gte=F("told_on"))
                    & ~Q(proposed_by="") & ~Q(finding="")
                ),
                name="breach_told_first",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.BROKEN)
                | (Q(decided_at__isnull=False) & ~Q(decided_by="") & ~Q(decided_by=F("proposed_by"))),
                name="broken_by_another",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.BROKEN)
                | Q(answered_on__isnull=False)
                | Q(decided_at__date__gt=F("answer_due_on")),
                name="broken_after_the_answer",
            ),
            models.CheckConstraint(
                condition=Q(answered_on=None, answer="") | (Q(answered_on__isnull=False) & ~Q(answer="")),
                name="answer_with_its_day",
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["due_on"], condition=Q(state="published"), name="commitment_running"),
            models.Index(fields=["organisation_id"], name="commitment_of"),
        ]  # fmt: skip
