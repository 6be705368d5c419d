"""Takes out of the copy what has ended. The views do not show it either way."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.db import connection, transaction

from goodstanding.disclosure.services import clock

if TYPE_CHECKING:
    from datetime import datetime

CHUNK: Final = 5_000

_END = """
WITH due AS (
    SELECT version_id FROM published.record WHERE public_until < %(today)s
    ORDER BY public_until LIMIT %(most)s FOR NO KEY UPDATE SKIP LOCKED
), ended AS (
    DELETE FROM published.record r USING due d WHERE r.version_id = d.version_id
    RETURNING r.version_id, r.item_class, r.public_until
), told AS (
    INSERT INTO published.gone (version_id, item_class, gone_on)
    SELECT version_id, item_class, public_until + 1 FROM ended ON CONFLICT (version_id) DO NOTHING
)
SELECT count(*) FROM ended
"""


def end_due(*, now: datetime, chunk: int = CHUNK) -> int:
    """Remove every record whose last public day is over; answers how many.

    That it was there stays known by its number alone, so that copies can be put right.
    """
    places: dict[str, Any] = {"today": clock.today(now), "most": chunk}
    ended = 0
    while True:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(_END, places)
            count = int(cursor.fetchone()[0])
        ended += count
        if count < chunk:
            return ended
