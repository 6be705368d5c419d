"""Who may take which document."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goodstanding.accounts.domain import CENTRE_ROLES, Role

if TYPE_CHECKING:
    from goodstanding.accounts.models import Person
    from goodstanding.reports.models import Authorisation, Document


def can_ask_for(person: Person, uscc: str) -> bool:
    """A special report or certificate: the organisation itself, or the window for who stands there."""
    own = person.has(Role.REPRESENTATIVE) and person.organisation == uscc
    return own or person.has(Role.CENTRE_OPERATOR)


def can_read(person: Person, document: Document) -> bool:
    """A document that is not for everybody: the organisation, who asked for it, the centre."""
    if person.has(Role.REPRESENTATIVE):
        return person.organisation == document.uscc
    return str(person.pk) == document.issued_by or person.has(*CENTRE_ROLES)


def can_authorise(person: Person, uscc: str) -> bool:
    """Letting others read its file is for the organisation alone."""
    return person.has(Role.REPRESENTATIVE) and person.organisation == uscc


def can_end(person: Person, authorisation: Authorisation) -> bool:
    return can_authorise(person, authorisation.uscc)
