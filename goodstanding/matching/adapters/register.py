"""All names on file with their parts, as the columns that matching reads; kept in the home's cache.

The file is named by what it was made from, so a changed register, other words or other
code make another one; it holds nothing that the database doesn't and may be deleted.
"""

from __future__ import annotations

import hashlib
import os
from io import BytesIO
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.csv as pacsv

from goodstanding.lib.copying import copy_out
from goodstanding.matching.adapters.parts import put_words, take_apart
from goodstanding.matching.adapters.words import digest, read_words

if TYPE_CHECKING:
    from pathlib import Path

    import psycopg
    from duckdb import DuckDBPyConnection

_EDITION = "2"
"""To be raised when what the file holds changes in form or meaning."""

_STATE = """
SELECT concat_ws('/', (SELECT concat_ws('.', count(*), max(changed_at), max(id)) FROM organisations_organisation),
                      (SELECT concat_ws('.', count(*), max(id), sum(id) FILTER (WHERE current)) FROM organisations_name),
                      (SELECT concat_ws('.', count(*), max(decided_at)) FROM organisations_merged))
"""
# One that was merged is proposed as the one that it is now, for its own names and code as well.
_NAMES = """
SELECT n.id, coalesce(m.target_id, o.id), o.id, o.uscc, o.name, n.folded, n.current, o.status, o.division
FROM organisations_name n JOIN organisations_organisation o ON o.id = n.organisation_id
LEFT JOIN organisations_merged m ON m.source_id = o.id
"""
_TYPES = {
    "n": pa.int64(), "organisation": pa.int64(), "told_of": pa.int64(), "uscc": pa.string(), "name": pa.string(),
    "folded": pa.string(), "current": pa.bool_(), "status": pa.string(), "division": pa.string(),
}  # fmt: skip


def put_register(
    engine: DuckDBPyConnection, database: psycopg.Connection[Any], *, policy: Path, cache: Path
) -> None:
    """Make the table `register`, and the tables of words that names are taken apart by."""
    words = read_words(policy)
    put_words(engine, words)
    file = _file(database, policy, cache)
    if not file.exists():
        _put_names(engine, database)
        take_apart(engine, "listed", "register", words)
        engine.execute("DROP TABLE listed")
        _keep(engine, file)
    else:
        engine.execute("CREATE OR REPLACE TABLE register AS FROM read_parquet(?)", [str(file)])


def _file(database: psycopg.Connection[Any], policy: Path, cache: Path) -> Path:
    row = database.execute(_STATE).fetchone()
    made_from = f"{_EDITION}/{digest(policy)}/{row[0] if row else ''}"
    name = hashlib.sha256(made_from.encode()).hexdigest()[:24]
    return cache / "matching" / f"register-{name}.parquet"


def _put_names(engine: DuckDBPyConnection, database: psycopg.Connection[Any]) -> None:
    with database.cursor() as cursor:
        text = copy_out(cursor, _NAMES)
    options = pacsv.ConvertOptions(
        column_types=_TYPES, true_values=["t"], false_values=["f"], strings_can_be_null=True,
        quoted_strings_can_be_null=False,
    )  # fmt: skip
    names = pacsv.ReadOptions(column_names=list(_TYPES))
    rows = (
        pacsv.read_csv(BytesIO(text), read_options=names, convert_options=options)
        if text
        else pa.schema(_TYPES).empty_table()
    )
    engine.register("incoming", rows)
    engine.execute("CREATE OR REPLACE TABLE listed AS SELECT * FROM incoming")
    engine.unregister("incoming")


def _keep(engine: DuckDBPyConnection, file: Path) -> None:
    """Write the file beside and rename it: another process may read it at this moment."""
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    beside = file.with_suffix(f".{os.getpid()}")
    engine.execute(
        f"COPY register TO '{str(beside).replace(chr(39), chr(39) * 2)}' (FORMAT parquet)"
    )
    beside.replace(file)
    for old in file.parent.glob("register-*.parquet"):
        if old != file:
            old.unlink(missing_ok=True)
