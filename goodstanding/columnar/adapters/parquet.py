"""From the table of versions to Parquet: COPY out, columns made of the payload, files by month."""

from __future__ import annotations

import tempfile
from contextlib import contextmanager
from typing import TYPE_CHECKING
from uuid import uuid4

from goodstanding.background.adapters.node import raw_connection
from goodstanding.columnar.domain import ENDED, OWN, VERSIONS, Part
from goodstanding.lib.engine import DuckDBEngine

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    import duckdb

_RAW = {
    "_organisation": "BIGINT", "_version": "BIGINT", "_fact": "VARCHAR", "_agency": "VARCHAR",
    "_submission": "VARCHAR", "_row": "INTEGER", "_from": "DATE", "_until": "DATE",
    "_recorded_at": "TIMESTAMPTZ", "_withdrawn": "VARCHAR", "item": "VARCHAR", "month": "VARCHAR",
    "payload": "VARCHAR",
}  # fmt: skip
# The submissions of one copying lie near each other; the block index finds them by their span.
_OUT = """
COPY (SELECT v.organisation_id, v.id, v.key, s.agency, s.number, v."row", v.valid_from,
    v.valid_until, to_char(v.recorded_at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US"+00"'),
    v.withdrawn, v.item, to_char(v.recorded_at AT TIME ZONE 'Asia/Shanghai', 'YYYY-MM'), v.payload
  FROM records_version v JOIN collection_submission s ON s.id = v.submission_id
  WHERE v.submission_id BETWEEN {first} AND {last} AND v.submission_id = ANY({submissions})
) TO STDOUT WITH (FORMAT csv)
"""
# What a submission brought superseded what was said of the same fact before, at the instant
# at which it was recorded itself.
_ENDED_OUT = """
COPY (SELECT o.organisation_id, o.id, o.item,
    to_char(o.superseded_at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US"+00"'),
    to_char(o.superseded_at AT TIME ZONE 'Asia/Shanghai', 'YYYY-MM')
  FROM records_version n JOIN records_version o ON o.organisation_id = n.organisation_id
    AND o.item = n.item AND o.key = n.key AND o.superseded_at = n.recorded_at AND o.id <> n.id
  WHERE n.submission_id BETWEEN {first} AND {last} AND n.submission_id = ANY({submissions})
) TO STDOUT WITH (FORMAT csv)
"""
_ENDED_RAW = {
    "_organisation": "BIGINT", "_version": "BIGINT", "item": "VARCHAR",
    "_superseded_at": "TIMESTAMPTZ", "month": "VARCHAR",
}  # fmt: skip


class Writer:
    """Writes files below a folder; `without` answers the fields of an item that are left out."""

    def __init__(self, folder: Path, without: Callable[[str], frozenset[str]]) -> None:
        self._folder = folder
        self._without = without

    def copy(self, submissions: Sequence[int]) -> list[Part]:
        """The versions that these submissions brought, and what they superseded."""
        with _engine() as connection:
            self._take(connection, "raw", _OUT, _RAW, submissions)
            self._take(connection, "gone", _ENDED_OUT, _ENDED_RAW, submissions)
            return [*self._versions(connection), *self._ended(connection)]

    def merge(self, parts: Sequence[Part]) -> Part:
        """One file in the place of several of one partition."""
        files = ", ".join(_text(self._folder / part.path) for part in parts)
        query = f"SELECT * FROM read_parquet([{files}], union_by_name = true)"  # noqa: S608
        with _engine() as connection:
            return self._write(connection, query, parts[0].kind, parts[0].item, parts[0].month)

    def _take(
        self, connection: duckdb.DuckDBPyConnection, name: str, query: str, types: dict[str, str],
        submissions: Sequence[int],
    ) -> None:  # fmt: skip
        from psycopg import sql

        statement = sql.SQL(query).format(
            first=sql.Literal(min(submissions)), last=sql.Literal(max(submissions)),
            submissions=sql.Literal(list(submissions)),
        )  # fmt: skip
        # On disk, not in memory: a first load may hold millions of versions. The file lies
        # where the copy itself lies, and says no more than it.
        with tempfile.NamedTemporaryFile(dir=self._folder, suffix=".csv") as file:
            with raw_connection().cursor() as cursor, cursor.copy(statement) as out:
                for chunk in out:
                    file.write(chunk)
            file.flush()
            columns = ", ".join(f"'{column}': '{kind}'" for column, kind in types.items())
            connection.execute(
                f"CREATE TABLE {name} AS SELECT * FROM read_csv({_text(file.name)}, header = false,"  # noqa: S608
                f" auto_detect = false, delim = ',', quote = '\"', escape = '\"',"
                f" max_line_size = 33554432, columns = {{{columns}}})"
            )

    def _versions(self, connection: duckdb.DuckDBPyConnection) -> Iterator[Part]:
        own = ", ".join(f"{column}::{kind} AS {column}" for column, kind in OWN.items())
        for item, month in _partitions(connection, "raw"):
            fields = connection.execute(
                "SELECT DISTINCT unnest(json_keys(payload)) FROM raw WHERE item = ? AND month = ?"
                " ORDER BY 1",
                [item, month],
            ).fetchall()
            kept = [name for (name,) in fields if name not in self._without(item)]
            cells = "".join(
                f", json_extract_string(payload, {_text('$.' + name)}) AS {_name(name)}"
                for name in kept
            )
            query = (
                f"SELECT {own}{cells} FROM raw WHERE item = {_text(item)}"  # noqa: S608
                f" AND month = {_text(month)} ORDER BY _organisation, _version"
            )
            yield self._write(connection, query, VERSIONS, item, month)

    def _ended(self, connection: duckdb.DuckDBPyConnection) -> Iterator[Part]:
        for item, month in _partitions(connection, "gone"):
            query = (
                "SELECT DISTINCT _organisation, _version, _superseded_at FROM gone"  # noqa: S608
                f" WHERE item = {_text(item)} AND month = {_text(month)}"
            )
            yield self._write(connection, query, ENDED, item, month)

    def _write(
        self, connection: duckdb.DuckDBPyConnection, query: str, kind: str, item: str, month: str
    ) -> Part:
        folder = self._folder / kind / f"item={item}" / f"month={month}"
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        target = folder / f"{uuid4().hex}.parquet"
        connection.execute(f"COPY ({query}) TO {_text(target)} (FORMAT parquet, COMPRESSION zstd)")
        found = connection.execute(f"SELECT count(*) FROM read_parquet({_text(target)})").fetchone()  # noqa: S608
        return Part(
            kind, item, month, str(target.relative_to(self._folder)), found[0] if found else 0
        )


@contextmanager
def _engine() -> Iterator[duckdb.DuckDBPyConnection]:
    engine = DuckDBEngine()
    try:
        yield engine.connection
    finally:
        engine.close()


def _partitions(connection: duckdb.DuckDBPyConnection, table: str) -> list[tuple[str, str]]:
    return connection.execute(
        f"SELECT DISTINCT item, month FROM {table} ORDER BY ALL"  # noqa: S608  our own names
    ).fetchall()


def _text(value: object) -> str:
    return "'" + str(value).replace("'", "''") + "'"


def _name(value: str) -> str:
    return '"' + value.replace('"', '""') + '"'
