"""From lines of the table of versions to Parquet: columns made of the payload, files by month."""

from __future__ import annotations

import json
from contextlib import contextmanager
from typing import IO, TYPE_CHECKING
from uuid import uuid4

from goodstanding.columnar.adapters import table
from goodstanding.columnar.domain import ENDED, OWN, VERSIONS, Part
from goodstanding.lib.copying import CELL
from goodstanding.lib.engine import DuckDBEngine
from goodstanding.lib.environment import CIVIL_TIME

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    import duckdb

# At the lowest level the files are no larger than at the usual one.
_PARQUET = "(FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 1)"


@contextmanager
def writer(folder: Path, without: Callable[[str], frozenset[str]]) -> Iterator[Writer]:
    """Whoever writes files below a folder; `without` answers the fields of an item that are left out."""
    engine = DuckDBEngine()
    engine.connection.execute("SET preserve_insertion_order = false")
    try:
        yield Writer(folder, without, engine.connection)
    finally:
        engine.close()


class Writer:
    """Writes files below a folder, see `writer`."""

    def __init__(
        self, folder: Path, without: Callable[[str], frozenset[str]],
        connection: duckdb.DuckDBPyConnection,
    ) -> None:  # fmt: skip
        self._folder, self._without, self._connection = folder, without, connection

    def remember(self, ended: IO[bytes]) -> None:
        """Take lines of `table.ended`, of which `ended` then writes what it is asked for."""
        self._read("gone", ended, table.ENDED, "_superseded_at")

    def versions(self, lines: IO[bytes]) -> list[Part]:
        """Lines of `table.taken` as files."""
        self._read("raw", lines, table.VERSION, "_recorded_at")
        return [self._version(item, month) for item, month in self._partitions("raw", "true")]

    def ended(self, submissions: Sequence[int]) -> list[Part]:
        """What these submissions superseded, of what is remembered."""
        theirs = f"ended_by IN ({', '.join(str(int(number)) for number in submissions)})"
        return [self._ended(*found, theirs) for found in self._partitions("gone", theirs)]

    def merge(self, parts: Sequence[Part]) -> Part:
        """One file in the place of several of one partition."""
        files = ", ".join(_text(self._folder / part.path) for part in parts)
        query = f"SELECT * FROM read_parquet([{files}], union_by_name = true)"  # noqa: S608
        return self._write(query, parts[0].kind, parts[0].item, parts[0].month)

    def _read(self, name: str, lines: IO[bytes], types: dict[str, str], instant: str) -> None:
        columns = ", ".join(f"'{column}': '{kind}'" for column, kind in types.items())
        month = f"strftime({instant} AT TIME ZONE '{CIVIL_TIME}', '%Y-%m') AS month"
        self._connection.execute(
            f"CREATE OR REPLACE TABLE {name} AS SELECT *, {month}"  # noqa: S608  our own names
            f" FROM read_csv({_text(lines.name)}, header = false, auto_detect = false,"
            f" delim = '{CELL}', quote = '{table.QUOTE}', escape = '{table.QUOTE}',"
            f" max_line_size = 33554432, columns = {{{columns}}})"
        )

    def _partitions(self, name: str, where: str) -> list[tuple[str, str]]:
        return self._connection.execute(
            f"SELECT DISTINCT item, month FROM {name} WHERE {where} ORDER BY ALL"  # noqa: S608  our own names
        ).fetchall()

    def _version(self, item: str, month: str) -> Part:
        own = ", ".join(f"{column}::{kind} AS {column}" for column, kind in OWN.items())
        where = f"WHERE item = {_text(item)} AND month = {_text(month)}"
        kept = dict.fromkeys(self._fields(where, self._without(item)), "VARCHAR")
        # All fields at once: the payload is read once, not once for each.
        cells = f", unnest(from_json(payload, {_text(json.dumps(kept))}))" if kept else ""
        query = f"SELECT {own}{cells} FROM raw {where} ORDER BY _organisation, _version"  # noqa: S608
        return self._write(query, VERSIONS, item, month)

    def _fields(self, where: str, without: frozenset[str]) -> list[str]:
        # Few sets of keys are different; one after the other they would be looked at in every row.
        found = self._connection.execute(
            f"SELECT DISTINCT unnest(keys) FROM (SELECT DISTINCT json_keys(payload) AS keys"  # noqa: S608
            f" FROM raw {where}) ORDER BY 1"
        ).fetchall()
        return [name for (name,) in found if name not in without]

    def _ended(self, item: str, month: str, theirs: str) -> Part:
        query = (
            f"SELECT DISTINCT _organisation, _version, _superseded_at FROM gone WHERE {theirs}"  # noqa: S608
            f" AND item = {_text(item)} AND month = {_text(month)}"
        )
        return self._write(query, ENDED, item, month)

    def _write(self, query: str, kind: str, item: str, month: str) -> Part:
        folder = self._folder / kind / f"item={item}" / f"month={month}"
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        target = folder / f"{uuid4().hex}.parquet"
        found = self._connection.execute(f"COPY ({query}) TO {_text(target)} {_PARQUET}").fetchone()
        path = str(target.relative_to(self._folder))
        return Part(kind, item, month, path, found[0] if found else 0)


def _text(value: object) -> str:
    return "'" + str(value).replace("'", "''") + "'"
