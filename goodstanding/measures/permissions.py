"""Who may answer for a body."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goodstanding.accounts.domain import Role

if TYPE_CHECKING:
    from goodstanding.accounts.models import Person
    from goodstanding.measures.models import Call


def can_answer(person: Person, call: Call) -> bool:
    """A case officer or an approver of the body that the measure is for."""
    return person.has(Role.AGENCY_CASE_OFFICER, Role.AGENCY_APPROVER) and person.agency == call.body
