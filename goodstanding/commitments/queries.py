"""Which commitments there are, for whom; and which fall due."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import F, Q

from goodstanding.accounts.domain import AGENCY_ROLES, CENTRE_ROLES, Role
from goodstanding.casework.queries.cases import numbered
from goodstanding.commitments.domain import State
from goodstanding.commitments.models import Commitment

if TYPE_CHECKING:
    from datetime import date

    from django.db.models import QuerySet

    from goodstanding.accounts.models import Person


def visible_to(person: Person) -> QuerySet[Commitment]:
    """The centre sees all, a body those made to it, a representative its organisation's own."""
    found = Commitment.objects.select_related("case")
    if person.has(*CENTRE_ROLES):
        return found
    if person.has(*AGENCY_ROLES):
        return found.filter(body=person.agency)
    if person.has(Role.REPRESENTATIVE):
        return found.filter(case__uscc=person.organisation)
    return found.none()


def commitment_of(person: Person, number: str) -> Commitment:
    """The commitment of that number, if the person may see it. Raises UnknownCaseError."""
    return numbered(visible_to(person), number)


def open_first(person: Person, *, limit: int = 200) -> list[Commitment]:
    """Those that somebody must act on, the first due first; then those that are over."""
    found = visible_to(person)
    return list(
        found.order_by(F("case__closed_at").desc(nulls_first=True), "due_on", "-pk")[:limit]
    )


def falling_due(*, today: date, most: int) -> list[Commitment]:
    """Published ones whose day is over, held with their cases: of checked ones the due day, of others their end.

    What others hold is passed over: whoever waits here for a case would hold other rows.
    """
    over = Q(checked=True, due_on__lt=today) | Q(checked=False, until__lt=today)
    found = Commitment.objects.select_for_update(no_key=True, skip_locked=True, of=("self", "case"))
    found = found.select_related("case").filter(over, state=State.PUBLISHED)
    return list(found.order_by("pk")[:most])
