"""The only writer of record versions: adds them in bulk, supersedes, never changes."""

from __future__ import annotations

import json
from dataclasses import asdict
from io import BytesIO
from itertools import chain
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.csv as pacsv

from goodstanding.lib.copying import copy_in, copy_out, gathered
from goodstanding.lib.copying_binary import copy_in_binary, uuids
from goodstanding.lib.environment import CIVIL_TIME
from goodstanding.organisations.domain.said import CHANGED, REGISTERED, SAID

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    import psycopg
    from psycopg import sql

    from goodstanding.catalogue.domain.model import Item

# What differs from version to version of those that are added together.
ADDED = {
    "organisation_id": pa.int64(), "key": pa.string(), "content": pa.string(), "row": pa.int64(),
    "valid_from": pa.date32(), "valid_until": pa.date32(), "payload": pa.string(),
}  # fmt: skip

CURRENT = {
    "organisation_id": pa.int64(), "key": pa.string(), "version_id": pa.int64(),
    "content": pa.string(), "mine": pa.bool_(), "gone": pa.bool_(),
}  # fmt: skip

# What the records of organisations say of who they are: every version of a registration, and
# what stands now of the items that tell of changes.
_STATEMENTS = """
SELECT v.organisation_id, v.id, true, v.recorded_at, (v.recorded_at AT TIME ZONE {zone})::date,
       {registered}, {no_change}
FROM records_touched t JOIN records_version v ON v.organisation_id = t.organisation_id,
     LATERAL jsonb_to_record(v.payload) AS p({typed})
WHERE v.item = ANY({registers}) AND NOT v.withdrawn
UNION ALL
SELECT v.organisation_id, v.id, false, v.recorded_at, (v.recorded_at AT TIME ZONE {zone})::date,
       {not_registered}, r.status, v.payload->>r.name, v.payload->>r.former,
       v.payload->>r.since, v.payload->>r.until, r.until IS NOT NULL, v.payload->>r.successor,
       r.succession, v.payload->>r.parent
FROM records_touched t JOIN records_version v ON v.organisation_id = t.organisation_id
JOIN jsonb_to_recordset({effects}) AS r(
    item text, status text, name text, former text, since text, until text, successor text,
    succession text, parent text, "when" text, "values" jsonb) ON r.item = v.item
WHERE v.superseded_at IS NULL AND NOT v.withdrawn
  AND (r."when" IS NULL OR r."values" ? (v.payload->>r."when"))
"""

# Facts come as CSV, a thousand lines to a row: row by row, receiving them takes a second for 200,000.
_FACTS = """
SELECT string_agg(concat(v.organisation_id, ',', encode(uuid_send(v.key), 'hex'), ',', v.id, ',',
                         encode(uuid_send(v.content), 'hex'), ',', s.agency = {agency}, ',', v.withdrawn), E'\\n')
FROM {facts} JOIN collection_submission s ON s.id = v.submission_id
WHERE v.item = {item} AND v.superseded_at IS NULL GROUP BY v.id / 1000
"""
# For a file that speaks of a good part of all facts, reading them in a row takes a third of the
# time of looking each of them up. A planner without fresh statistics would look them up all the same.
_ALL = "records_version v"
_IN_A_ROW = "; ".join(
    f"SET LOCAL enable_{way} = {{switch}}" for way in ("indexscan", "indexonlyscan", "bitmapscan")
)
# Organisation by organisation through the index of current versions: joined as tables, a planner
# without fresh statistics would compare every row with every version of the item. The keys of an
# organisation stand beside each other there, and are found in one descent.
_THESE = """records_incoming i CROSS JOIN LATERAL (
    SELECT c.* FROM records_version c
    WHERE c.organisation_id = i.organisation_id AND c.item = {item} AND c.key = ANY(i.keys)
      AND c.superseded_at IS NULL OFFSET 0
) v"""
_FEW = 10_000
_PART = 4

_STAGE = """
CREATE TEMP TABLE records_incoming (organisation_id bigint, keys uuid[]) ON COMMIT DROP
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
    """The current version of every incoming fact that is on record: the table CURRENT.

    `lines` are COPY lines of an organisation and the keys of its facts, as an array of the
    server's; the order of organisations is that in which they are found fastest. `content`: the
    digest of what a fact says; `mine`: this agency supplied it; `gone`: it was withdrawn. Where
    nothing of the item is on record, no line is asked for.
    """
    if not has_versions(connection, item):
        return _as_table(b"", CURRENT)
    connection.execute(_STAGE)
    with connection.cursor() as cursor:
        copy_in(cursor, "COPY records_incoming FROM STDIN", lines)
    connection.execute("ANALYZE records_incoming")
    found = _facts(connection, _THESE, item=item, agency=agency)
    connection.execute("DROP TABLE records_incoming")
    return found


def speaks_of_most(connection: psycopg.Connection[Any], rows: int) -> bool:
    """Whether so many incoming facts are a good part of all that there are."""
    if rows < _FEW:
        return False
    (versions,) = connection.execute(
        "SELECT coalesce(sum(new + changed + withdrawn), 0) FROM collection_submission"
        " WHERE state = 'loaded'"
    ).fetchone() or (0,)
    return rows * _PART >= int(versions)


def current(connection: psycopg.Connection[Any], *, item: str, agency: str) -> pa.Table:
    """The current version of every fact of the item: the table CURRENT, see `compare`."""
    connection.execute(_IN_A_ROW.format(switch="off"))
    found = _facts(connection, _ALL, item=item, agency=agency)
    connection.execute(_IN_A_ROW.format(switch="DEFAULT"))
    return found


def _facts(connection: psycopg.Connection[Any], source: str, *, item: str, agency: str) -> pa.Table:
    from psycopg import sql

    words = {"agency": sql.Literal(agency), "item": sql.Literal(item)}
    facts = sql.SQL(source).format(**words)
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL(_FACTS).format(facts=facts, **words))
        lines = "\n".join(part for (part,) in cursor)
    return _as_table(lines.encode(), CURRENT)


def _as_table(text: bytes, types: dict[str, pa.DataType]) -> pa.Table:
    if not text:
        return pa.schema(types).empty_table()
    return pacsv.read_csv(
        BytesIO(text),
        read_options=pacsv.ReadOptions(column_names=list(types)),
        parse_options=pacsv.ParseOptions(newlines_in_values=True),
        convert_options=pacsv.ConvertOptions(
            column_types=types, true_values=["t"], false_values=["f"], strings_can_be_null=True,
            quoted_strings_can_be_null=False,
        ),
    )  # fmt: skip


def statements(
    connection: psycopg.Connection[Any], lines: Iterable[Any], *, identifying: Sequence[Item]
) -> pa.Table:
    """What is on record of who the organisations in `lines` (COPY lines of numbers) are.

    The table `organisations.domain.SAID`, all text but the numbers.
    """
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMP TABLE records_touched (organisation_id bigint) ON COMMIT DROP")
        copy_in(cursor, "COPY records_touched FROM STDIN", lines)
        cursor.execute("ANALYZE records_touched")
        found = copy_out(cursor, _statements_query(identifying).as_string(connection))
        cursor.execute("DROP TABLE records_touched")
    numbers = {"organisation_id": pa.int64(), "version": pa.int64()}
    types = {column: numbers.get(column, pa.string()) for column in SAID}
    return _as_table(found, types)


def registered(
    connection: psycopg.Connection[Any], identifying: Sequence[Item], *, after: int, limit: int
) -> list[int]:
    """The next organisations that a registration is on record of, in the order of their numbers."""
    found = connection.execute(
        "SELECT DISTINCT organisation_id FROM records_version"
        " WHERE item = ANY(%s) AND organisation_id > %s ORDER BY 1 LIMIT %s",
        [[item.code for item in identifying if item.registers], after, limit],
    )
    return [number for (number,) in found]


def _statements_query(identifying: Sequence[Item]) -> sql.Composed:
    from psycopg import sql

    registers = [item.code for item in identifying if item.registers]
    effects = [
        {"item": item.code, **asdict(effect)} for item in identifying for effect in item.changes
    ]
    nulls = sql.SQL(", ")
    return sql.SQL(_STATEMENTS).format(
        zone=sql.Literal(str(CIVIL_TIME)),
        registered=sql.SQL(", ").join(sql.Identifier("p", name) for name in REGISTERED),
        typed=sql.SQL(", ").join(
            sql.SQL("{} text").format(sql.Identifier(name)) for name in REGISTERED
        ),
        no_change=nulls.join([sql.SQL("NULL")] * len(CHANGED)),
        not_registered=nulls.join([sql.SQL("NULL")] * len(REGISTERED)),
        registers=sql.Literal(registers),
        effects=sql.Literal(json.dumps(effects)),
    )


def supersede(connection: psycopg.Connection[Any], lines: Iterable[Any], *, at: datetime) -> None:
    """End the current versions that are named (COPY lines of organisation, version) at an instant."""
    lines = iter(lines)
    first = next(lines, None)
    if first is None:  # in most files nothing ends
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TEMP TABLE records_ended (organisation_id bigint, id bigint) ON COMMIT DROP"
        )
        copy_in(cursor, "COPY records_ended FROM STDIN", chain([first], lines))
        cursor.execute("ANALYZE records_ended")
        cursor.execute(
            "UPDATE records_version v SET superseded_at = %s FROM records_ended e"
            " WHERE v.organisation_id = e.organisation_id AND v.id = e.id",
            [at],
        )
        cursor.execute("DROP TABLE records_ended")


def add(
    connection: psycopg.Connection[Any], versions: Iterable[pa.RecordBatch], *, item: str,
    submission: int, at: datetime, withdrawn: bool,
) -> None:  # fmt: skip
    """Add versions of one item (batches of ADDED), which came in one submission, at an instant."""
    same = {
        "submission_id": pa.scalar(submission, pa.int64()),
        "recorded_at": pa.scalar(at, pa.timestamp("us", "UTC")),
        "withdrawn": pa.scalar(withdrawn), "item": pa.scalar(item),
    }  # fmt: skip
    columns = ", ".join(f'"{column}"' for column in (*same, *ADDED))
    with connection.cursor() as cursor:
        # Neighbours in the server's indexes come beside each other.
        rows = (_whole(batch, same) for batch in gathered(versions, by="organisation_id"))
        statement = f"COPY records_version ({columns}) FROM STDIN"
        copy_in_binary(cursor, statement, rows, jsonb="payload")


def index_blocks(cursor: Any) -> int:
    """Let the index of instants know the blocks that loads have filled; answers how many ranges it did not know.

    Until then whoever asks for a part of a load reads all of it. The server would do it when it next
    cleans up the table, hours after a large load.
    """
    cursor.execute(
        "SELECT coalesce(sum(brin_summarize_new_values(inhrelid)), 0) FROM pg_inherits"
        " WHERE inhparent = 'records_version_recorded'::regclass"
    )
    (ranges,) = cursor.fetchone()
    return int(ranges)


def _whole(batch: pa.RecordBatch, same: dict[str, pa.Scalar]) -> pa.RecordBatch:
    """The versions of a batch with all their columns."""
    columns = {name: batch.column(name) for name in ADDED}
    columns["row"] = columns["row"].cast(pa.int32())
    for digest in ("key", "content"):
        columns[digest] = uuids(columns[digest])
    repeated = {name: pa.repeat(value, batch.num_rows) for name, value in same.items()}
    return pa.record_batch({**repeated, **columns})
