"""JSON Lines: one object on each line, its keys the titles, its values as text."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, BinaryIO

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from goodstanding.collection.adapters.reading import jsonqueries as queries
from goodstanding.collection.adapters.reading.delimited import encoding_note
from goodstanding.collection.adapters.reading.faults import EmptyFileError, TooManyColumnsError
from goodstanding.collection.adapters.reading.notes import RowFaults
from goodstanding.collection.adapters.reading.parser import BrokenRows, Layout, parsed
from goodstanding.collection.adapters.reading.shape import (
    Source,
    fault_table,
    text_batch,
    without_nul,
)
from goodstanding.collection.adapters.reading.text import Utf8Text, as_utf8
from goodstanding.collection.adapters.reading.titles import COLUMN_LIMIT, Titles, titles_of

if TYPE_CHECKING:
    from collections.abc import Iterator

# A control character can't stand in valid JSON, so each line is one cell.
WHOLE_LINES = Layout(width=1, separator="\x01", quoted=False)
# DuckDB needs some milliseconds for a query, whatever its size.
BATCH_BYTES = 16 << 20


@dataclass(frozen=True)
class JsonText:
    """A JSON Lines text with the keys of all its lines, in order of first appearance.

    `repeats` tells whether some line holds the same key twice.
    """

    text: Utf8Text
    keys: list[str]
    repeats: bool
    titles: Titles


def open_jsonlines(content: BinaryIO) -> Source:
    """A JSON Lines file. Raises a subclass of UnreadableFileError for a file refused whole."""
    text = as_utf8(content)
    keys, repeats = all_keys(text)
    if not keys:
        raise EmptyFileError
    lines = JsonText(text, keys, repeats, titles_of(keys))
    faults = RowFaults()
    return Source(
        kind="jsonl",
        headers=lines.titles.headers,
        batches=partial(read_rows, lines, faults),
        faults=faults,
        notes=encoding_note(text),
    )


def parser_connection() -> duckdb.DuckDBPyConnection:
    """DuckDB for its JSON functions alone: nothing outside this process is within its reach.

    One thread: on batches of this size a second one waits more than it works.
    """
    return duckdb.connect(":memory:", config={"enable_external_access": "false", "threads": 1})


def all_keys(text: Utf8Text) -> tuple[list[str], bool]:
    """The keys of all lines in order of first appearance, and whether some line repeats one."""
    keys: dict[str, None] = {}
    repeats = False
    with parser_connection() as connection:
        for lines in line_tables(text, BrokenRows()):
            connection.register("lines", lines)
            for found, _ in connection.execute(queries.KEYS).fetchall():
                keys.update(dict.fromkeys(found))
                repeats = repeats or len(set(found)) < len(found)
            if len(keys) > COLUMN_LIMIT:
                raise TooManyColumnsError(limit=COLUMN_LIMIT)
    return list(keys), repeats


def line_tables(text: Utf8Text, broken: BrokenRows) -> Iterator[pa.Table]:
    """The lines that are not blank, some mebibytes at a time: `row` from 1 and `line`."""
    first, size = 0, 0
    batches: list[pa.RecordBatch] = []
    for batch in parsed(text.content, text.start, WHOLE_LINES, broken):
        rows = pa.array(broken.places_of(first, batch.num_rows))
        first += batch.num_rows
        size += batch.nbytes
        batches.append(pa.record_batch([rows, batch.column(0)], names=["row", "line"]))
        if size > BATCH_BYTES:
            yield without_blanks(batches)
            batches, size = [], 0
    if batches:
        yield without_blanks(batches)


def without_blanks(batches: list[pa.RecordBatch]) -> pa.Table:
    table = pa.Table.from_batches(batches).combine_chunks()
    return table.filter(pc.match_substring_regex(table["line"], r"\S"))


def read_rows(lines: JsonText, faults: RowFaults) -> Iterator[pa.RecordBatch]:
    """The objects in batches; lines that are none, or hold more than plain values, to `faults`."""
    faults.clear()
    broken = BrokenRows()
    with parser_connection() as connection:
        for table in line_tables(lines.text, broken):
            faults.add(unsplit(broken))
            yield good_rows(values_of(connection, table, lines), lines.titles, faults)
    faults.add(unsplit(broken))


def unsplit(broken: BrokenRows) -> pa.Table:
    """Lines with control characters, which are no JSON."""
    places, texts = broken.take()
    rows = pa.array(places)
    return fault_table(rows=rows, code="file.bad_json", given=texts, lines=rows)


def values_of(connection: duckdb.DuckDBPyConnection, table: pa.Table, lines: JsonText) -> pa.Table:
    """The values `c0`, `c1`, … of each line, with the `code` of its fault if it has one."""
    paths = [queries.pointer(key) for key in lines.keys]
    easy = queries.easy_lines(table["line"]) if not lines.repeats else pa.scalar(value=False)
    connection.register(
        "lines", table.append_column("quoted", queries.quickly_quoted(table["line"]))
    )
    quick = connection.execute(queries.quick_values(len(paths)), {"paths": paths}).to_arrow_table()
    done = pc.and_(quick["read"], easy)
    if pc.all(done).as_py():
        return quick
    rest = table.filter(pc.invert(done))
    connection.register(
        "lines", rest.append_column("quoted", queries.carefully_quoted(rest["line"]))
    )
    careful = connection.execute(queries.careful_values(len(paths)), {"paths": paths})
    both = pa.concat_tables([quick.filter(done), careful.to_arrow_table()])
    return both.sort_by("row")


def good_rows(values: pa.Table, titles: Titles, faults: RowFaults) -> pa.RecordBatch:
    """The rows without a fault, as a batch of the source."""
    for code in pc.unique(values["code"].drop_null()).to_pylist():
        these = values.filter(pc.equal(values["code"], code))
        faults.add(
            fault_table(rows=these["row"], code=code, given=these["line"], lines=these["row"])
        )
    good = values.filter(values["code"].is_null())
    for place in titles.untitled:
        there = good.filter(good[f"c{place}"].is_valid())
        given = there[f"c{place}"]
        faults.add(fault_table(rows=there["row"], code="file.untitled_value", given=given))
    columns = [whole(good[f"c{place}"]) for place in titles.columns]
    return without_nul(text_batch(whole(good["row"]), columns), faults)


def whole(column: pa.ChunkedArray) -> pa.Array:
    """A column as one array."""
    return pa.concat_arrays(column.chunks) if column.num_chunks else pa.array([], column.type)
