"""The only writer of record versions: adds them in bulk, supersedes, never changes."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.csv as pacsv

from goodstanding.lib.copying import copy_in, copy_out

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    import psycopg

# The order of the cells in a COPY line.
COLUMNS = (
    "organisation_id", "submission_id", "recorded_at", "key", "content", "row",
    "valid_from", "valid_until", "withdrawn", "item", "payload",
)  # fmt: skip

EXISTING = {
    "row": pa.int64(), "version_id": pa.int64(), "content": pa.string(), "mine": pa.bool_(),
    "gone": pa.bool_(),
}  # fmt: skip

_STAGE = """
CREATE TEMP TABLE records_incoming (
    "row" bigint, organisation_id bigint, key uuid
) ON COMMIT DROP
"""

# Fact by fact through the index of current versions: joined as tables, a planner without
# fresh statistics would compare every row with every version of the item.
_COMPARE = """
SELECT i."row", v.id, replace(v.content::text, '-', ''),
       (SELECT s.agency = {agency} FROM collection_submission s WHERE s.id = v.submission_id),
       v.withdrawn
FROM records_incoming i CROSS JOIN LATERAL (
    SELECT c.id, c.content, c.submission_id, c.withdrawn FROM records_version c
    WHERE c.organisation_id = i.organisation_id AND c.item = {item} AND c.key = i.key
      AND c.superseded_at IS NULL
    LIMIT 1
) v
"""


def lock_item(connection: psycopg.Connection[Any], item: str) -> None:
    """Let one load of an item at a time decide what is new and what has changed."""
    connection.execute("SELECT pg_advisory_xact_lock(hashtextextended('item ' || %s, 0))", [item])


def has_versions(connection: psycopg.Connection[Any], item: str) -> bool:
    """Whether anything was ever loaded for the item."""
    found = connection.execute(
        "SELECT EXISTS (SELECT FROM collection_submission WHERE item = %s AND state = 'loaded'"
        " AND new > 0)",
        [item],
    ).fetchone()
    return bool(found and found[0])


def compare(
    connection: psycopg.Connection[Any], lines: Iterable[Any], *, item: str, agency: str
) -> pa.Table:
    """The current version of every incoming fact that is on record: the table EXISTING.

    `lines` are COPY lines of row, organisation, key. `content`: the digest of what it
    says; `mine`: this agency supplied it; `gone`: it was withdrawn.
    """
    from psycopg import sql

    with connection.cursor() as cursor:
        cursor.execute(_STAGE)
        copy_in(cursor, "COPY records_incoming FROM STDIN", lines)
        cursor.execute("ANALYZE records_incoming")
        query = sql.SQL(_COMPARE).format(agency=sql.Literal(agency), item=sql.Literal(item))
        found = copy_out(cursor, query.as_string(connection))
        cursor.execute("DROP TABLE records_incoming")
    if not found:
        return pa.schema(EXISTING).empty_table()
    return pacsv.read_csv(
        BytesIO(found),
        read_options=pacsv.ReadOptions(column_names=list(EXISTING)),
        convert_options=pacsv.ConvertOptions(
            column_types=EXISTING, true_values=["t"], false_values=["f"], strings_can_be_null=True
        ),
    )


def supersede(connection: psycopg.Connection[Any], lines: Iterable[Any], *, at: datetime) -> None:
    """End the current versions that are named (COPY lines of organisation, version) at an instant."""
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TEMP TABLE records_ended (organisation_id bigint, id bigint) ON COMMIT DROP"
        )
        copy_in(cursor, "COPY records_ended FROM STDIN", lines)
        cursor.execute("ANALYZE records_ended")
        cursor.execute(
            "UPDATE records_version v SET superseded_at = %s FROM records_ended e"
            " WHERE v.organisation_id = e.organisation_id AND v.id = e.id",
            [at],
        )
        cursor.execute("DROP TABLE records_ended")


def add(connection: psycopg.Connection[Any], lines: Iterable[Any]) -> None:
    """Add versions from COPY lines of COLUMNS."""
    columns = ", ".join(f'"{column}"' for column in COLUMNS)
    with connection.cursor() as cursor:
        copy_in(cursor, f"COPY records_version ({columns}) FROM STDIN", lines)
