"""Who may do what with an objection."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from goodstanding.accounts.domain import CENTRE_ROLES, Role
from goodstanding.objections.domain import TRANSITIONS, State

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from goodstanding.accounts.models import Person
    from goodstanding.objections.models import Objection

ACTS: Final[Mapping[str, Collection[tuple[State, State]]]] = {
    "look_into": [(State.FILED, State.WITH_PLATFORM)],
    "forward": [(State.FILED, State.WITH_SUPPLIER), (State.WITH_PLATFORM, State.WITH_SUPPLIER)],
    "propose": [(State.WITH_PLATFORM, State.PROPOSED), (State.WITH_SUPPLIER, State.PROPOSED)],
    "decide": [(State.PROPOSED, State.DECIDED)],
    "give_back": [(State.PROPOSED, State.WITH_PLATFORM), (State.PROPOSED, State.WITH_SUPPLIER)],
    "decide_again": [(State.SECOND_LOOK, State.CLOSED)],
    "ask_again": [(State.DECIDED, State.SECOND_LOOK)],
    "withdraw": [
        (before, State.WITHDRAWN)
        for before, following in TRANSITIONS.items()
        if State.WITHDRAWN in following
    ],
}
"""Which steps an act makes, by the name of its address; every other step is made by itself (jobs)."""


def can_file_for(person: Person, uscc: str) -> bool:
    """A representative for its own organisation; an operator of the centre at the window."""
    own = person.has(Role.REPRESENTATIVE) and person.organisation == uscc
    return own or person.has(Role.CENTRE_OPERATOR)


def can_sort(person: Person) -> bool:
    """Say who looks into it."""
    return person.has(Role.CENTRE_OPERATOR)


def can_propose(person: Person, objection: Objection) -> bool:
    """An officer of the body that answers for it."""
    if objection.state == State.WITH_SUPPLIER:
        return person.has(Role.AGENCY_CASE_OFFICER) and person.agency == objection.supplier
    return objection.state == State.WITH_PLATFORM and person.has(Role.CENTRE_OPERATOR)


def can_decide(person: Person, objection: Objection) -> bool:
    """Another officer of that body, with the power to decide."""
    if objection.state != State.PROPOSED or str(person.pk) == objection.proposed_by:
        return False
    if objection.answers == "supplier":
        return person.has(Role.AGENCY_APPROVER) and person.agency == objection.supplier
    return person.has(Role.CENTRE_REVIEWER)


def can_look_again(person: Person, objection: Objection) -> bool:
    """A reviewer of the centre who had no part in the first decision."""
    had_part = str(person.pk) in {objection.proposed_by, objection.decided_by}
    return (
        objection.state == State.SECOND_LOOK and person.has(Role.CENTRE_REVIEWER) and not had_part
    )


def can_read(person: Person, objection: Objection) -> bool:
    """The centre, the supplier once it was asked, the organisation itself."""
    if person.has(*CENTRE_ROLES):
        return True
    if person.has(Role.REPRESENTATIVE):
        return person.organisation == objection.case.uscc
    asked = objection.answers == "supplier"
    return asked and bool(person.agency) and person.agency == objection.supplier


def can_withdraw(person: Person, objection: Objection) -> bool:
    return person.has(Role.REPRESENTATIVE) and person.organisation == objection.case.uscc


def next_states(objection: Objection) -> frozenset[State]:
    """The steps that the procedure knows from where it stands."""
    return TRANSITIONS[State(objection.state)]
