"""The records that entries rest on: which may be chosen, how they stand now, which speak against."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from django.db import connection

from goodstanding.listings.domain.procedure import DECIDED, UNDECIDED, Standing, State
from goodstanding.listings.models import Entry
from goodstanding.records import queries as records

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from datetime import date, datetime

    from goodstanding.catalogue.domain.lists import ListKind
    from goodstanding.catalogue.domain.model import Field, Item, Text
    from goodstanding.catalogue.queries import LoadedCatalogue
    from goodstanding.records.queries import VersionRow

GIVEN: Final = frozenset(
    {
        "name", "uscc", "document_number", "reason", "basis", "notice_on", "listed_on", "authority",
        "term_until", "honour_name", "awarded_on", "awarding_body", "valid_until",
    }
)  # fmt: skip
"""What the procedure gives of a record of a list (services.records.cells)."""

_WITH = """
SELECT o.id FROM organisations_organisation o
WHERE (%(kinds)s = '{}' OR o.kind = ANY(%(kinds)s))
  AND EXISTS (SELECT FROM records_version v WHERE v.organisation_id = o.id AND v.item = ANY(%(items)s)
              AND v.superseded_at IS NULL AND NOT v.withdrawn
              AND v.recorded_at < %(before)s
              AND (v.valid_until IS NULL OR v.valid_until >= %(before)s::date + 90))
ORDER BY o.uscc <> %(first)s, NOT EXISTS (
    SELECT FROM records_version v JOIN collection_submission s ON s.id = v.submission_id
    WHERE v.organisation_id = o.id AND v.item = ANY(%(items)s) AND s.agency = %(agency)s
      AND v.superseded_at IS NULL AND v.recorded_at < %(before)s), o.id LIMIT %(most)s
"""
_STANDING = "SELECT listings_standing(%s, %s, %s, %s)"
# What `listings_standing` says of one ground, of all at once.
_FELL = """
SELECT DISTINCT e.id FROM listings_entry e JOIN listings_ground g ON g.entry_id = e.id
LEFT JOIN records_version v ON v.organisation_id = g.organisation_id AND v.item = g.item AND v.key = g.fact
  AND v.superseded_at IS NULL
WHERE (e.state = ANY(%(undecided)s) OR e.state = ANY(%(decided)s))
  AND (v.id IS NULL OR v.withdrawn OR e.state = ANY(%(undecided)s) AND v.id <> g.version_id)
ORDER BY e.id
"""
# What is public now speaks against an honour; what ended, was repaired or is disputed does not.
_AGAINST = """
SELECT r.item FROM published.live_record r
WHERE r.organisation_id = %(organisation)s AND r.item = ANY(%(items)s)
  AND NOT 'disputed' = ANY(r.marks)
ORDER BY r.version_id LIMIT 1
"""
_DISQUALIFIED = """
SELECT e.id, min(r.item) FROM listings_entry e
JOIN published.live_record r ON r.organisation_id = e.organisation_id
WHERE e.kind = %(kind)s AND e.state <> 'removed' AND r.item = ANY(%(items)s)
  AND NOT 'disputed' = ANY(r.marks)
GROUP BY e.id ORDER BY e.id
"""


@dataclass(frozen=True)
class Choice:
    """A record that an entry may rest on."""

    version: VersionRow
    title: Text
    label: str

    @property
    def value(self) -> str:
        return f"{self.version.item}:{self.version.fact}"


def choices(
    organisation_id: int, kind: ListKind, loaded: LoadedCatalogue, *, now: datetime
) -> list[Choice]:
    """The valid records of an organisation that this list may rest on, the newest first."""
    items = {code for ground in kind.grounds for code in ground.items}
    return choices_of(organisation_id, items, loaded, now=now)


def choices_of(
    organisation_id: int, items: Collection[str], loaded: LoadedCatalogue, *, now: datetime
) -> list[Choice]:
    """The valid records of an organisation of these items, the newest first."""
    found = records.file_of(organisation_id, as_of=now.date(), known_before=now + timedelta(days=1))
    shown = [one for one in found if one.item in items]
    return [
        Choice(one, loaded.item(one.item).title, label(one.payload, loaded.item(one.item)))
        for one in sorted(shown, key=lambda one: one.id, reverse=True)
    ]


def label(payload: dict[str, Any], item: Item) -> str:
    """What a record is called by: its number, or its item's key."""
    names = [name for name in item.key if not name.endswith("_uscc")]
    return " ".join(str(payload[name]) for name in names if payload.get(name))


def organisations_with(
    items: Iterable[str],
    *,
    kinds: Iterable[str],
    agency: str,
    before: datetime,
    most: int,
    first: str = "",
) -> list[int]:
    """Some organisations with a valid record of these items that came before an instant.

    Of these kinds; of any where `kinds` is empty.
    The one of the code `first` leads, then those of which `agency` brought one.
    """
    places: dict[str, Any] = {
        "items": list(items), "kinds": list(kinds), "most": most, "first": first, "before": before,
        "agency": agency,
    }  # fmt: skip
    return _ids(_WITH, **places)


def wanted(item: Item) -> list[Field]:
    """The fields that a list's item requires and the procedure itself does not give."""
    return [
        field
        for field in item.fields
        if field.required and not field.identifies and field.name not in GIVEN
    ]


def worst(entry: Entry) -> Standing:
    """How the records stand that an entry rests on: the worst of them."""
    found = {standing_of(ground) for ground in entry.grounds.all()}
    return next((one for one in (Standing.GONE, Standing.CHANGED) if one in found), Standing.STANDS)


def standing_of(ground: Any) -> Standing:
    """How one record stands now."""
    with connection.cursor() as cursor:
        cursor.execute(
            _STANDING, [ground.organisation_id, ground.item, ground.fact, ground.version_id]
        )
        return Standing(cursor.fetchone()[0])


def fallen() -> list[int]:
    """The entries that stand on what fell away: any change before the decision, an end after it."""
    return _ids(_FELL, undecided=list(UNDECIDED), decided=list(DECIDED))


def against(organisation_id: int, items: Iterable[str]) -> str | None:
    """The item of a public record that speaks against an honour; null where there is none."""
    places: dict[str, Any] = {"organisation": organisation_id, "items": list(items)}
    with connection.cursor() as cursor:
        cursor.execute(_AGAINST, places)
        row = cursor.fetchone()
    return str(row[0]) if row else None


def disqualified(kind: ListKind) -> list[tuple[int, str]]:
    """The honours of a kind, proposed or given, against which a record speaks, with its item."""
    places: dict[str, Any] = {"kind": kind.code, "items": list(kind.disqualified_by)}
    with connection.cursor() as cursor:
        cursor.execute(_DISQUALIFIED, places)
        return [(int(entry), str(item)) for entry, item in cursor.fetchall()]


def due(*, today: date, most: int) -> list[Entry]:
    """Entries whose last day is over, held with their cases for this transaction.

    What others hold is passed over, since whoever waits here for a case would hold other rows.
    """
    states = [State.DECIDED, State.TOLD, State.PUBLISHED]
    rows = ("self", "case")
    found = Entry.objects.select_for_update(no_key=True, skip_locked=True, of=rows).select_related(
        "case"
    )
    return list(found.filter(state__in=states, ends_on__lt=today).order_by("pk")[:most])


def _ids(query: str, **places: Any) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(query, places)
        return [int(row[0]) for row in cursor.fetchall()]
