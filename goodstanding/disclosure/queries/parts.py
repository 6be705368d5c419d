"""The parts of an organisation's page: the newest records of each in one query, and a part whole."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from goodstanding.disclosure.adapters.reading import rows
from goodstanding.disclosure.domain.paging import place
from goodstanding.disclosure.queries.published import (
    MOST,
    RECORD,
    Record,
    RecordPage,
    as_record,
    record_page,
)

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True)
class Part:
    """A class of items, or the families of it that stand apart, or the rest without those.

    The registration record that says who the organisation is belongs to no part.
    """

    code: str
    item_class: str
    families: tuple[str, ...] = ()
    without: tuple[str, ...] = ()


_CONDITION = """
NOT (item_class = 'registration' AND identity)
AND (cardinality(p.families) = 0 OR family = ANY(p.families)) AND family <> ALL(p.without)
"""

# Each part by its index: how many records an organisation has does not matter.
_NEWEST = f"""
SELECT p.code AS part, r.* FROM jsonb_to_recordset(%(parts)s)
    AS p(place int, code text, item_class text, families text[], without text[])
CROSS JOIN LATERAL (
    SELECT {RECORD} FROM published.live_record
    WHERE organisation_id = %(organisation)s AND item_class = p.item_class AND {_CONDITION}
    ORDER BY dated_on DESC, version_id DESC LIMIT %(limit)s
) AS r ORDER BY p.place, dated_on DESC, version_id DESC
"""  # noqa: S608  no text of a caller


def newest(
    organisation_id: int, parts: Sequence[Part], *, limit: int = 10
) -> dict[str, tuple[Record, ...]]:
    """The newest records of each part, newest first, in one query; a part without any is absent."""
    found: dict[str, list[Record]] = {}
    for row in rows(_NEWEST, _places(organisation_id, parts, min(limit, MOST))):
        found.setdefault(row.pop("part"), []).append(as_record(row))
    return {code: tuple(records) for code, records in found.items()}


_PAGE = f"""
SELECT {RECORD} FROM published.live_record, jsonb_to_recordset(%(parts)s)
    AS p(families text[], without text[])
WHERE organisation_id = %(organisation)s AND item_class = %(item_class)s AND {_CONDITION} {{behind}}
ORDER BY dated_on DESC, version_id DESC LIMIT %(limit)s
"""  # noqa: S608  no text of a caller


def page(
    organisation_id: int, part: Part, *, limit: int = 20, after: str | None = None
) -> RecordPage:
    """A page of a part, newest first. Raises BadPlaceError for a wrong `after`."""
    start, limit = place(after), max(1, min(limit, MOST))
    places: dict[str, Any] = {
        **_places(organisation_id, [part], limit + 1),
        "item_class": part.item_class,
        "dated_on": start and start.dated_on,
        "version_id": start and start.version_id,
    }
    behind = "AND (dated_on, version_id) < (%(dated_on)s, %(version_id)s)" if start else ""
    return record_page(rows(_PAGE.format(behind=behind), places), limit)


def _places(organisation_id: int, parts: Sequence[Part], limit: int) -> dict[str, Any]:
    from psycopg.types.json import Jsonb

    described = [
        {
            "place": place, "code": part.code, "item_class": part.item_class,
            "families": list(part.families), "without": list(part.without),
        }
        for place, part in enumerate(parts)
    ]  # fmt: skip
    return {"organisation": organisation_id, "parts": Jsonb(described), "limit": limit}
