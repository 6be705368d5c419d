"""What was said beside records at an instant: marks, and that a record was taken down."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import connection

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

_SAID = """
SELECT organisation_id, item, fact::text, mark FROM disclosure_mark
WHERE at < %(known)s AND (lifted_at IS NULL OR lifted_at >= %(known)s)
  AND (%(organisations)s::bigint[] IS NULL OR organisation_id = ANY(%(organisations)s))
UNION
SELECT organisation_id, item, fact::text,
    CASE because WHEN 'repaired' THEN 'repaired' ELSE 'taken_down' END
FROM disclosure_suppression
WHERE target = 'record' AND at < %(known)s AND (lifted_at IS NULL OR lifted_at >= %(known)s)
  AND (%(organisations)s::bigint[] IS NULL OR organisation_id = ANY(%(organisations)s))
ORDER BY 1, 2, 3, 4
"""


def said_beside(
    *, known_before: datetime, organisations: Sequence[int] | None = None
) -> list[tuple[int, str, str, str]]:
    """Organisation, item, fact and mark of everything in force; of some organisations or of all.

    A record that was repaired, or taken down for another reason, has that as its mark.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            _SAID,
            {
                "known": known_before,
                "organisations": None if organisations is None else list(organisations),
            },
        )
        return list(cursor.fetchall())
