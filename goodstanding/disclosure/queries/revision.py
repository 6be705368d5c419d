"""What of the published copy would be over, had the rules in force been in force when it came.

The period of a record is that of the edition that took it in. When the rules become milder a
person decides whether what they would have ended ends now (repairs); nothing is ever prolonged.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import connection

from goodstanding.catalogue.domain.model import Polarity
from goodstanding.disclosure.adapters.period_query import period_query

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date
    from uuid import UUID

    from goodstanding.catalogue.domain.model import Item
    from goodstanding.catalogue.queries import LoadedCatalogue

# From the inside: published records of the item under other editions; why they would be public
# under the one in force; until when; those that would not be, or no longer.
_OVER = """
FROM (
    SELECT *, {until} AS until FROM (
        SELECT *, {number} AS n FROM (
            SELECT r.organisation_id, r.fact, v.payload, v.valid_from, v.valid_until,
                   (v.recorded_at AT TIME ZONE 'Asia/Shanghai')::date AS recorded_on
            FROM published.record r JOIN published.reason w ON w.id = r.reason
            JOIN records_version v ON v.organisation_id = r.organisation_id AND v.id = r.version_id
            WHERE r.item = %(item)s AND w.edition <> %(edition)s AND r.suppressed_on IS NULL
              AND (r.public_until IS NULL OR r.public_until >= %(today)s)
        ) version OFFSET 0
    ) reasoned OFFSET 0
) timed WHERE n IS NULL OR until < %(today)s
"""
_COUNT = "SELECT count(*) " + _OVER
_SOME = "SELECT organisation_id, fact " + _OVER + " ORDER BY organisation_id, fact LIMIT %(most)s"


def counts(loaded: LoadedCatalogue, *, today: date) -> dict[str, int]:
    """How many published adverse records of each item the rules in force would have ended by today."""
    found = {}
    for item in _adverse(loaded):
        ((number,),) = _read(_COUNT, item, loaded, today, 0)
        if number:
            found[item.code] = int(number)
    return found


def over(
    item: str, loaded: LoadedCatalogue, *, today: date, most: int
) -> list[tuple[int, str, UUID]]:
    """Some of them, by organisation, item and fact."""
    rows = _read(_SOME, loaded.item(item), loaded, today, most)
    return [(organisation_id, item, fact) for organisation_id, fact in rows]


def _adverse(loaded: LoadedCatalogue) -> Iterator[Item]:
    """Items of which anything is published, where the end of a period depends on the rules."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT item FROM published.record WHERE polarity = 'negative'")
        codes = sorted(code for (code,) in cursor.fetchall())
    for code in codes:
        if code in loaded.items and loaded.item(code).polarity is Polarity.NEGATIVE:
            yield loaded.item(code)


def _read(
    statement: str, item: Item, loaded: LoadedCatalogue, today: date, most: int
) -> list[tuple[Any, ...]]:
    query = period_query(item, loaded.severity)
    if not query.reasons:
        return [] if statement is _SOME else [(0,)]
    places = {
        **query.places, "item": item.code, "edition": loaded.edition, "today": today, "most": most
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(statement.format(number=query.number, until=query.until), places)
        return list(cursor.fetchall())
