"""Who may do what with a repair."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from goodstanding.accounts.domain import Role
from goodstanding.repairs.domain.procedure import OPEN, TRANSITIONS, State
from goodstanding.repairs.domain.revocations import RevocationState
from goodstanding.repairs.domain.rulings import PROPOSABLE, RulingState

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from goodstanding.accounts.models import Person
    from goodstanding.repairs.models import Repair, Revocation, Ruling, Unremedied

ACTS: Final[Mapping[str, Collection[tuple[State, State]]]] = {
    "accept": [(State.FILED, State.ACCEPTED)],
    "decline": [(State.FILED, State.DECLINED)],
    "propose": [(State.ACCEPTED, State.PROPOSED)],
    "give_back": [(State.PROPOSED, State.ACCEPTED)],
    "decide": [(State.PROPOSED, State.GRANTED), (State.PROPOSED, State.REFUSED)],
    "withdraw": [(before, State.WITHDRAWN) for before in OPEN],
    "revoke": [(State.GRANTED, State.REVOKED)],  # in a case of its own
}
"""Which steps an act makes, by the name of its address; every other step is made by itself (jobs)."""


def can_apply_for(person: Person, uscc: str) -> bool:
    """A representative for its own organisation; an operator of the centre at the window."""
    own = person.has(Role.REPRESENTATIVE) and person.organisation == uscc
    return own or person.has(Role.CENTRE_OPERATOR)


def can_accept(person: Person, repair: Repair) -> bool:
    """Say whether it is accepted: an officer of the body that determined the record."""
    return repair.state == State.FILED and _is_officer_of(person, repair)


def can_propose(person: Person, repair: Repair) -> bool:
    return repair.state == State.ACCEPTED and _is_officer_of(person, repair)


def can_decide(person: Person, repair: Repair) -> bool:
    """Another officer of that body, with the power to decide."""
    proposed = repair.state == State.PROPOSED and str(person.pk) != repair.proposed_by
    return proposed and person.has(Role.AGENCY_APPROVER) and person.agency == repair.body


def can_withdraw(person: Person, repair: Repair) -> bool:
    return person.has(Role.REPRESENTATIVE) and person.organisation == repair.case.uscc


def is_next(repair: Repair, target: State) -> bool:
    """Whether the procedure knows the step from where it stands."""
    return target in TRANSITIONS[State(repair.state)]


def _is_officer_of(person: Person, repair: Repair) -> bool:
    return person.has(Role.AGENCY_CASE_OFFICER) and person.agency == repair.body


def can_propose_revocation(person: Person, repair: Repair) -> bool:
    """Say that it was granted on what was not true: an officer of the body that granted it."""
    return repair.state == State.GRANTED and _is_officer_of(person, repair)


def can_decide_revocation(person: Person, revocation: Revocation) -> bool:
    """Another officer of that body, with the power to decide."""
    proposed = revocation.state == RevocationState.PROPOSED
    is_other = str(person.pk) != revocation.proposed_by
    is_approver = person.has(Role.AGENCY_APPROVER) and person.agency == revocation.repair.body
    return proposed and is_other and is_approver


def can_answer_revocation(person: Person, revocation: Revocation) -> bool:
    """The organisation, once, while it is proposed."""
    waits = revocation.state == RevocationState.PROPOSED and revocation.answered_on is None
    own = person.has(Role.REPRESENTATIVE) and person.organisation == revocation.case.uscc
    return waits and own


def can_find(person: Person, unremedied: Unremedied) -> bool:
    """An officer of the body that determined the record says whether the duty was done."""
    is_officer = person.has(Role.AGENCY_CASE_OFFICER) and person.agency == unremedied.body
    return is_officer and not unremedied.found


def can_propose_ruling(person: Person, ruling: Ruling) -> bool:
    return RulingState(ruling.state) in PROPOSABLE and person.has(Role.CENTRE_OPERATOR)


def can_decide_ruling(person: Person, ruling: Ruling) -> bool:
    """A reviewer of the centre who did not propose it."""
    proposed = ruling.state in {RulingState.PROPOSED, RulingState.CONCLUDING}
    return proposed and person.has(Role.CENTRE_REVIEWER) and str(person.pk) != ruling.proposed_by
