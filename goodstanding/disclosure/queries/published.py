"""An organisation and its records as the public may see them today."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from goodstanding.catalogue.domain.model import Text
from goodstanding.disclosure.adapters.reading import rows
from goodstanding.disclosure.domain.paging import Place, place

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime
    from decimal import Decimal

MOST = 200
"""Records of one page at most, whatever is asked for."""


@dataclass(frozen=True)
class Organisation:
    """Who an organisation is, as far as it is public."""

    id: int
    uscc: str
    name: str
    kind: str
    status: str
    division: str | None
    industry: str | None
    registered_on: date | None
    deregistered_on: date | None
    facts: dict[str, Any]  # the public fields of its registration record; may be empty
    former_names: tuple[dict[str, Any], ...]  # {"name", "until"}
    identifiers: tuple[dict[str, Any], ...]  # {"scheme", "value", "valid_from", "valid_until"}
    successors: tuple[dict[str, Any], ...]  # {"uscc", "name", "kind", "on"}
    updated_at: datetime


@dataclass(frozen=True)
class Record:
    """A public record: only its public fields, with its period and the reason for it.

    `held` names fields that are not shown until somebody has looked at them; `marks` are
    codes such as "disputed".
    """

    version_id: int
    organisation_id: int
    uscc: str
    name: str
    kind: str  # of the organisation
    item: str
    item_class: str
    family: str
    polarity: str
    key: str
    agency: str
    title: str | None
    number: str | None
    authority: str | None
    division: str | None
    dated_on: date
    amount: Decimal | None
    kinds: tuple[str, ...]  # of penalty, or the category of a licence
    payload: dict[str, Any]
    because: Text
    public_from: date
    public_until: date | None
    valid_from: date | None
    valid_until: date | None
    recorded_at: datetime
    edition: str
    marks: tuple[str, ...]
    held: tuple[str, ...]

    @property
    def place(self) -> Place:
        return Place(self.dated_on, self.version_id)


@dataclass(frozen=True)
class RecordPage:
    """Some records, newest first, and where the next page starts (None: this is the last)."""

    records: tuple[Record, ...]
    next: str | None


@dataclass(frozen=True)
class Count:
    """How many records of one item are public."""

    item_class: str
    item: str
    polarity: str
    number: int
    latest: date  # the newest of them


@dataclass(frozen=True)
class State:
    """Which day the copy takes for today, how far it is, and when it last changed in any way.

    `changes` counts what was taken down or marked: a fixed clock tells no two of them apart.
    """

    today: date
    published_at: datetime | None
    changed_at: datetime | None = None
    changes: int = 0


RECORD = ", ".join(Record.__dataclass_fields__)
_ONE = "SELECT {columns} FROM published.{view} WHERE {condition}"
_NEWEST_FIRST = _ONE + " ORDER BY dated_on DESC, version_id DESC LIMIT %(limit)s"


def _organisations(condition: str, places: dict[str, Any]) -> list[Organisation]:
    columns = ", ".join(Organisation.__dataclass_fields__)
    statement = _ONE.format(columns=columns, view="live_organisation", condition=condition)
    return [_organisation(row) for row in rows(statement, places)]


def organisation(uscc: str) -> Organisation | None:
    """The organisation of a unified social credit code; None where none is public."""
    found = _organisations("uscc = %(uscc)s", {"uscc": uscc})
    return found[0] if found else None


def merged_into(uscc: str) -> str | None:
    """The code under which that organisation is public now, if it was merged into another."""
    statement = "SELECT into_uscc FROM published.live_merger WHERE uscc = %(uscc)s"
    found = rows(statement, {"uscc": uscc})
    return str(found[0]["into_uscc"]) if found else None


def organisations(ids: Sequence[int]) -> dict[int, Organisation]:
    """Those of these organisations that are public, by their numbers, in one query."""
    found = _organisations("id = ANY(%(ids)s)", {"ids": list(ids)})
    return {one.id: one for one in found}


def records_of(
    organisation_id: int, *, item_class: str | None = None, item: str | None = None,
    polarity: str | None = None, limit: int = 20, after: str | None = None,
) -> RecordPage:  # fmt: skip
    """Its public records, newest first, of one class, item or polarity where one is given.

    `after` is the `next` of the page before. Raises BadPlaceError.
    """
    start = place(after)
    wanted = {"item_class": item_class, "item": item, "polarity": polarity}
    conditions = ["organisation_id = %(organisation)s"]
    conditions += [f"{name} = %({name})s" for name, value in wanted.items() if value is not None]
    if start is not None:
        conditions.append("(dated_on, version_id) < (%(dated_on)s, %(version_id)s)")
    limit = max(1, min(limit, MOST))
    found = rows(
        _NEWEST_FIRST.format(
            columns=RECORD, view="live_record", condition=" AND ".join(conditions)
        ),
        {
            "organisation": organisation_id, "limit": limit + 1, **wanted,
            "dated_on": start and start.dated_on, "version_id": start and start.version_id,
        },
    )  # fmt: skip
    return record_page(found, limit)


def record(version_id: int) -> Record | None:
    """One record by its number; None where it is not public, for whatever reason."""
    shown = "organisation_id IN (SELECT id FROM published.live_organisation)"
    condition = f"version_id = %(version)s AND {shown}"
    statement = _ONE.format(columns=RECORD, view="live_record", condition=condition)
    found = rows(statement, {"version": version_id})
    return as_record(found[0]) if found else None


def counts(organisation_id: int) -> tuple[Count, ...]:
    """How many records of each item are public, in order of class and item."""
    found = rows(
        "SELECT item_class, item, polarity, count(*) AS number, max(dated_on) AS latest"
        " FROM published.live_record WHERE organisation_id = %(organisation)s"
        " GROUP BY item_class, item, polarity ORDER BY item_class, item, polarity",
        {"organisation": organisation_id},
    )
    return tuple(Count(**row) for row in found)


def state() -> State:
    """Which day the views take for today, and when the copy was last brought up to date."""
    (row,) = rows("SELECT today, published_at, changed_at, changes FROM published.live_state")
    return State(**row)


def record_page(found: list[dict[str, Any]], limit: int) -> RecordPage:
    """A page of at most `limit` records out of one more row than that."""
    records = tuple(as_record(row) for row in found[:limit])
    return RecordPage(records, str(records[-1].place) if len(found) > limit else None)


def as_record(row: dict[str, Any]) -> Record:
    """A row of RECORD."""
    lists = {name: tuple(row[name]) for name in ("kinds", "marks", "held")}
    return Record(**{**row, **lists, "because": Text(**row["because"])})


def _organisation(row: dict[str, Any]) -> Organisation:
    lists = {name: tuple(row[name]) for name in ("former_names", "identifiers", "successors")}
    return Organisation(**{**row, **lists, "facts": row["facts"] or {}})
