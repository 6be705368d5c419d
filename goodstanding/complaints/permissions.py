"""Who may do what with a complaint: the officer of the body in charge who has the case."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from goodstanding.accounts.domain import Role
from goodstanding.complaints.domain import State

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from goodstanding.accounts.models import Person
    from goodstanding.complaints.models import Complaint

ACTS: Final[Mapping[str, Collection[tuple[State, State]]]] = {
    "forward": [(State.FILED, State.FILED)],  # to another body
    "accept": [(State.FILED, State.ACCEPTED)],
    "decline": [(State.FILED, State.DECLINED)],
    "answer": [(State.ACCEPTED, State.ANSWERED)],
}
"""Which steps an act makes, by the name of its address; every other step is made by itself (jobs)."""


def has_the_case(person: Person, complaint: Complaint) -> bool:
    """The one officer who reads it, and acts in it."""
    is_officer = person.has(Role.AGENCY_CASE_OFFICER) and person.agency == complaint.body
    return is_officer and complaint.case.officer == str(person.pk)


def can_take(person: Person, complaint: Complaint) -> bool:
    """An officer of the body, while nobody has it."""
    is_officer = person.has(Role.AGENCY_CASE_OFFICER) and person.agency == complaint.body
    return is_officer and not complaint.case.officer and complaint.case.closed_at is None
