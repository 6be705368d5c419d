"""Which repairs there are, for whom."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from goodstanding.accounts.domain import AGENCY_ROLES, CENTRE_ROLES, Role
from goodstanding.casework.queries.cases import numbered
from goodstanding.casework.queries.cases import visible_to as visible_cases
from goodstanding.repairs.models import Repair, Revocation, Ruling, Unremedied

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from goodstanding.accounts.models import Person

T = TypeVar("T", Unremedied, Ruling, Revocation)


def visible_to(person: Person) -> QuerySet[Repair]:
    """The centre sees all, a body what it determined, a representative its organisation's own."""
    found = Repair.objects.select_related("case")
    if person.has(*CENTRE_ROLES):
        return found
    if person.has(*AGENCY_ROLES):
        return found.filter(body=person.agency)
    if person.has(Role.REPRESENTATIVE):
        return found.filter(case__uscc=person.organisation)
    return found.none()


def repair_of(person: Person, number: str) -> Repair:
    """The repair of that number, if the person may see it. Raises UnknownCaseError."""
    return numbered(visible_to(person), number)


def unremedied_of(person: Person, number: str) -> Unremedied:
    """The case of a record whose longest publicity is over. Raises UnknownCaseError."""
    return _seen(Unremedied.objects.select_related("case"), person, number)


def ruling_of(person: Person, number: str) -> Ruling:
    """The case of a court's ruling: the centre's, and the organisation's own. Raises UnknownCaseError."""
    return _seen(Ruling.objects.select_related("case"), person, number)


def revocation_of(person: Person, number: str) -> Revocation:
    """The case by which a repair is taken back: its body's, the organisation's own. Raises UnknownCaseError."""
    return _seen(Revocation.objects.select_related("case", "repair__case"), person, number)


def open_revocation(repair: Repair) -> Revocation | None:
    """The latest case by which the repair is, or was, to be taken back."""
    return repair.revocations.select_related("case").order_by("-pk").first()


def _seen(found: QuerySet[T], person: Person, number: str) -> T:
    return numbered(found.filter(case__in=visible_cases(person)), number)
