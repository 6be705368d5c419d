"""Reading record versions on both axes of time."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import connection

if TYPE_CHECKING:
    from datetime import date, datetime

_FILE = """
SELECT v.id, v.item, s.agency, s.number AS submission, s.edition, v."row", v.payload, v.valid_from, v.valid_until,
       v.recorded_at, v.superseded_at
FROM records_version v JOIN collection_submission s ON s.id = v.submission_id
WHERE v.organisation_id = %(organisation)s AND NOT v.withdrawn
  AND v.recorded_at < %(known)s
  AND (%(history)s OR v.superseded_at IS NULL OR v.superseded_at >= %(known)s)
  AND (v.valid_from IS NULL OR v.valid_from <= %(day)s)
  AND (v.valid_until IS NULL OR v.valid_until >= %(day)s)
ORDER BY v.item, v.valid_from NULLS FIRST, v.id
"""


@dataclass(frozen=True)
class VersionRow:
    """One version as it is shown: the fact, its supplier, both its times."""

    id: int
    item: str
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
    with connection.cursor() as cursor:
        cursor.execute(_FILE, places)
        names = [column.name for column in cursor.description]
        rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    return [VersionRow(**{**row, "payload": _object(row["payload"])}) for row in rows]


def _object(value: str | dict[str, Any]) -> dict[str, Any]:
    """Django leaves jsonb of a plain query as text."""
    return dict(json.loads(value)) if isinstance(value, str) else value
