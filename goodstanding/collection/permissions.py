"""Who may send, and who may put right what was sent."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goodstanding.accounts.domain import AGENCY_ROLES

if TYPE_CHECKING:
    from goodstanding.accounts.models import Person
    from goodstanding.catalogue.domain.model import Item
    from goodstanding.collection.models import Submission


def can_submit(person: Person, item: Item) -> bool:
    """Whether the person's agency supplies the item and the city takes it."""
    if not person.has(*AGENCY_ROLES) or not item.on:
        return False
    return "*" in item.suppliers or person.agency in item.suppliers


def can_correct(person: Person, submission: Submission) -> bool:
    """Whether the submission is the person's agency's own: nobody else changes what it said."""
    return person.has(*AGENCY_ROLES) and person.agency == submission.agency
