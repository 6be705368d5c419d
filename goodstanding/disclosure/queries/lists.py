"""Lists, honours, commitments: who is on one now, and how many on each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from goodstanding.disclosure.adapters.reading import rows
from goodstanding.disclosure.domain.paging import place
from goodstanding.disclosure.queries.columns import COUNTED, Facet
from goodstanding.disclosure.queries.published import MOST, RECORD, Record, as_record, record_page

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date


@dataclass(frozen=True)
class ListPage:
    """A page of entries, newest first. `number` is right up to COUNTED; `more`: there are more.

    `facets`: for each field asked for, its values in the counted entries, the commonest first.
    """

    records: tuple[Record, ...]
    next: str | None
    number: int
    more: bool
    facets: dict[str, tuple[Facet, ...]]


def counts(families: Sequence[str]) -> dict[str, int]:
    """How many records of each item of these families are public."""
    found = rows(
        "SELECT item, count(*) AS number FROM published.live_record"
        " WHERE family = ANY(%(families)s) GROUP BY item",
        {"families": list(families)},
    )
    return {row["item"]: row["number"] for row in found}


def page(
    family: str, *, item: str | None = None, chosen: Mapping[str, str] | None = None,
    facets: Sequence[str] = (), after: str | None = None, limit: int = 50,
) -> ListPage:  # fmt: skip
    """A page of the entries of a family, of one item, with these values of fields.

    Raises BadPlaceError for a wrong `after`.
    """
    start, limit = place(after), max(1, min(limit, MOST))
    conditions, places = ["family = %(family)s"], _places(family, item, chosen or {})
    if item:
        conditions.append("item = %(item)s")
    if chosen:
        conditions.append("payload @> %(chosen)s")
    condition = " AND ".join(conditions)
    if start:
        conditions.append("(dated_on, version_id) < (%(dated_on)s, %(version_id)s)")
    more = {
        "limit": limit + 1, "dated_on": start and start.dated_on,
        "version_id": start and start.version_id,
    }  # fmt: skip
    found = rows(
        _PAGE.format(columns=RECORD, condition=" AND ".join(conditions)), {**places, **more}
    )
    records = record_page(found, limit)
    return ListPage(records.records, records.next, **_counted(condition, places, facets))


def dated_within(
    families: Sequence[str], since: date, until: date, *, limit: int
) -> tuple[Record, ...]:
    """The public entries of these families dated from `since` to `until`, by item and day.

    Entries that have ended since are not among them. At most `limit`.
    """
    places = {"families": list(families), "since": since, "until": until, "limit": limit}
    found = rows(_WITHIN.format(columns=RECORD), places)
    return tuple(as_record(row) for row in found)


_WITHIN = """
SELECT {columns} FROM published.live_record
WHERE family = ANY(%(families)s) AND dated_on BETWEEN %(since)s AND %(until)s
ORDER BY item, dated_on, version_id LIMIT %(limit)s
"""

_PAGE = """
SELECT {columns} FROM published.live_record WHERE {condition}
ORDER BY dated_on DESC, version_id DESC LIMIT %(limit)s
"""

_COUNTED = """
WITH found AS MATERIALIZED (
    SELECT payload FROM published.live_record WHERE {condition}
    ORDER BY dated_on DESC, version_id DESC LIMIT %(counted)s + 1
)
SELECT NULL AS field, NULL AS value, count(*) AS number FROM found
UNION ALL
SELECT f.field, found.payload ->> f.field, count(*)
FROM found CROSS JOIN unnest(%(fields)s::text[]) AS f(field)
WHERE found.payload ->> f.field IS NOT NULL GROUP BY 1, 2
ORDER BY 3 DESC, 2
"""


def _counted(condition: str, places: dict[str, Any], facets: Sequence[str]) -> dict[str, Any]:
    more = {"counted": COUNTED, "fields": list(facets)}
    found = rows(_COUNTED.format(condition=condition), {**places, **more})
    total = next(row["number"] for row in found if row["field"] is None)
    values = {
        field: tuple(Facet(row["value"], row["number"]) for row in found if row["field"] == field)
        for field in facets
    }
    return {"number": min(total, COUNTED), "more": total > COUNTED, "facets": values}


def _places(family: str, item: str | None, chosen: Mapping[str, str]) -> dict[str, Any]:
    from psycopg.types.json import Jsonb

    return {"family": family, "item": item, "chosen": Jsonb(dict(chosen))}
