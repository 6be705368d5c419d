"""One step of an objection: held against others, its clocks changed, its story told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goodstanding.casework.services import cases
from goodstanding.objections import domain
from goodstanding.objections.domain import State
from goodstanding.objections.models import Objection

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from goodstanding.audit.domain import Actor
    from goodstanding.casework.services.timing import Timing


def held(
    objection: Objection, target: State, *, only_from: Collection[State] = tuple(State)
) -> Objection:
    """The objection under its case's lock, if `target` is a next step of it.

    `only_from`: where this act begins, if others lead to `target` from elsewhere.
    Raises TransitionError, ClosedCaseError.
    """
    case = cases.locked(objection.case_id)
    fresh = Objection.objects.get(pk=objection.pk)
    fresh.case = case
    domain.require_transition(State(fresh.state), target, number=case.number)
    if fresh.state not in only_from:
        raise domain.TransitionError(number=case.number, current=fresh.state, target=target)
    return fresh


def move(
    objection: Objection, target: State, *, agency: str | None, timing: Timing, by: Actor,
    now: datetime,
) -> None:  # fmt: skip
    """The objection in its next state: the clock before stops, that of the state starts.

    A proposal stops no clock: the time limit is for the decision.
    """
    case, before = objection.case, State(objection.state)
    objection.state = target
    objection.save()
    cases.move(case, step=domain.step_after(target), agency=agency)
    if target is not State.PROPOSED:
        for limit in {domain.LIMITS.get(before), *_waiting_limits(before)} - {None}:
            timing.stop(case, str(limit), now)
        if target in domain.LIMITS:
            timing.start(case, domain.LIMITS[target], now)
    cases.tell(case, f"objection.{target}", by=by, now=now)


def _waiting_limits(before: State) -> set[str | None]:
    """While a proposal waits, the clock of whoever looks into it is the one that runs."""
    if before is not State.PROPOSED:
        return set()
    return {domain.LIMITS[State.WITH_PLATFORM], domain.LIMITS[State.WITH_SUPPLIER]}
