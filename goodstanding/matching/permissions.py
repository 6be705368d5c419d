"""Who may do what with a merge or a split."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goodstanding.accounts.domain import CENTRE_ROLES, Role
from goodstanding.organisations.models import Reassignment

if TYPE_CHECKING:
    from goodstanding.accounts.models import Person

State = Reassignment.State


def can_propose(person: Person) -> bool:
    """Anybody of the centre who works the queue."""
    return person.has(*CENTRE_ROLES)


def can_confirm(person: Person, asked: Reassignment) -> bool:
    """A reviewer who did not propose it."""
    is_other = str(person.pk) != asked.proposed_by_id
    return asked.state == State.PROPOSED and person.has(Role.CENTRE_REVIEWER) and is_other


def can_decline(person: Person, asked: Reassignment) -> bool:
    """A reviewer; and who proposed it takes it back."""
    own = str(person.pk) == asked.proposed_by_id and can_propose(person)
    return asked.state == State.PROPOSED and (own or person.has(Role.CENTRE_REVIEWER))


def can_undo(person: Person, asked: Reassignment) -> bool:
    """A reviewer alone: it only restores what was."""
    return asked.state == State.IN_FORCE and person.has(Role.CENTRE_REVIEWER)
