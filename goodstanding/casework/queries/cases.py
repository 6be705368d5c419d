"""Which cases there are, for whom, in which order; and what is in one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from django.db.models import Count, Exists, F, Min, Model, OuterRef, Q

from goodstanding.accounts.domain import AGENCY_ROLES, CENTRE_ROLES, Role
from goodstanding.casework.domain.cases import UnknownCaseError
from goodstanding.casework.models import Case, Clock, Document, Entry, Message, Notice
from goodstanding.catalogue.domain.limits import of_party

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import date

    from django.db.models import QuerySet

    from goodstanding.accounts.models import Person
    from goodstanding.catalogue.domain.limits import Limit

PAGE = 50
T = TypeVar("T", Entry, Message, Document)
M = TypeVar("M", bound=Model)


@dataclass(frozen=True)
class Place:
    """Where a page of the work list begins: after this case."""

    due_on: date | None
    id: int


def visible_to(person: Person) -> QuerySet[Case]:
    """The centre sees every case, an agency's people those of their body, a representative its own.

    Nobody else sees any.
    """
    if person.has(*CENTRE_ROLES):
        return Case.objects.all()
    if person.has(*AGENCY_ROLES):
        return Case.objects.filter(agency=person.agency)
    if person.has(Role.REPRESENTATIVE):
        return Case.objects.filter(uscc=person.organisation)
    return Case.objects.none()


def case_of(person: Person, number: str) -> Case:
    """The case of that number, if the person may see it. Raises UnknownCaseError."""
    found = visible_to(person).filter(number=number).first()
    if found is None:
        raise UnknownCaseError(given=number)
    return found


def numbered(found: QuerySet[M], number: str) -> M:
    """Of a procedure's rows that somebody may see, the one of that case. Raises UnknownCaseError."""
    seen = found.filter(case__number=number).first()
    if seen is None:
        raise UnknownCaseError(given=number)
    return seen


def work_list(
    person: Person, *, agency: str, officer: str | None = None, kinds: Collection[str] = (),
    after: Place | None = None, limit: int = PAGE,
) -> list[Case]:  # fmt: skip
    """Open cases that a body must act on, the first due first and those without a clock last.

    `officer`: an account's id for what is in one's own hands, empty for what is in nobody's.
    """
    found = visible_to(person).filter(agency=agency, closed_at=None)
    if officer is not None:
        found = found.filter(officer=officer)
    if kinds:
        found = found.filter(kind__in=kinds)
    if after is not None:
        found = found.filter(_later_than(after))
    return list(found.order_by(F("due_on").asc(nulls_last=True), "id")[:limit])


def _later_than(place: Place) -> Q:
    if place.due_on is None:
        return Q(due_on=None, id__gt=place.id)
    same_day = Q(due_on=place.due_on, id__gt=place.id)
    return same_day | Q(due_on__gt=place.due_on) | Q(due_on=None)


@dataclass(frozen=True)
class Load:
    """How much one body (the centre: empty) has to do, and by when the first of it."""

    agency: str
    overdue: int = 0
    today: int = 0
    suspended: int = 0
    unassigned: int = 0
    open: int = 0
    first: date | None = None


def load(person: Person, *, agency: str, limits: Mapping[str, Limit], today: date) -> Load:
    """What a body has to do, as far as the person may see it."""
    found = visible_to(person).filter(agency=agency)
    return next(iter(_loads(found, limits, today)), Load(agency))


def loads(*, limits: Mapping[str, Limit], today: date) -> list[Load]:
    """What every body has to do, those with most that is overdue first."""
    return _loads(Case.objects.all(), limits, today)


def _loads(found: QuerySet[Case], limits: Mapping[str, Limit], today: date) -> list[Load]:
    late = Exists(_over(limits, today).filter(case=OuterRef("pk")))
    counted = found.filter(closed_at=None).annotate(late=late).values("agency").annotate(
        overdue=Count("pk", filter=Q(due_on__lt=today) & Q(late=True)),  # the case's day is its earliest clock's
        today=Count("pk", filter=Q(due_on=today)),
        suspended=Count("pk", filter=Q(suspended=True)),
        unassigned=Count("pk", filter=Q(officer="")),
        open=Count("pk"),
        first=Min("due_on"),
    )  # fmt: skip
    return [Load(**row) for row in counted.order_by("-overdue", "first", "agency")]


def overdue(*, limits: Mapping[str, Limit], today: date, most: int = PAGE) -> list[Clock]:
    """Running clocks of all bodies whose day is over, the longest over first, with their cases."""
    found = _over(limits, today).select_related("case")
    return list(found.order_by("due_on", "pk")[:most])


def late(cases: Collection[Case], *, limits: Mapping[str, Limit], today: date) -> set[int]:
    """Those of the cases in which a body is late."""
    found = _over(limits, today).filter(case__in=cases)
    return set(found.values_list("case_id", flat=True))


def _over(limits: Mapping[str, Limit], today: date) -> QuerySet[Clock]:
    """Running clocks whose day is over; not the organisation's own time, which it need not use."""
    over = Clock.objects.filter(stopped_on=None, due_on__lt=today)
    return over.exclude(limit__in=of_party(limits))


def story(case: Case, *, shared_only: bool) -> list[Entry]:
    """What happened in the case, the latest first."""
    return list(_readable(Entry.objects.filter(case=case), shared_only).order_by("-at", "-id"))


def letters(case: Case, *, shared_only: bool) -> list[Message]:
    """The letters of the case, the latest first."""
    return list(_readable(Message.objects.filter(case=case), shared_only).order_by("-at", "-id"))


def documents(case: Case, *, shared_only: bool) -> list[Document]:
    """The papers of the case in the order in which they came."""
    return list(_readable(Document.objects.filter(case=case), shared_only).order_by("id"))


def notices(case: Case) -> list[Notice]:
    """What was told to the organisation, in order."""
    return list(Notice.objects.filter(case=case).order_by("id"))


def _readable(found: QuerySet[T], shared_only: bool) -> QuerySet[T]:  # noqa: FBT001  passed through
    return found.filter(shared=True) if shared_only else found
