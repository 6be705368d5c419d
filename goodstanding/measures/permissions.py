"""Who may answer for a body."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from goodstanding.accounts.domain import Role
from goodstanding.measures.domain import State

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from goodstanding.accounts.models import Person
    from goodstanding.measures.models import Call

ACTS: Final[Mapping[str, Collection[tuple[State, State]]]] = {
    "confirm": [(State.CALLED, State.CONFIRMED)],
    "carry_out": [(one, State.DONE) for one in (State.CALLED, State.CONFIRMED)],
    "refuse": [(one, State.REFUSED) for one in (State.CALLED, State.CONFIRMED)],
    "undo": [(State.LIFTED, State.CLOSED)],
}
"""Which steps an act makes, by the name of its address; every other step is made by itself (jobs)."""


def can_answer(person: Person, call: Call) -> bool:
    """A case officer or an approver of the body that the measure is for."""
    return person.has(Role.AGENCY_CASE_OFFICER, Role.AGENCY_APPROVER) and person.agency == call.body
