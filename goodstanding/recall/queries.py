"""Who has copies, what they were told, who has not answered; and whom a person receives for."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.db.models import Count, F, Max, Q

from goodstanding.accounts.domain import AGENCY_ROLES, CENTRE_ROLES, OUTSIDE_ROLES
from goodstanding.catalogue.domain.model import Text
from goodstanding.disclosure.adapters.reading import rows
from goodstanding.organisations.models import Organisation
from goodstanding.recall.adapters import SAID
from goodstanding.recall.domain import HolderKind, Recipient, UnknownRecallError
from goodstanding.recall.models import Copied, Line, Recall
from goodstanding.records import queries as records

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime
    from uuid import UUID

    from django.db.models import QuerySet

    from goodstanding.accounts.models import Person
    from goodstanding.catalogue.queries import LoadedCatalogue
    from goodstanding.disclosure.queries.published import Record


@dataclass(frozen=True)
class Late:
    """One holder on the public register: how many notices it has left unanswered, since when."""

    name: str
    kind: str
    notices: int
    due_on: date


@dataclass(frozen=True)
class Told:
    """One record that a notice speaks of."""

    organisation: Organisation | None
    title: Text
    label: str  # its number, where it has one
    cause: str
    channel: str
    reference: str
    copied_at: datetime


@dataclass(frozen=True)
class Vanishing:
    """What a decision would take from the public: the records, and how many hold copies of them."""

    records: tuple[tuple[Text, Record], ...]
    has_more: bool
    holders: int


@dataclass(frozen=True)
class CopyOfOurs:
    """Who has had records of an organisation: how many, when last, and what became of the notices."""

    holder: str
    kind: str
    channel: str
    records: int
    last_at: datetime
    told: int
    answered: int


def recipient_of(person: Person, loaded: LoadedCatalogue) -> Recipient | None:
    """For whom a person receives: their body or organisation; none for the centre's own people."""
    if person.has(*AGENCY_ROLES):
        return agency_of_code(person.agency, loaded)
    if person.has(*OUTSIDE_ROLES):
        return organisation_of_code(person.organisation)
    return None


def agency_of_code(code: str, loaded: LoadedCatalogue) -> Recipient:
    """An agency as a recipient, by its title where the catalogue has it."""
    known = loaded.agencies.get(code)
    return Recipient(HolderKind.AGENCY, code, known.title.zh if known else code)


def organisation_of_code(code: str) -> Recipient:
    """An organisation as a recipient, by its present name where it is on file."""
    found = Organisation.objects.filter(uscc=code).first()
    return Recipient(HolderKind.ORGANISATION, code, found.name if found else code)


def visible_to(person: Person) -> QuerySet[Recall]:
    """The centre sees all, anybody else those sent to their body or organisation."""
    found = Recall.objects.select_related("holder")
    if person.has(*CENTRE_ROLES):
        return found
    if person.has(*AGENCY_ROLES):
        return found.filter(holder__kind=HolderKind.AGENCY, holder__code=person.agency)
    if person.has(*OUTSIDE_ROLES):
        return found.filter(holder__kind=HolderKind.ORGANISATION, holder__code=person.organisation)
    return found.none()


def recall_of(person: Person, recall_id: int) -> Recall:
    """The recall, if the person may see it. Raises UnknownRecallError."""
    found = visible_to(person).filter(pk=recall_id).first()
    if found is None:
        raise UnknownRecallError(given=recall_id)
    return found


def waiting_first(person: Person, *, limit: int = 200) -> list[Recall]:
    """Those that wait for an answer, the first due first, then the answered ones, the latest first."""
    found = visible_to(person).annotate(records=Count("lines__copied__fact", distinct=True))
    return list(found.order_by(F("answered_at").desc(nulls_first=True), "due_on", "pk")[:limit])


def counts(person: Person, *, today: date) -> dict[str, int]:
    """How many wait, how many of them are late, how many were answered."""
    found = visible_to(person)
    return found.aggregate(
        waiting=Count("pk", filter=Q(answered_at=None)),
        late=Count("pk", filter=Q(answered_at=None, due_on__lt=today)),
        answered=Count("pk", filter=Q(answered_at__isnull=False)),
    )


def vanishing(
    public: Sequence[Record], loaded: LoadedCatalogue, *, has_more: bool = False
) -> Vanishing:
    """These public records and their holders, to be seen before they stop being public."""
    by_fact = Q(pk=None)
    for one in records.by_number((one.organisation_id, one.version_id) for one in public):
        by_fact |= Q(organisation_id=one.organisation_id, item=one.item, fact=one.fact)
    holders = Copied.objects.filter(by_fact).aggregate(n=Count("copy__holder", distinct=True))["n"]
    shown = tuple((_title(one.item, loaded), one) for one in public)
    return Vanishing(shown, has_more, holders)


def lines_of(recall: Recall, *, limit: int = 500) -> list[Line]:
    """What a notice speaks of, each record once for a cause, with its copy and organisation."""
    lines = Line.objects.filter(recall=recall).select_related("copied__copy")
    distinct = lines.order_by(
        "copied__organisation_id", "copied__item", "copied__fact", "cause", "-pk"
    )
    return list(
        distinct.distinct("copied__organisation_id", "copied__item", "copied__fact", "cause")[
            :limit
        ]
    )


def shown(lines: list[Line], loaded: LoadedCatalogue) -> list[Told]:
    """The lines in words: whose record, which one, what happened, when the copy was taken."""
    whose = Organisation.objects.in_bulk({line.copied.organisation_id for line in lines})
    said = _said(lines)
    return [
        Told(
            whose.get(line.copied.organisation_id), _title(line.copied.item, loaded),
            _label(said.get(line.copied.version_id, {}), line.copied.item, loaded), line.cause,
            line.copied.copy.channel, line.copied.copy.reference, line.copied.copy.at,
        )
        for line in lines
    ]  # fmt: skip


def _said(lines: list[Line]) -> dict[int, dict[str, Any]]:
    places = {
        "organisations": [line.copied.organisation_id for line in lines],
        "versions": [line.copied.version_id for line in lines],
    }
    with connection.cursor() as cursor:
        cursor.execute(SAID, places)
        found = cursor.fetchall()
    return {
        version: json.loads(payload) if isinstance(payload, str) else payload
        for version, payload in found
    }


def _label(payload: dict[str, Any], item: str, loaded: LoadedCatalogue) -> str:
    key = loaded.item(item).key if item in loaded.items else ()
    names = [name for name in key if not name.endswith("_uscc")]
    return " ".join(str(payload[name]) for name in names if payload.get(name))


def _title(item: str, loaded: LoadedCatalogue) -> Text:
    return loaded.item(item).title if item in loaded.items else Text(item, item)


def copies_of(
    organisation_id: int, *, item: str = "", fact: UUID | None = None
) -> list[CopyOfOurs]:
    """Who has had records of an organisation, or one of them, and whether they have answered."""
    found = Copied.objects.filter(organisation_id=organisation_id)
    if fact is not None:
        found = found.filter(item=item, fact=fact)
    grouped = found.values(
        "copy__holder__name", "copy__holder__kind", "copy__channel"
    ).annotate(
        records=Count("fact", distinct=True), last=Max("copy__at"),
        told=Count("lines__recall", distinct=True),
        answered=Count(
            "lines__recall", distinct=True, filter=Q(lines__recall__answered_at__isnull=False)
        ),
    ).order_by("copy__holder__name", "copy__channel")  # fmt: skip
    return [
        CopyOfOurs(
            row["copy__holder__name"], row["copy__holder__kind"], row["copy__channel"],
            row["records"], row["last"], row["told"], row["answered"],
        )
        for row in grouped
    ]  # fmt: skip


def register() -> list[Late]:
    """The public register of holders that have not answered in time, the latest first; as the public reads."""
    found = rows(
        "SELECT name, kind, notices, due_on FROM published.live_unanswered ORDER BY due_on, name"
    )
    return [Late(**row) for row in found]
