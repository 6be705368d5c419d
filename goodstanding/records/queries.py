"""Reading record versions on both axes of time."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import connection

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date, datetime
    from uuid import UUID

_VERSION = """
SELECT v.id, v.item, v.key AS fact, s.agency, s.number AS submission, s.edition, v."row", v.payload,
       v.valid_from, v.valid_until, v.recorded_at, v.superseded_at
FROM records_version v JOIN collection_submission s ON s.id = v.submission_id
"""
_FILE = f"""{_VERSION}
WHERE v.organisation_id = %(organisation)s AND NOT v.withdrawn
  AND v.recorded_at < %(known)s
  AND (%(history)s OR v.superseded_at IS NULL OR v.superseded_at >= %(known)s)
  AND (v.valid_from IS NULL OR v.valid_from <= %(day)s)
  AND (v.valid_until IS NULL OR v.valid_until >= %(day)s)
ORDER BY v.item, v.valid_from NULLS FIRST, v.id
"""
_KNOWN = f"""{_VERSION}
WHERE v.organisation_id = %(organisation)s AND v.item = ANY(%(items)s) AND NOT v.withdrawn
  AND v.recorded_at < %(known)s
  AND (v.superseded_at IS NULL OR v.superseded_at >= %(known)s)
ORDER BY v.id
"""
_CURRENT = f"""{_VERSION}
WHERE v.organisation_id = %(organisation)s AND v.item = %(item)s AND v.key = %(fact)s
  AND v.superseded_at IS NULL AND NOT v.withdrawn
"""


@dataclass(frozen=True)
class VersionRow:
    """One version as it is shown: the fact, its supplier, both its times."""

    id: int
    item: str
    fact: UUID
    agency: str
    submission: str
    edition: str
    row: int
    payload: dict[str, Any]
    valid_from: date | None
    valid_until: date | None
    recorded_at: datetime
    superseded_at: datetime | None


def file_of(
    organisation_id: int, *, as_of: date, known_before: datetime, history: bool = False
) -> list[VersionRow]:
    """The versions valid on a day, as they were known just before an instant.

    With `history`, versions superseded by then are listed too. A withdrawn record has no
    version that is shown.
    """
    places: dict[str, Any] = {
        "organisation": organisation_id,
        "known": known_before,
        "history": history,
        "day": as_of,
    }
    return _rows(_FILE, places)


def known_of(
    organisation_id: int, items: Sequence[str], *, known_before: datetime
) -> list[VersionRow]:
    """What was known just before an instant of some items, whatever day it speaks of."""
    places = {"organisation": organisation_id, "items": list(items), "known": known_before}
    return _rows(_KNOWN, places)


def collected(items: Sequence[str], *, known_before: datetime) -> frozenset[str]:
    """Those of the items of which anything about anybody had come before an instant."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT item FROM collection_submission WHERE state = 'loaded' AND new > 0"
            " AND item = ANY(%s) AND finished_at < %s",
            [list(items), known_before],
        )
        return frozenset(item for (item,) in cursor.fetchall())


def current(organisation_id: int, item: str, fact: UUID) -> VersionRow | None:
    """The version of a fact that stands now; null where there is none or it was withdrawn."""
    found = _rows(_CURRENT, {"organisation": organisation_id, "item": item, "fact": fact})
    return found[0] if found else None


_BROUGHT = f"""{_VERSION}
WHERE v.organisation_id = %(organisation)s AND s.number = %(submission)s AND NOT v.withdrawn
"""
_CURRENT_OF = f"""{_VERSION}
JOIN unnest(%(organisations)s::bigint[], %(items)s::text[], %(facts)s::uuid[]) AS f(organisation, item, fact)
  ON v.organisation_id = f.organisation AND v.item = f.item AND v.key = f.fact
WHERE v.superseded_at IS NULL AND NOT v.withdrawn
"""


def brought(organisation_id: int, submission: str) -> list[VersionRow]:
    """The versions of an organisation that a submission brought, by its number."""
    return _rows(_BROUGHT, {"organisation": organisation_id, "submission": submission})


def current_of(facts: Iterable[tuple[int, str, UUID]]) -> list[VersionRow]:
    """The versions that stand now of many facts (organisation, item, fact), in one query."""
    wanted = list(facts)
    places: dict[str, Any] = {
        "organisations": [one[0] for one in wanted], "items": [one[1] for one in wanted],
        "facts": [one[2] for one in wanted],
    }  # fmt: skip
    return _rows(_CURRENT_OF, places)


_STANDING = f"""{_VERSION}
WHERE v.organisation_id = %(organisation)s AND v.superseded_at IS NULL AND NOT v.withdrawn
ORDER BY v.valid_from DESC NULLS LAST, v.id DESC
"""


def standing(organisation_id: int) -> list[VersionRow]:
    """The version that stands now of every fact of an organisation, valid today or not, newest first."""
    return _rows(_STANDING, {"organisation": organisation_id})


def _rows(query: str, places: dict[str, Any]) -> list[VersionRow]:
    with connection.cursor() as cursor:
        cursor.execute(query, places)
        names = [column.name for column in cursor.description]
        rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    return [VersionRow(**{**row, "payload": _object(row["payload"])}) for row in rows]


def _object(value: str | dict[str, Any]) -> dict[str, Any]:
    """Django leaves jsonb of a plain query as text."""
    return dict(json.loads(value)) if isinstance(value, str) else value


@dataclass(frozen=True)
class Fact:
    """One fact of a credit file as it was last known: how many versions, and whether withdrawn."""

    id: int  # of the last version
    item: str
    fact: UUID
    versions: int
    valid_from: date | None
    valid_until: date | None
    withdrawn: bool
    recorded_at: datetime
    agency: str  # that supplied the last version


@dataclass(frozen=True)
class Told:
    """One version of a fact as its story tells it; a withdrawal says nothing but that it is one."""

    version: VersionRow
    withdrawn: bool


_FACTS = """
SELECT v.id, v.item, v.fact, v.versions, v.valid_from, v.valid_until, v.withdrawn, v.recorded_at, s.agency FROM (
    SELECT id, item, key AS fact, valid_from, valid_until, withdrawn, recorded_at, submission_id,
           count(*) OVER own AS versions, row_number() OVER (own ORDER BY recorded_at DESC, id DESC) AS last
    FROM records_version
    WHERE organisation_id = %(organisation)s AND recorded_at < %(known)s
    WINDOW own AS (PARTITION BY item, key)
) v JOIN collection_submission s ON s.id = v.submission_id
WHERE v.last = 1 ORDER BY v.valid_from DESC NULLS LAST, v.id DESC
"""
_STORY = f"""{_VERSION.replace("SELECT v.id", "SELECT v.withdrawn, v.id")}
WHERE v.organisation_id = %(organisation)s AND v.recorded_at < %(known)s
  AND v.key = ANY(%(facts)s)
ORDER BY v.item, v.key, v.recorded_at, v.id
"""


def facts_of(organisation_id: int, *, known_before: datetime) -> list[Fact]:
    """Every fact that was known just before an instant, the newest first; withdrawn ones too."""
    with connection.cursor() as cursor:
        cursor.execute(_FACTS, {"organisation": organisation_id, "known": known_before})
        return [Fact(*row) for row in cursor.fetchall()]


def stories_of(
    organisation_id: int, facts: list[UUID], *, known_before: datetime
) -> dict[UUID, list[Told]]:
    """All versions of some facts as they were known just before an instant, the first first."""
    places: dict[str, Any] = {
        "organisation": organisation_id, "known": known_before, "facts": facts
    }  # fmt: skip
    found: dict[UUID, list[Told]] = {}
    with connection.cursor() as cursor:
        cursor.execute(_STORY, places)
        names = [column.name for column in cursor.description]
        for line in cursor.fetchall():
            row = dict(zip(names, line, strict=True))
            withdrawn = row.pop("withdrawn")
            version = VersionRow(**{**row, "payload": _object(row["payload"])})
            found.setdefault(version.fact, []).append(Told(version, withdrawn))
    return found
