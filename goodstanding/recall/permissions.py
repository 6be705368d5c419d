"""Who may do what with a recall."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goodstanding.accounts.domain import AGENCY_ROLES, OUTSIDE_ROLES
from goodstanding.recall.domain import HolderKind

if TYPE_CHECKING:
    from goodstanding.accounts.models import Person
    from goodstanding.recall.models import Recall


def can_answer(person: Person, recall: Recall) -> bool:
    """Somebody of the holder itself, as long as nobody has."""
    if recall.answered_at is not None:
        return False
    if recall.holder.kind == HolderKind.AGENCY:
        return person.has(*AGENCY_ROLES) and person.agency == recall.holder.code
    return person.has(*OUTSIDE_ROLES) and person.organisation == recall.holder.code
