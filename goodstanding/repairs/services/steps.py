"""One step of a repair: held against others, its clocks changed, its story told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goodstanding.casework.services import cases
from goodstanding.repairs.domain import procedure
from goodstanding.repairs.domain.procedure import LIMITS, OPEN, WHOLE, State
from goodstanding.repairs.models import Repair

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from goodstanding.audit.domain import Actor
    from goodstanding.casework.services.timing import Timing


def held(repair: Repair, target: State, *, only_from: Collection[State] = tuple(State)) -> Repair:
    """The repair under its case's lock, if `target` is a next step of it.

    `only_from`: where this act begins, if others lead to `target` from elsewhere.
    Raises TransitionError, ClosedCaseError.
    """
    case = cases.locked(repair.case_id)
    fresh = Repair.objects.get(pk=repair.pk)
    fresh.case = case
    procedure.require_transition(State(fresh.state), target, number=case.number)
    if fresh.state not in only_from:
        raise procedure.TransitionError(number=case.number, current=fresh.state, target=target)
    return fresh


def move(
    repair: Repair, target: State, *, timing: Timing, by: Actor, now: datetime, holders: int = 0
) -> None:
    """The repair in its next state: the clock before stops, that of the state starts.

    A proposal stops no clock: the time limit is for the decision. At an end all stop.
    """
    case, before = repair.case, State(repair.state)
    repair.state = target
    repair.save()
    cases.move(case, step=procedure.step_of(target))
    if LIMITS.get(before) != LIMITS.get(target):
        timing.stop(case, LIMITS[before], now)
        if target in LIMITS:
            timing.start(case, LIMITS[target], now)
    if target not in OPEN:
        timing.stop(case, WHOLE, now)
    cases.tell(case, f"repair.{target}", by=by, now=now, holders=holders)
