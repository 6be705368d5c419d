"""Which objections there are, for whom; and which have run their time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from goodstanding.accounts.domain import AGENCY_ROLES, CENTRE_ROLES, Role
from goodstanding.casework.queries.cases import numbered
from goodstanding.objections.domain import LIMITS, State
from goodstanding.objections.models import Objection

if TYPE_CHECKING:
    from datetime import date
    from uuid import UUID

    from django.db.models import QuerySet

    from goodstanding.accounts.models import Person


def visible_to(person: Person) -> QuerySet[Objection]:
    """The centre sees all, an agency what it was asked about, a representative its organisation's own."""
    found = Objection.objects.select_related("case")
    if person.has(*CENTRE_ROLES):
        return found
    if person.has(*AGENCY_ROLES):
        return found.filter(supplier=person.agency, answers="supplier")
    if person.has(Role.REPRESENTATIVE):
        return found.filter(case__uscc=person.organisation)
    return found.none()


def objection_of(person: Person, number: str) -> Objection:
    """The objection of that number, if the person may see it. Raises UnknownCaseError."""
    return numbered(visible_to(person), number)


def of_organisation(person: Person, uscc: str) -> list[Objection]:
    """All objections of an organisation that the person may see, the latest first."""
    return list(visible_to(person).filter(case__uscc=uscc).order_by("-id"))


def of_record(organisation_id: int, item: str, fact: UUID) -> list[Objection]:
    """All objections to a record, the latest first."""
    found = Objection.objects.select_related("case")
    return list(found.filter(organisation_id=organisation_id, item=item, fact=fact).order_by("-id"))


def left_to_stand(*, today: date, most: int) -> list[Objection]:
    """Decided objections for which the time to ask for a second look is over, held with their cases.

    What others hold is passed over: whoever waits here for a case would hold other rows.
    """
    over = Q(
        case__clocks__limit=LIMITS[State.DECIDED],
        case__clocks__stopped_on=None,
        case__clocks__due_on__lt=today,
    )
    found = Objection.objects.select_for_update(no_key=True, skip_locked=True, of=("self", "case"))
    found = found.select_related("case").filter(over, state=State.DECIDED)
    return list(found.order_by("id")[:most])
