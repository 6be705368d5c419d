"""The columnar engine: where plans run. Nothing else in the code knows which one it is.

A plan is written once, as Ibis expressions over named tables, and compiled to the
engine's SQL (`compile_plan`). Running a compiled plan needs no Ibis, which takes
most of a second to import: a file of ten rows must not wait for that.
"""

from __future__ import annotations

import tempfile
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from os import environ
from shutil import which
from typing import TYPE_CHECKING, Any, Final, Protocol

from goodstanding.lib.errors import GoodstandingError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from contextlib import AbstractContextManager

    import duckdb
    import ibis
    import pyarrow as pa
    from duckdb import DuckDBPyConnection

    from goodstanding.lib.spark import SparkEngine


IN_PROCESS: Final = "duckdb"
"""The engine inside this process, which needs nothing set up: a file's rows always run on it."""

# Rows that leave the engine at once: some megabytes of text, so that whoever takes them
# never waits long for the first, nor holds many in memory.
_BATCH = 16_384


@dataclass(frozen=True)
class Step:
    """A named table and the SQL that makes it from the tables before it.

    A long query for what few files hold takes longer to read than a small file to load. So, where
    the table `of` has no rows, `empty` may be run instead, which makes the same table.
    """

    name: str
    sql: str
    of: str = ""
    empty: str = ""


@dataclass(frozen=True)
class Plan:
    """Steps in the order in which they run; each may read the tables of those before it."""

    steps: tuple[Step, ...]


class Engine(Protocol):
    """What a plan needs of an engine."""

    def put(self, name: str, rows: Any) -> None:
        """Make a table from Arrow: a table, a record batch reader, or batches of one schema."""

    def open_files(self, name: str, files: Sequence[str], columns: Mapping[str, str]) -> None:
        """Let a name stand for Parquet files, which are read when a step asks for it.

        `columns`: which, with their types in the words of SQL (VARCHAR, BIGINT, TIMESTAMPTZ …).
        One that a file lacks is empty there; without files there are no rows.
        """

    def create(self, step: Step) -> None:
        """Run the step's SQL and keep the result under its name."""

    def let(self, step: Step) -> None:
        """Let a name stand for the step's SQL, which is worked out wherever another one asks for it."""

    def creating(self, *steps: Step) -> AbstractContextManager[None]:
        """Run the steps beside what the block does; they are done when it ends."""

    def read(self, sql: str) -> pa.Table:
        """The whole result of a query; for results known to be small."""

    def stream(self, sql: str, *, slowly: bool = False) -> Iterator[pa.RecordBatch]:
        """The result of a query, batch by batch; `slowly` for one whom it takes longer to take them in.

        Then one thread makes them, and leaves the other cores to whoever takes them.
        """


class DuckDBEngine:
    """DuckDB inside this process."""

    def __init__(self, *, memory_mb: int = 1300, threads: int = 2) -> None:
        import duckdb

        self._threads = threads
        self._connection = duckdb.connect(":memory:")
        self._spill = tempfile.TemporaryDirectory(prefix="goodstanding-")
        # What spills to disk may hold what a clerk should never have sent: it is
        # written only encrypted, with a key that lives in this process.
        for setting in (
            f"SET temp_directory = '{self._spill.name}'",
            # DuckDB calls its own cipher unsafe, for its random numbers; the other one comes
            # with an extension that a closed network can't fetch.
            "SET force_mbedtls_unsafe = 'true'",
            "SET temp_file_encryption = true",
            f"SET memory_limit = '{memory_mb}MB'",
            f"SET threads = {threads}",
            "SET TimeZone = 'UTC'",
            "SET autoinstall_known_extensions = false",
            "SET autoload_known_extensions = false",
            # What `json_texts` means here.
            """CREATE MACRO json_texts(given) AS from_json(given, '["VARCHAR"]')""",
        ):
            self._connection.execute(setting)

    @property
    def connection(self) -> duckdb.DuckDBPyConnection:
        """For what no plan can say: functions of our own between its statements."""
        return self._connection

    def put(self, name: str, rows: Any) -> None:
        self._connection.register("incoming", rows)
        # Several threads would write small pieces and then copy them together, to keep the order.
        with self._one_thread():
            self._connection.execute(f'CREATE OR REPLACE TABLE "{name}" AS SELECT * FROM incoming')  # noqa: S608  our own name
        self._connection.unregister("incoming")

    @contextmanager
    def _one_thread(self) -> Iterator[None]:
        if self._threads == 1:  # to say it again would cost more than a small table
            yield
            return
        self._connection.execute("SET threads = 1")
        yield
        self._connection.execute(f"SET threads = {self._threads}")

    def open_files(self, name: str, files: Sequence[str], columns: Mapping[str, str]) -> None:
        # An empty table of the right columns first: UNION BY NAME fills what no file has.
        empty = ", ".join(f'NULL::{kind} AS "{column}"' for column, kind in columns.items())
        rows = f"SELECT * FROM (SELECT {empty}) WHERE false"  # noqa: S608  names of fields are checked by the loader
        if files:
            listed = ", ".join("'" + file.replace("'", "''") + "'" for file in files)
            rows += (
                f" UNION ALL BY NAME SELECT * FROM read_parquet([{listed}], union_by_name = true)"  # noqa: S608
            )
        self._connection.execute(f'CREATE OR REPLACE VIEW "{name}" AS {rows}')

    def create(self, step: Step) -> None:
        _create(self._connection, step)

    def let(self, step: Step) -> None:
        self._connection.execute(f'CREATE OR REPLACE VIEW "{step.name}" AS {step.sql}')

    @contextmanager
    def creating(self, *steps: Step) -> Iterator[None]:
        # A cursor is a connection of its own to the same tables: one is used by one thread only.
        with self._connection.cursor() as cursor, ThreadPoolExecutor(max_workers=1) as beside:
            done = [beside.submit(_create, cursor, step) for step in steps]
            yield
            for one in done:
                one.result()

    def read(self, sql: str) -> pa.Table:
        return self._connection.execute(sql).to_arrow_table()

    def stream(self, sql: str, *, slowly: bool = False) -> Iterator[pa.RecordBatch]:
        with self._one_thread() if slowly else nullcontext():
            yield from self._connection.execute(sql).to_arrow_reader(_BATCH)

    def close(self) -> None:
        self._connection.close()
        self._spill.cleanup()


def _create(connection: DuckDBPyConnection, step: Step) -> None:
    sql = step.sql
    if step.of and connection.execute(f'FROM "{step.of}" LIMIT 1').fetchone() is None:
        sql = step.empty
    connection.execute(f'CREATE OR REPLACE TABLE "{step.name}" AS {sql}')


class EngineNotInstalledError(GoodstandingError):
    code = "engine.not_installed"
    zh = "GOODSTANDING_ENGINE 设为“%(given)s”，但本机没有安装 Spark（%(lacking)s）。请安装 requirements/spark.txt 和 Java 17，或把该变量设为 duckdb。"
    message = (
        "GOODSTANDING_ENGINE is set to '%(given)s', and Spark is not installed here (%(lacking)s)."
        " Install requirements/spark.txt and Java 17, or set the variable to duckdb."
    )


@contextmanager
def open_engine(name: str, *, little: bool = False) -> Iterator[Engine]:
    """The engine that `GOODSTANDING_ENGINE` names. Raises EngineNotInstalledError.

    `little` is to come: threads would take longer to start than to do their share of it.
    """
    engine = DuckDBEngine(threads=1 if little else 2) if name == IN_PROCESS else _spark(name)
    try:
        yield engine
    finally:
        engine.close()


def _spark(master: str) -> SparkEngine:
    from goodstanding.lib.spark import SparkEngine

    if find_spec("pyspark") is None:
        raise EngineNotInstalledError(given=master, lacking="pyspark")
    if not (which("java") or environ.get("JAVA_HOME")):
        raise EngineNotInstalledError(given=master, lacking="java")
    return SparkEngine(master)


def dialect(engine: str) -> str:
    """The SQL that the engine of this name speaks."""
    return "duckdb" if engine == IN_PROCESS else "pyspark"


def compile_plan(
    expressions: Sequence[tuple[str, Callable[[], ibis.Table]]],
    *,
    engine: str,
    seldom: Mapping[str, str] | None = None,
) -> Plan:
    """Compile named expressions, in order, to the engine's SQL.

    `seldom` names the table of which a step is made, for steps that need not run without its rows.
    """
    to = dialect(engine)
    steps = []
    for name, make in expressions:
        made, of = make(), (seldom or {}).get(name, "")
        empty = _compiled(_without_rows(made, of), to) if of else ""
        steps.append(Step(name, _compiled(made, to), of, empty))
    return Plan(tuple(steps))


def _without_rows(made: ibis.Table, of: str) -> ibis.Table:
    import ibis

    nothing = {column: ibis.null(kind) for column, kind in made.schema().items()}
    return ibis.table({"any": "int64"}, name=of).select(**nothing).limit(0)


def chained(steps: Sequence[Step]) -> Step:
    """One step of several, by the name of the last: each may read those before it, and only the last is kept.

    An engine works out each of them once, a row at a time, where tables would be written and read again.
    """
    *before, last = steps
    parts = ", ".join(f'"{step.name}" AS ({step.sql})' for step in before)
    return Step(last.name, f"WITH {parts} SELECT * FROM ({last.sql})" if parts else last.sql)  # noqa: S608  compiled, as each step is


# Many items share whole tables (subjects, authorities, lists): by expression, the last few hundred.
_SQL: dict[tuple[str, Any], str] = {}


def _compiled(expression: ibis.Table, to: str) -> str:
    import ibis

    getattr(ibis, to)  # Ibis learns an engine's options when it is first named
    key = (to, expression.op())
    if key not in _SQL:
        if len(_SQL) > 500:
            _SQL.clear()
        _SQL[key] = str(ibis.to_sql(expression, dialect=to))
    return _SQL[key]


def json_text(value: Any) -> Any:
    """A text or a list of texts as JSON: quoted, with everything escaped that must be."""
    return _to_json(str(value.type()))(value)


def json_texts(column: Any) -> Any:
    """A JSON list of texts as an array; null where it is none."""
    return _json_texts()(column)


@cache
def _json_texts() -> Any:
    import ibis

    # Every engine has a function of this name: their own ones take different words for the type.
    @ibis.udf.scalar.builtin(name="json_texts", signature=(("string",), "array<string>"))
    def json_texts(_value):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
        ...

    return json_texts


@cache
def _to_json(of: str) -> Any:
    import ibis

    @ibis.udf.scalar.builtin(name="to_json", signature=((of,), "string"))
    def to_json(_value):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
        ...

    return to_json
