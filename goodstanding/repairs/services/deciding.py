"""A repair decided: proposed by one officer, decided by another, in effect at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from goodstanding.casework.domain.cases import (
    require_other,
    require_reason,
    require_seen,
    seen_mark,
)
from goodstanding.casework.models import Message
from goodstanding.casework.services import cases
from goodstanding.casework.services.timing import timing_of
from goodstanding.disclosure.models import Suppression
from goodstanding.disclosure.services import suppressing
from goodstanding.listings.domain.procedure import Ending
from goodstanding.listings.queries import entries
from goodstanding.listings.services import ending
from goodstanding.measures.services import calling
from goodstanding.recall import services as recall
from goodstanding.recall.domain import Cause
from goodstanding.repairs.domain import procedure
from goodstanding.repairs.domain.procedure import Outcome, Proposal, State, TransitionError
from goodstanding.repairs.services.filing import lift_mark, tell_applicant
from goodstanding.repairs.services.steps import held, move
from goodstanding.standards import person_number

if TYPE_CHECKING:
    from datetime import datetime

    from goodstanding.audit.domain import Actor
    from goodstanding.casework.services.timing import Timing
    from goodstanding.catalogue.domain.repairs import Proof
    from goodstanding.lib.environment import Environment
    from goodstanding.repairs.models import Repair


def proofs_of(repair: Repair, timing: Timing) -> tuple[Proof, ...]:
    """What the rule that was applied wants shown; none where policy has dropped the rule since."""
    return next((one.proofs for one in timing.catalogue.repairs if one.code == repair.rule), ())


@transaction.atomic
def propose(
    repair: Repair, proposal: Proposal, *, timing: Timing, by: Actor, now: datetime
) -> None:
    """Put a decision before another officer. Raises TransitionError, ProposalError."""
    procedure.require_sound(proposal, proofs_of(repair, timing))
    repair = held(repair, State.PROPOSED)
    repair.outcome, repair.proposed_by = proposal.outcome, by.id
    repair.finding = person_number.mask(proposal.finding.strip())
    repair.proved = sorted(proposal.proved)
    repair.next_possible_on = proposal.next_possible_on
    move(repair, State.PROPOSED, timing=timing, by=by, now=now)


@transaction.atomic
def give_back(repair: Repair, *, reason: str, by: Actor, now: datetime) -> None:
    """Give a proposal back to whoever made it, with the reason. Raises TransitionError, NoReasonError."""
    said = require_reason(reason, step="give back")
    repair = held(repair, State.ACCEPTED, only_from=[State.PROPOSED])
    repair.state = State.ACCEPTED
    repair.save(update_fields=["state"])
    cases.move(repair.case, step=procedure.step_of(State.ACCEPTED))  # its clock runs on
    cases.write(repair.case, side=Message.Side.SUPPLIER, text=said, shared=False, by=by, now=now)
    cases.tell(repair.case, "repair.given_back", by=by, now=now, shared=False)


def mark_of(repair: Repair) -> str:
    """The mark of its proposal, for the page that shows it."""
    return seen_mark(repair.proposed_by, repair.outcome, repair.finding, sorted(repair.proved))


@transaction.atomic
def decide(
    repair: Repair, *, timing: Timing, environment: Environment, by: Actor, now: datetime,
    seen: str = "",
) -> Repair:  # fmt: skip
    """Decide as was proposed; what is granted takes effect here, whole or not at all.

    Publicity and sharing of the record end, an entry on a list that it shows is removed (and
    with it what it called up), and everybody who has a copy of it is told. `seen`: the mark of
    the proposal on the page that was decided from. Raises TransitionError, ChangedError (both
    where another proposal has come since), SameOfficerError if the decider made the proposal.
    """
    target = State.GRANTED if repair.outcome == Outcome.GRANT else State.REFUSED
    asked, repair = repair.outcome, held(repair, target)
    if repair.outcome != asked:
        raise TransitionError(number=repair.case.number, current=repair.state, target=target)
    require_seen(seen, mark_of(repair), number=repair.case.number)
    require_other(by, repair.proposed_by)
    repair.decided_by, repair.decided_at = by.id, now
    if target is State.GRANTED:
        repair.holders_told = _take_effect(repair, environment=environment, by=by, now=now)
    lift_mark(repair, by=by, now=now)
    holders = repair.holders_told or 0
    move(repair, target, timing=timing, by=by, now=now, holders=holders)
    tell_applicant(repair, repair.finding, by=by, now=now)
    cases.close(repair.case, outcome=target, by=by, now=now)
    return repair


def _take_effect(repair: Repair, *, environment: Environment, by: Actor, now: datetime) -> int:
    entry = entries.shown_by(repair.organisation_id, repair.item, repair.fact, today=now.date())
    if entry is not None:
        ending.remove(
            entry, because=Ending.REPAIRED, proof=repair.case.number, environment=environment,
            by=by, now=now,
        )  # fmt: skip
        calling.lift(timing=timing_of(environment), now=now, entries=[entry.pk])
    suppressing.suppress_record(
        organisation_id=repair.organisation_id, item=repair.item, fact=repair.fact,
        because=Suppression.Because.REPAIRED, reason=repair.case.number, by=by, now=now,
    )  # fmt: skip
    return recall.recall_record(
        organisation_id=repair.organisation_id, item=repair.item, fact=repair.fact,
        cause=Cause.REPAIRED, environment=environment, by=by, now=now,
    )  # fmt: skip
