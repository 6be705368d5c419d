"""One step of an entry: held, allowed, proved; its clock started and the last one stopped."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from goodstanding.casework.services import cases
from goodstanding.listings.domain import procedure
from goodstanding.listings.domain.procedure import LIMITS, State
from goodstanding.listings.models import Entry, Step
from goodstanding.standards import person_number

if TYPE_CHECKING:
    from datetime import date, datetime

    from goodstanding.audit.domain import Actor
    from goodstanding.casework.models import Document
    from goodstanding.casework.services.timing import Timing


@dataclass(frozen=True)
class Proof:
    """What shows that a step was done: words, and a paper where there is one."""

    text: str
    on: date | None = None  # the day it counts from; null: today
    document: Document | None = None


def held(entry: Entry, target: State) -> Entry:
    """The entry under its case's lock, if `target` is a next step of it.

    Raises TransitionError, ClosedCaseError.
    """
    case = cases.locked(entry.case_id)
    fresh = Entry.objects.select_for_update(no_key=True).get(pk=entry.pk)
    fresh.case = case
    procedure.require_transition(
        State(fresh.state), target, honour=fresh.honour, number=case.number
    )
    return fresh


def prove(entry: Entry, target: State, proof: Proof, *, by: Actor, now: datetime) -> Step:
    """Write down that a state was reached. The database takes no state without it."""
    text = person_number.mask(" ".join(proof.text.split()))
    return Step.objects.create(
        entry=entry, state=target, on=proof.on or now.date(), at=now, by=by.id, by_label=by.label,
        proof=text, document=proof.document,
    )  # fmt: skip


def reach(
    entry: Entry, target: State, proof: Proof, *, timing: Timing, by: Actor, now: datetime
) -> None:
    """The entry in its next state, with its proof; clocks follow."""
    before, case = State(entry.state), entry.case
    prove(entry, target, proof, by=by, now=now)
    entry.state = target
    entry.save()
    cases.move(case, step=procedure.step_after(target))
    limit, next_limit = LIMITS.get(before), LIMITS.get(target)
    if limit != next_limit:
        if limit:
            timing.stop(case, limit, now)
        if next_limit and target is not State.SERVED:  # that one runs from the day of service
            timing.start(case, next_limit, now)
    cases.tell(case, f"listing.{target}", by=by, now=now, proof=proof.text)
