"""The limit of loading: PostgreSQL's own COPY of the very same rows, and nothing else.

The table has the columns, constraints, indexes and partitions of `records_version`; it lacks
its triggers and what leads up to a row: reading, checking, matching, keeping the findings.
"""

from __future__ import annotations

import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import psycopg
from psycopg import sql

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

BUFFER = 1 << 20
COLUMNS = (
    "organisation_id", "submission_id", "recorded_at", "key", "content", "row",
    "valid_from", "valid_until", "withdrawn", "item", "payload",
)  # fmt: skip


@contextmanager
def connected(url: str) -> Iterator[psycopg.Connection[Any]]:
    """A connection that commits each statement."""
    with psycopg.connect(url, autocommit=True) as connection:
        yield connection


def export(
    connection: psycopg.Connection[Any], submission: str, target: Path, *, form: str = "text",
    order: str = "row",
) -> int:  # fmt: skip
    """Write the versions of a submission as COPY sends them, all columns; answers how many.

    By default in the order in which the file has them: whoever copies a file sends its rows so.
    """
    query = sql.SQL(
        "COPY (SELECT v.* FROM records_version v JOIN collection_submission s"
        " ON s.id = v.submission_id WHERE s.number = {} ORDER BY v.{}) TO STDOUT (FORMAT {})"
    ).format(sql.Literal(submission), sql.Identifier(order), sql.Identifier(form))
    with connection.cursor() as cursor, target.open("wb") as stream:
        with cursor.copy(query) as copy:
            for block in copy:
                stream.write(block)
        return cursor.rowcount


def make_table(connection: psycopg.Connection[Any]) -> None:
    """Make `limit_version` anew, empty, like `records_version` down to its partitions."""
    partitions = connection.execute(
        "SELECT count(*) FROM pg_inherits WHERE inhparent = 'records_version'::regclass"
    ).fetchone()
    assert partitions is not None
    connection.execute("DROP TABLE IF EXISTS limit_version")
    connection.execute(
        "CREATE TABLE limit_version (LIKE records_version INCLUDING ALL)"
        " PARTITION BY HASH (organisation_id)"
    )
    for place in range(partitions[0]):
        connection.execute(
            sql.SQL(
                "CREATE TABLE {} PARTITION OF limit_version"
                " FOR VALUES WITH (MODULUS {}, REMAINDER {})"
            ).format(
                sql.Identifier(f"limit_version_{place}"),
                sql.Literal(partitions[0]),
                sql.Literal(place),
            )
        )


def copy(connection: psycopg.Connection[Any], source: Path, *, form: str = "text") -> float:
    """Seconds of COPY with its commit, into an empty `limit_version`, which keeps the rows."""
    make_table(connection)
    return copy_into(connection, source, form=form)


def copy_into(connection: psycopg.Connection[Any], source: Path, *, form: str) -> float:
    """Seconds of COPY with its commit, into `limit_version` as it is."""
    started = time.perf_counter()
    statement = sql.SQL("COPY limit_version FROM STDIN (FORMAT {})").format(sql.Identifier(form))
    with (
        source.open("rb") as stream,
        connection.cursor() as cursor,
        cursor.copy(statement) as into,
    ):
        while block := stream.read(BUFFER):
            into.write(block)
    return time.perf_counter() - started


def fill(connection: psycopg.Connection[Any], versions: int) -> None:
    """Let `records_version` hold so many, copying those of `limit_version` under other keys.

    The copies are facts of the same organisations and item, with new keys. Each turn is a submission
    of its own: how much is on record is asked of the submissions.
    """
    held, turn = _held(connection), 0
    while held < versions:
        turn += 1
        held += _add_copies(connection, turn, versions - held)
    connection.execute("VACUUM (ANALYZE) records_version")


_SUBMISSION = """
INSERT INTO collection_submission SELECT (jsonb_populate_record(s, jsonb_build_object(
    'id', nextval(pg_get_serial_sequence('collection_submission', 'id')),
    'number', left(s.number, -6) || 900000 + {turn}, 'key', s.key || '-' || {turn},
    'rows', {rows}, 'new', {rows}))).*
FROM collection_submission s WHERE s.id = (SELECT submission_id FROM limit_version LIMIT 1)
RETURNING id
"""


def _add_copies(connection: psycopg.Connection[Any], turn: int, most: int) -> int:
    (whole,) = connection.execute("SELECT count(*) FROM limit_version").fetchone() or (0,)
    rows = min(int(whole), most)
    words = {"turn": sql.Literal(turn), "rows": sql.Literal(rows)}
    (submission,) = connection.execute(sql.SQL(_SUBMISSION).format(**words)).fetchone() or (0,)
    other = {
        "key": sql.SQL("md5(key::text || {})::uuid").format(words["turn"]),
        "submission_id": sql.Literal(submission),
    }
    query = sql.SQL(
        "INSERT INTO records_version ({}) SELECT {} FROM limit_version LIMIT {}"
    ).format(
        sql.SQL(", ").join(map(sql.Identifier, COLUMNS)),
        sql.SQL(", ").join(other.get(name, sql.Identifier(name)) for name in COLUMNS),
        sql.Literal(rows),
    )
    return connection.execute(query).rowcount


def move_last(connection: psycopg.Connection[Any], target: Path, rows: int) -> None:
    """Let `limit_version` hold all of `records_version` but the versions added last, which are written to a file."""
    (last,) = connection.execute("SELECT max(submission_id) FROM records_version").fetchone() or (
        0,
    )
    number = connection.execute(
        "SELECT number FROM collection_submission WHERE id = %s", [last]
    ).fetchone()
    assert number is not None
    if export(connection, number[0], target, form="binary", order="id") != rows:
        raise ValueError(f"the last submission, {number[0]}, did not add {rows} versions")
    make_table(connection)
    connection.execute(
        "INSERT INTO limit_version SELECT * FROM records_version WHERE submission_id <> %s", [last]
    )
    connection.execute("VACUUM (ANALYZE) limit_version")


def _held(connection: psycopg.Connection[Any]) -> int:
    counted = connection.execute("SELECT count(*) FROM records_version").fetchone()
    assert counted is not None
    return int(counted[0])
