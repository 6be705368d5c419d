"""Apache Spark, for plans over more than one machine should hold. An extra: see requirements/spark.in.

What a plan reads must lie where every worker of the cluster can read it.
"""

from __future__ import annotations

import tempfile
import warnings
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    import pyarrow as pa
    from pyspark.sql import DataFrame, SparkSession

    from goodstanding.lib.engine import Step

_SETTINGS: Final = {
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.sql.session.timeZone": "UTC",
    # Names in double quotes, as in the SQL of everybody else.
    "spark.sql.ansi.enabled": "true",
    "spark.sql.ansi.doubleQuotedIdentifiers": "true",
    # What spills to disk may hold what is not public.
    "spark.io.encryption.enabled": "true",
    "spark.log.level": "ERROR",
}
# With everything in one process: no port for others, few parts.
_LOCAL: Final = {
    "spark.driver.host": "127.0.0.1",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.sql.shuffle.partitions": "4",
    "spark.driver.memory": "2g",
}
_JSON_TEXTS: Final = """
CREATE OR REPLACE TEMPORARY FUNCTION json_texts(given STRING) RETURNS ARRAY<STRING>
RETURN from_json(given, 'array<string>')
"""
_TYPES: Final = {"VARCHAR": "STRING", "TIMESTAMPTZ": "TIMESTAMP"}


class SparkEngine:
    """A session of its own on the cluster (or `local[N]`) that `master` names.

    Starting the first one of a process takes some ten seconds; the cluster connection stays
    until the process ends.
    """

    def __init__(self, master: str) -> None:
        self._session = _connected(master).newSession()
        self._session.sql(_JSON_TEXTS)
        self._kept: list[DataFrame] = []

    def put(self, name: str, rows: Any) -> None:
        with _sockets_left():
            frame = self._session.createDataFrame(_table(rows))
        frame.createOrReplaceTempView(name)

    def open_files(self, name: str, files: Sequence[str], columns: Mapping[str, str]) -> None:
        typed = [(column, _TYPES.get(of, of)) for column, of in columns.items()]
        if files:
            schema = ", ".join(f"`{column}` {of}" for column, of in typed)
            frame = self._session.read.schema(schema).parquet(*files)
        else:
            empty = ", ".join(f'CAST(NULL AS {of}) AS "{column}"' for column, of in typed)
            frame = self._session.sql(f"SELECT {empty} WHERE false")
        frame.createOrReplaceTempView(name)

    def create(self, step: Step) -> None:
        # Run when it is first asked for, and then kept; the view holds what its names meant now.
        frame = self._session.sql(step.sql).persist()
        self._kept.append(frame)
        frame.createOrReplaceTempView(step.name)

    def let(self, step: Step) -> None:
        self._session.sql(step.sql).createOrReplaceTempView(step.name)

    @contextmanager
    def creating(self, *steps: Step) -> Iterator[None]:
        for step in steps:
            self.create(step)
        yield

    def read(self, sql: str) -> pa.Table:
        with _sockets_left():
            return self._session.sql(sql).toArrow()

    def stream(self, sql: str, *, slowly: bool = False) -> Iterator[pa.RecordBatch]:  # noqa: ARG002  its cores are elsewhere
        yield from self.read(sql).to_batches()

    def close(self) -> None:
        for frame in self._kept:
            frame.unpersist()
        self._kept.clear()


@contextmanager
def _sockets_left() -> Iterator[None]:
    """What moves rows to and from the cluster leaves closing its sockets to Python's collector."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        yield


def _table(rows: Any) -> pa.Table:
    import pyarrow as pa

    if isinstance(rows, pa.Table):
        return rows
    return rows.read_all() if hasattr(rows, "read_all") else pa.Table.from_batches(rows)


def _connected(master: str) -> SparkSession:
    from pyspark.sql import SparkSession

    builder = SparkSession.builder.master(master).appName("goodstanding")
    local = _LOCAL if master.startswith("local") else {}
    place = {"spark.sql.warehouse.dir": tempfile.gettempdir() + "/goodstanding-spark"}
    for name, value in {**_SETTINGS, **local, **place}.items():
        builder = builder.config(name, value)
    session: SparkSession = builder.getOrCreate()
    return session
