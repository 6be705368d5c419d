"""Which complaints there are, for whom: the body in charge, and nobody outside it but the centre's numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import F

from goodstanding.accounts.domain import AGENCY_ROLES
from goodstanding.casework.queries.cases import numbered
from goodstanding.complaints.models import Complaint

if TYPE_CHECKING:
    from datetime import date

    from django.db.models import QuerySet

    from goodstanding.accounts.models import Person


def visible_to(person: Person) -> QuerySet[Complaint]:
    """A body's people see those in its charge; neither the centre nor the organisation sees any."""
    if not person.has(*AGENCY_ROLES):
        return Complaint.objects.none()
    return Complaint.objects.filter(body=person.agency).select_related("case")


def complaint_of(person: Person, number: str) -> Complaint:
    """The complaint of that number, if the person may see it. Raises UnknownCaseError."""
    return numbered(visible_to(person), number)


def open_first(person: Person, *, limit: int = 200) -> list[Complaint]:
    """Open ones, the first due first, then the others."""
    found = visible_to(person).order_by(
        F("case__closed_at").desc(nulls_first=True), "case__due_on", "-pk"
    )
    return list(found[:limit])


def to_erase(*, today: date, most: int) -> list[Complaint]:
    """Those whose purpose is over and whose words are still there, held; what others hold is passed over."""
    found = Complaint.objects.select_for_update(no_key=True, skip_locked=True, of=("self",))
    found = found.select_related("case").filter(erased_at=None, erase_on__lt=today)
    return list(found.order_by("pk")[:most])
