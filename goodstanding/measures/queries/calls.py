"""What was called up, for whom, and who owes an answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count, F, Q, Sum

from goodstanding.accounts.domain import AGENCY_ROLES, CENTRE_ROLES, Role
from goodstanding.listings.domain.procedure import State as EntryState
from goodstanding.measures.domain import HOLDING, WAITING, State, UnknownMeasureError
from goodstanding.measures.models import Call, Report
from goodstanding.organisations.queries import scope

if TYPE_CHECKING:
    from datetime import date

    from django.db.models import QuerySet

    from goodstanding.accounts.models import Person


@dataclass(frozen=True)
class Owed:
    """How much one body owes: answers, late ones, and how often it was reminded."""

    body: str
    waiting: int
    late: int
    reminders: int
    done: int
    refused: int


def visible_to(person: Person) -> QuerySet[Call]:
    """The centre sees all, an agency what it is to do, a representative its organisation's own."""
    found = Call.objects.select_related("entry", "entry__case")
    if person.has(*CENTRE_ROLES):
        return found
    if person.has(*AGENCY_ROLES):
        return found.filter(body=person.agency)
    if person.has(Role.REPRESENTATIVE):
        return found.filter(entry__case__uscc=person.organisation)
    return found.none()


def call_of(person: Person, number: int) -> Call:
    """One of them, if the person may see it. Raises UnknownMeasureError."""
    found = visible_to(person).filter(pk=number).first()
    if found is None:
        raise UnknownMeasureError(given=number)
    return found


def owed(person: Person) -> QuerySet[Call]:
    """What waits for an answer, the first due first."""
    return visible_to(person).filter(state__in=WAITING).order_by("due_on", "pk")


def answered(person: Person) -> QuerySet[Call]:
    """What holds or was refused, the last reported first."""
    found = visible_to(person).filter(state__in=[State.DONE, State.REFUSED])
    return found.order_by("-reported_at", "-pk")


def ended(person: Person) -> QuerySet[Call]:
    """What is over, the last first."""
    return visible_to(person).filter(state=State.CLOSED).order_by("-lifted_on", "-pk")


def reports(call: Call) -> list[Report]:
    """What happened with it, in order."""
    return list(Report.objects.filter(call=call).order_by("at", "pk"))


def holding(organisation_id: int, *, today: date) -> list[Call]:
    """What holds for an organisation on a day: by the day of its entry, whatever the job has done.

    What was called up for one that was merged into it holds for it, too.
    """
    members = scope(organisation_id).members
    live = Q(
        entry__state=EntryState.PUBLISHED, entry__starts_on__lte=today, entry__ends_on__gte=today,
        starts_on__lte=today, ends_on__gte=today,
    )  # fmt: skip
    found = Call.objects.filter(live, organisation_id__in=members, state__in=HOLDING)
    return list(found.select_related("entry").order_by("measure", "body"))


def by_body(*, today: date) -> list[Owed]:
    """What each body owes, those with most late answers first."""
    waiting = Q(state__in=WAITING)
    found = Call.objects.values("body").annotate(
        waiting=Count("pk", filter=waiting),
        late=Count("pk", filter=waiting & Q(due_on__lt=today)),
        reminders=Sum("reminders"),
        done=Count("pk", filter=Q(state=State.DONE)),
        refused=Count("pk", filter=Q(state=State.REFUSED)),
    )
    return [Owed(**row) for row in found.order_by(F("late").desc(), "body")]
