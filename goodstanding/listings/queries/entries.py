"""Which entries there are, for whom; and which stand now (for measures, reports, ratings, repairs)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from goodstanding.accounts.domain import AGENCY_ROLES, CENTRE_ROLES, Role
from goodstanding.casework.queries.cases import numbered
from goodstanding.listings.domain.procedure import State
from goodstanding.listings.models import Entry
from goodstanding.organisations.queries import scope

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date
    from uuid import UUID

    from django.db.models import QuerySet

    from goodstanding.accounts.models import Person


@dataclass(frozen=True)
class Live:
    """An entry that stands on a day: published, begun and not over."""

    id: int
    number: str  # of its case
    kind: str
    honour: bool
    organisation_id: int
    agency: str
    reason: str
    decision_number: str
    starts_on: date
    exit_from: date | None
    ends_on: date
    record_item: str
    record_fact: UUID
    edition: str


_LIVE = tuple(name for name in Live.__dataclass_fields__ if name not in {"id", "number"})


def standing(*, today: date) -> QuerySet[Entry]:
    """Published entries that stand on a day, whatever the nightly job has done."""
    return Entry.objects.filter(
        state=State.PUBLISHED, starts_on__lte=today, ends_on__gte=today
    ).select_related("case")


def shown_by(organisation_id: int, item: str, fact: UUID, *, today: date) -> Entry | None:
    """The standing entry that a record shows; none where it shows none that was made here."""
    found = standing(today=today).filter(organisation_id=organisation_id)
    return found.filter(record_item=item, record_fact=fact).first()


def ever_shown_by(organisation_id: int, item: str, fact: UUID) -> bool:
    """Whether a record shows an entry that was made here, whatever became of it."""
    found = Entry.objects.filter(organisation_id=organisation_id)
    return found.filter(record_item=item, record_fact=fact).exists()


def live_of(organisation_id: int, *, today: date) -> list[Live]:
    """The entries of an organisation that stand on a day, and of whoever was merged into it, the newest first."""
    return live_of_many(scope(organisation_id).members, today=today)


def live_of_many(organisation_ids: Iterable[int], *, today: date) -> list[Live]:
    """The same for many organisations, in one query."""
    found = standing(today=today).filter(organisation_id__in=list(organisation_ids))
    return [as_live(entry) for entry in found.order_by("-starts_on", "-pk")]


def as_live(entry: Entry) -> Live:
    """An entry that stands as others read it."""
    values = {name: getattr(entry, name) for name in _LIVE}
    return Live(id=entry.pk, number=entry.case.number, **values)


def visible_to(person: Person) -> QuerySet[Entry]:
    """The centre sees all, an agency its own, a representative what its organisation was told."""
    found = Entry.objects.select_related("case")
    if person.has(*CENTRE_ROLES):
        return found
    if person.has(*AGENCY_ROLES):
        return found.filter(agency=person.agency)
    if person.has(Role.REPRESENTATIVE):
        told = found.filter(case__uscc=person.organisation).exclude(state=State.DRAFT)
        # What was given up before the organisation heard of it is not shown to it either.
        return told.exclude(state=State.REMOVED, notice=None, honour=False)
    return found.none()


def entry_of(person: Person, number: str) -> Entry:
    """The entry of a case's number, if the person may see it. Raises UnknownCaseError."""
    return numbered(visible_to(person), number)


def open_on(organisation_id: int, kind: str) -> Entry | None:
    """The entry of an organisation on a list that is under way or stands."""
    found = Entry.objects.select_related("case").exclude(state=State.REMOVED)
    return found.filter(organisation_id__in=scope(organisation_id).members, kind=kind).first()
