"""Who may see a rating."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goodstanding.accounts.domain import CENTRE_ROLES, OFFICE_ROLES, Role

if TYPE_CHECKING:
    from goodstanding.accounts.models import Person
    from goodstanding.ratings.domain.model import Model


def can_see(person: Person, model: Model) -> bool:
    """The office sees what is public in part.

    What is internal, or the organisation's own, only its owner and the centre.
    """
    if not person.has(*OFFICE_ROLES):
        return False
    return model.for_outside or person.has(*CENTRE_ROLES) or person.agency == model.owner


def can_see_own(person: Person, uscc: str, model: Model) -> bool:
    """A representative sees its organisation's ratings, but none that only plans inspections."""
    own = person.has(Role.REPRESENTATIVE) and person.organisation == uscc
    return own and not model.internal


def can_compare(person: Person, model: Model) -> bool:
    """Who answers for a model tries another edition of it: its owner, and the centre."""
    return can_see(person, model) and (person.has(*CENTRE_ROLES) or person.agency == model.owner)
