"""What was said beside records at an instant: marks, and that a record was taken down."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.db import connection

if TYPE_CHECKING:
    from datetime import datetime

TAKEN_DOWN: Final = "taken_down"
_SAID = """
SELECT organisation_id, item, fact::text, mark FROM disclosure_mark
WHERE at < %(known)s AND (lifted_at IS NULL OR lifted_at >= %(known)s)
  AND (%(organisation)s::bigint IS NULL OR organisation_id = %(organisation)s)
UNION
SELECT organisation_id, item, fact::text, 'taken_down' FROM disclosure_suppression
WHERE target = 'record' AND at < %(known)s AND (lifted_at IS NULL OR lifted_at >= %(known)s)
  AND (%(organisation)s::bigint IS NULL OR organisation_id = %(organisation)s)
ORDER BY 1, 2, 3, 4
"""


def said_beside(
    *, known_before: datetime, organisation_id: int | None = None
) -> list[tuple[int, str, str, str]]:
    """Organisation, item, fact and mark of everything in force; of one organisation or of all."""
    with connection.cursor() as cursor:
        cursor.execute(_SAID, {"known": known_before, "organisation": organisation_id})
        return list(cursor.fetchall())
