"""One step of a commitment: held against others, its clocks changed, its story told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goodstanding.casework.services import cases
from goodstanding.commitments import domain
from goodstanding.commitments.domain import LIMITS, OPEN, State
from goodstanding.commitments.models import Commitment

if TYPE_CHECKING:
    from datetime import datetime

    from goodstanding.audit.domain import Actor
    from goodstanding.casework.services.timing import Timing


def held(commitment: Commitment, target: State) -> Commitment:
    """The commitment under its case's lock, if `target` is a next step of it.

    Raises TransitionError, ClosedCaseError.
    """
    case = cases.locked(commitment.case_id)
    fresh = Commitment.objects.get(pk=commitment.pk)
    fresh.case = case
    domain.require_transition(State(fresh.state), target, number=case.number)
    return fresh


def move(
    commitment: Commitment, target: State, *, timing: Timing, by: Actor, now: datetime
) -> None:
    """The commitment in its next state: the clock before stops, that of the state starts; an end closes."""
    case, before = commitment.case, State(commitment.state)
    commitment.state = target
    commitment.save()
    cases.move(case, step=f"commitment.{target}")
    if before in LIMITS:
        timing.stop(case, LIMITS[before], now)
    if target in LIMITS:
        timing.start(case, LIMITS[target], now)
    cases.tell(case, f"commitment.{target}", by=by, now=now)
    if target not in OPEN:
        cases.close(case, outcome=target, by=by, now=now)
