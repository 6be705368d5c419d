"""Who may do what with a commitment."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from goodstanding.accounts.domain import Role
from goodstanding.commitments.domain import State

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from goodstanding.accounts.models import Person
    from goodstanding.commitments.models import Commitment

ACTS: Final[Mapping[str, Collection[tuple[State, State]]]] = {
    "accept": [(State.MADE, State.PUBLISHED)],
    "decline": [(State.MADE, State.DECLINED)],
    "withdraw": [(State.MADE, State.WITHDRAWN)],
    "find": [(State.DUE, one) for one in (State.KEPT, State.PARTLY, State.BREACH_PROPOSED)],
    "give_back": [(State.BREACH_PROPOSED, State.DUE)],
    "decide": [(State.BREACH_PROPOSED, State.BROKEN)],
}
"""Which steps an act makes, by the name of its address; every other step is made by itself (jobs)."""


def can_make_for(person: Person, uscc: str) -> bool:
    """A representative for its own organisation; an officer of a body enters one made there on paper."""
    own = person.has(Role.REPRESENTATIVE) and person.organisation == uscc
    return own or person.has(Role.AGENCY_CASE_OFFICER)


def can_accept(person: Person, commitment: Commitment) -> bool:
    return commitment.state == State.MADE and _is_officer_of(person, commitment)


def can_check(person: Person, commitment: Commitment) -> bool:
    """Find it kept, or propose that it was broken: an officer of the body that took it."""
    return commitment.state == State.DUE and _is_officer_of(person, commitment)


def can_decide(person: Person, commitment: Commitment) -> bool:
    """Another officer of that body, with the power to decide."""
    proposed = commitment.state == State.BREACH_PROPOSED
    is_other = str(person.pk) != commitment.proposed_by
    is_approver = person.has(Role.AGENCY_APPROVER) and person.agency == commitment.body
    return proposed and is_other and is_approver


def can_answer(person: Person, commitment: Commitment) -> bool:
    """The organisation, once, while a breach is proposed."""
    waits = commitment.state == State.BREACH_PROPOSED and commitment.answered_on is None
    return waits and _is_own(person, commitment)


def can_withdraw(person: Person, commitment: Commitment) -> bool:
    return commitment.state == State.MADE and _is_own(person, commitment)


def _is_own(person: Person, commitment: Commitment) -> bool:
    return person.has(Role.REPRESENTATIVE) and person.organisation == commitment.case.uscc


def _is_officer_of(person: Person, commitment: Commitment) -> bool:
    return person.has(Role.AGENCY_CASE_OFFICER) and person.agency == commitment.body
