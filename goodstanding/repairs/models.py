"""Repairs, beside their cases; rule changes that end records by the set. Facts hold in the database, too."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from goodstanding.casework.models import Case
from goodstanding.repairs.domain.procedure import OPEN, Channel, Outcome, State
from goodstanding.repairs.domain.revocations import RevocationState
from goodstanding.repairs.domain.rulings import OPEN as RULING_OPEN
from goodstanding.repairs.domain.rulings import RulingState

DECIDED = (State.GRANTED, State.REFUSED, State.REVOKED)


class Repair(models.Model):
    """One application for one record (organisation, item, fact), whatever its versions."""

    case = models.OneToOneField(Case, models.PROTECT, related_name="repair")
    organisation_id = models.BigIntegerField()
    item = models.TextField()
    fact = models.UUIDField()
    version_id = models.BigIntegerField()  # what was public when it was applied for
    body = models.TextField()  # that determined it, and repairs
    rule = models.TextField()  # of policy
    edition = models.TextField()  # of the policy that said so
    cured_on = models.DateField()
    statement = models.TextField()
    commitment_needed = models.BooleanField()
    commitment = models.TextField(blank=True)  # as it was made
    channel = models.TextField(choices=[(one, one) for one in Channel])
    filed_by = models.TextField()  # an account's id
    state = models.TextField(choices=[(one, one) for one in State], default=State.FILED)
    accepted_by = models.TextField(blank=True)
    accepted_at = models.DateTimeField(null=True)
    outcome = models.TextField(choices=[(one, one) for one in Outcome], blank=True)
    finding = models.TextField(blank=True)
    proved = models.JSONField(default=list)  # codes of the proofs that were found
    next_possible_on = models.DateField(null=True)  # after a refusal
    proposed_by = models.TextField(blank=True)
    decided_by = models.TextField(blank=True)
    decided_at = models.DateTimeField(null=True)
    holders_told = models.IntegerField(null=True)  # of copies, when it was granted
    revoked_on = models.DateField(null=True)

    class Meta:
        db_table = "repairs_repair"
        constraints = [
            models.UniqueConstraint(
                fields=["organisation_id", "item", "fact"], condition=Q(state__in=OPEN),
                name="one_open_repair",
            ),
            models.CheckConstraint(
                condition=Q(commitment_needed=False) | ~Q(commitment=""),
                name="repair_with_its_commitment",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[State.ACCEPTED, State.PROPOSED, *DECIDED])
                | (Q(accepted_at__isnull=False) & ~Q(accepted_by="")),
                name="accepted_before_decided",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=DECIDED)
                | (
                    Q(decided_at__isnull=False)
                    & ~Q(decided_by="") & ~Q(proposed_by="") & ~Q(outcome="") & ~Q(finding="")
                ),
                name="repair_decided_with_reasons",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.DECLINED) | ~Q(finding=""), name="declined_with_reasons"
            ),
            models.CheckConstraint(
                condition=Q(decided_by="") | ~Q(decided_by=F("proposed_by")),
                name="repair_decided_by_another",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[State.GRANTED, State.REVOKED])
                | Q(outcome=Outcome.GRANT, holders_told__gte=0),
                name="granted_has_its_effect",
            ),
            models.CheckConstraint(
                condition=Q(state=State.REVOKED, revoked_on__isnull=False)
                | ~Q(state=State.REVOKED) & Q(revoked_on=None),
                name="revoked_on_a_day",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.REFUSED) | Q(outcome=Outcome.REFUSE), name="refused_as_proposed"
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["organisation_id", "item", "fact"], name="repair_of_record"),
        ]


class Revocation(models.Model):
    """That a repair was granted on what was not true: proposed, told, answered or not in time, decided."""

    case = models.OneToOneField(Case, models.PROTECT, related_name="revocation")
    repair = models.ForeignKey(Repair, models.PROTECT, related_name="revocations")
    state = models.TextField(
        choices=[(one, one) for one in RevocationState], default=RevocationState.PROPOSED
    )
    finding = models.TextField()  # what was not true, and how that is known
    proposed_by = models.TextField()  # an account's id
    told_on = models.DateField()
    answer_due_on = models.DateField()
    answer = models.TextField(blank=True)
    answered_on = models.DateField(null=True)
    decided_by = models.TextField(blank=True)
    decided_on = models.DateField(null=True)
    reason = models.TextField(blank=True)  # why it was dropped

    class Meta:
        db_table = "repairs_revocation"
        constraints = [
            models.UniqueConstraint(
                fields=["repair"], condition=Q(state=RevocationState.PROPOSED),
                name="one_open_revocation",
            ),
            models.CheckConstraint(
                condition=~Q(finding="") & ~Q(proposed_by="") & Q(answer_due_on__gte=F("told_on")),
                name="revocation_told_with_reasons",
            ),
            models.CheckConstraint(
                condition=Q(state=RevocationState.PROPOSED, decided_by="", decided_on=None)
                | ~Q(state=RevocationState.PROPOSED)
                & Q(decided_on__isnull=False) & ~Q(decided_by="")
                & ~Q(decided_by=F("proposed_by")),
                name="revocation_decided_by_another",
            ),
            models.CheckConstraint(
                condition=~Q(state=RevocationState.REVOKED)
                | Q(answered_on__isnull=False)
                | Q(decided_on__gt=F("answer_due_on")),
                name="revoked_after_the_answer",
            ),
            models.CheckConstraint(
                condition=~Q(state=RevocationState.DROPPED) | ~Q(reason=""),
                name="dropped_with_a_reason",
            ),
        ]  # fmt: skip


class RuleChange(models.Model):
    """The rules became milder: what they would have ended ends now, if somebody decides so.

    Proposed with a preview, decided by another; then a job ends the records by sets, and each
    day those that the new rules end that day.
    """

    class State(models.TextChoices):
        PROPOSED = "proposed"
        APPROVED = "approved"
        REJECTED = "rejected"

    edition = models.TextField()  # of the policy whose rules are applied
    because = models.TextField()  # the legal text that says so
    preview = models.JSONField()  # item → records that would end, when it was proposed
    state = models.TextField(choices=State.choices, default=State.PROPOSED)
    proposed_by = models.TextField()
    proposed_at = models.DateTimeField()
    decided_by = models.TextField(blank=True)
    decided_at = models.DateTimeField(null=True)
    finding = models.TextField(blank=True)
    ended = models.IntegerField(default=0)  # records, so far

    class Meta:
        db_table = "repairs_rule_change"
        constraints = [
            models.UniqueConstraint(
                fields=["edition"], condition=Q(state__in=["proposed", "approved"]),
                name="one_change_of_an_edition",
            ),
            models.CheckConstraint(condition=~Q(because=""), name="change_with_its_basis"),
            models.CheckConstraint(
                condition=Q(state="proposed", decided_by="", decided_at=None)
                | (~Q(state="proposed") & ~Q(decided_by="") & Q(decided_at__isnull=False)),
                name="change_decided_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(decided_by=F("proposed_by")), name="change_decided_by_another"
            ),
            models.CheckConstraint(
                condition=Q(ended=0) | Q(state="approved"), name="ended_after_approval"
            ),
        ]  # fmt: skip

    @property
    def number(self) -> str:
        return f"GZ-{self.proposed_at.year}-{self.pk:05d}"


class Unremedied(models.Model):
    """A record whose longest publicity is over without repair: the body says whether the duty was done.

    Its end is not silent, and nothing is prolonged by what is found.
    """

    class Found(models.TextChoices):
        DONE = "done"
        NOT_DONE = "not_done"

    case = models.OneToOneField(Case, models.PROTECT, related_name="unremedied")
    organisation_id = models.BigIntegerField()
    item = models.TextField()
    fact = models.UUIDField()
    body = models.TextField()
    ends_on = models.DateField()  # the last public day
    found = models.TextField(choices=Found.choices, blank=True)
    finding = models.TextField(blank=True)
    found_by = models.TextField(blank=True)
    found_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "repairs_unremedied"
        constraints = [
            models.UniqueConstraint(
                fields=["organisation_id", "item", "fact"], name="asked_once_at_the_end"
            ),
            models.CheckConstraint(
                condition=Q(found="", finding="", found_by="", found_at=None)
                | (~Q(found="") & ~Q(finding="") & ~Q(found_by="") & Q(found_at__isnull=False)),
                name="found_with_reasons",
            ),
        ]


class Ruling(models.Model):
    """A court approved a reorganisation or a settlement: adverse records are out of sight for the time being.

    When the plan is performed they stay so; when it fails they are shown again.
    """

    class Kind(models.TextChoices):
        REORGANISATION = "reorganisation"
        SETTLEMENT = "settlement"

    case = models.OneToOneField(Case, models.PROTECT, related_name="ruling")
    organisation_id = models.BigIntegerField()
    kind = models.TextField(choices=Kind.choices)
    court = models.TextField()
    court_number = models.TextField()
    ruled_on = models.DateField()
    statement = models.TextField()
    filed_by = models.TextField()
    state = models.TextField(choices=[(one, one) for one in RulingState], default=RulingState.FILED)
    outcome = models.TextField(blank=True)  # proposed: screen, refuse, performed, failed
    finding = models.TextField(blank=True)
    proposed_by = models.TextField(blank=True)
    decided_by = models.TextField(blank=True)
    screened_at = models.DateTimeField(null=True)
    records = models.IntegerField(default=0)  # out of sight

    class Meta:
        db_table = "repairs_ruling"
        constraints = [
            models.UniqueConstraint(
                fields=["organisation_id"], condition=Q(state__in=RULING_OPEN),
                name="one_open_ruling",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[RulingState.FILED, RulingState.WITHDRAWN])
                | (~Q(proposed_by="") & ~Q(finding="") & ~Q(outcome="")),
                name="ruling_with_reasons",
            ),
            models.CheckConstraint(
                condition=~Q(
                    state__in=[
                        RulingState.SCREENED, RulingState.CONCLUDING, RulingState.PERFORMED,
                        RulingState.FAILED,
                    ]
                )
                | (Q(screened_at__isnull=False) & ~Q(decided_by="")),
                name="screened_by_decision",
            ),
        ]  # fmt: skip
