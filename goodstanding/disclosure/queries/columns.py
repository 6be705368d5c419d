"""The columns of double publicity: licences and penalties of everybody, newest first."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

from goodstanding.disclosure.adapters.reading import rows
from goodstanding.disclosure.domain.paging import Place, place
from goodstanding.disclosure.queries.published import MOST, RECORD, Record, as_record, record_page

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

FAMILIES = {"penalty": "pen", "licence": "lic"}
COUNTED = 10_000
"""Rows that are counted, for the total and the facets; more are told as "more than"."""


@dataclass(frozen=True)
class Filters:
    """What a column is narrowed to; what is None does not narrow."""

    since: date | None = None  # first and last day of the decision
    until: date | None = None
    authority: str | None = None
    division: str | None = None  # of the organisation: a district, or a city's "3301"
    number: str | None = None  # of the document, or its beginning
    kind: str | None = None  # of penalty, or category of licence
    item: str | None = None  # one of the items of the column


@dataclass(frozen=True)
class Facet:
    """A value that the rows can be narrowed to, and how many of the counted rows have it."""

    value: str
    number: int


@dataclass(frozen=True)
class ColumnPage:
    """A page of a column. `number` is right up to COUNTED; `more` says that there are more."""

    records: tuple[Record, ...]
    next: str | None
    number: int
    more: bool
    authorities: tuple[Facet, ...]
    divisions: tuple[Facet, ...]
    kinds: tuple[Facet, ...]


def page(
    item: str, *, filters: Filters = Filters(), after: str | None = None, limit: int = 50,
    oldest_first: bool = False,
) -> ColumnPage:  # fmt: skip
    """A page of the column "penalty" or "licence", with facets, in two queries.

    The column holds all items of its family. Raises BadPlaceError for a wrong `after`,
    KeyError for another column.
    """
    start = place(after)
    limit = max(1, min(limit, MOST))
    condition, places = _condition(FAMILIES[item], filters)
    more = {
        "limit": limit + 1, "dated_on": start and start.dated_on,
        "version_id": start and start.version_id,
    }  # fmt: skip
    records = record_page(rows(_page(condition, start, oldest_first), {**places, **more}), limit)
    return ColumnPage(records.records, records.next, **_facets(condition, places))


def every(item: str, *, filters: Filters = Filters(), limit: int = MOST) -> Iterator[Record]:
    """The rows of a column one after the other, newest first, at most so many: for an export."""
    condition, places = _condition(FAMILIES[item], filters)
    start: Place | None = None
    while limit > 0:
        more: dict[str, Any] = {
            "limit": min(limit, MOST), "dated_on": start and start.dated_on,
            "version_id": start and start.version_id,
        }  # fmt: skip
        found = rows(_page(condition, start, oldest_first=False), {**places, **more})
        yield from map(as_record, found)
        if len(found) < more["limit"]:
            return
        limit -= len(found)
        start = Place(found[-1]["dated_on"], found[-1]["version_id"])


def _page(condition: str, start: Place | None, oldest_first: bool) -> str:  # noqa: FBT001
    order, sign = ("ASC", ">") if oldest_first else ("DESC", "<")
    if start:
        condition += f" AND (dated_on, version_id) {sign} (%(dated_on)s, %(version_id)s)"
    return _PAGE.format(columns=RECORD, condition=condition, order=order)


_PAGE = """
SELECT {columns} FROM published.live_record WHERE {condition}
ORDER BY dated_on {order}, version_id {order} LIMIT %(limit)s
"""

# The newest rows only: a count of millions would cost every reader seconds.
_FACETS = """
WITH found AS MATERIALIZED (
    SELECT authority, division, kinds FROM published.live_record WHERE {condition}
    ORDER BY dated_on DESC, version_id DESC LIMIT %(counted)s + 1
), counted AS (SELECT * FROM found LIMIT %(counted)s)
SELECT 'number' AS facet, NULL AS value, count(*) AS number FROM found
UNION ALL SELECT 'authorities', authority, count(*) FROM counted WHERE authority IS NOT NULL GROUP BY authority
UNION ALL SELECT 'divisions', division, count(*) FROM counted WHERE division IS NOT NULL GROUP BY division
UNION ALL SELECT 'kinds', k, count(*) FROM counted CROSS JOIN LATERAL unnest(kinds) AS k GROUP BY k
ORDER BY 3 DESC, 2
"""


def _facets(condition: str, places: dict[str, Any]) -> dict[str, Any]:
    found = rows(_FACETS.format(condition=condition), {**places, "counted": COUNTED})
    total = next(row["number"] for row in found if row["facet"] == "number")
    facets = {
        name: tuple(Facet(row["value"], row["number"]) for row in found if row["facet"] == name)
        for name in ("authorities", "divisions", "kinds")
    }
    return {"number": min(total, COUNTED), "more": total > COUNTED, **facets}


_CONDITIONS = {
    "since": "dated_on >= %(since)s",
    "until": "dated_on <= %(until)s",
    "authority": "authority = %(authority)s",
    "division": "division >= %(division)s AND division < %(division)s || 'z'",
    "number": "number >= %(number)s AND number < %(number)s || chr(1114111)",
    "kind": "%(kind)s = ANY(kinds)",
    "item": "item = %(item)s",
}


def _condition(family: str, filters: Filters) -> tuple[str, dict[str, Any]]:
    given = {
        field.name: getattr(filters, field.name)
        for field in fields(filters)
        if getattr(filters, field.name) not in {None, ""}
    }
    conditions = ["family = %(family)s", *(_CONDITIONS[name] for name in given)]
    return " AND ".join(conditions), {**given, "family": family}
