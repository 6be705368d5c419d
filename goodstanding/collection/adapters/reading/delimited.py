"""CSV and its relatives: any separator, any accepted encoding, as columns of text."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, BinaryIO

import pyarrow as pa
import pyarrow.compute as pc

from goodstanding.collection.adapters.reading.dialect import Dialect, dialect_of
from goodstanding.collection.adapters.reading.faults import EmptyFileError, TooManyFaultsError
from goodstanding.collection.adapters.reading.notes import FAULT_LIMIT, FileNote, RowFaults
from goodstanding.collection.adapters.reading.parser import BrokenRows, Layout, parsed
from goodstanding.collection.adapters.reading.shape import (
    Knows,
    Source,
    fault_table,
    text_batch,
)
from goodstanding.collection.adapters.reading.text import Utf8Text, as_utf8, line_blocks
from goodstanding.collection.adapters.reading.titles import title_rows_note

if TYPE_CHECKING:
    from collections.abc import Iterator


def open_delimited(content: BinaryIO, knows: Knows) -> Source:
    """A delimited text file. Raises a subclass of UnreadableFileError for a file refused whole."""
    text = as_utf8(content)
    dialect = dialect_of(text, knows)
    refuse_empty(text, dialect)
    faults = RowFaults()
    return Source(
        kind="csv",
        headers=dialect.titles.headers,
        batches=partial(read_rows, text, dialect, faults),
        faults=faults,
        notes=encoding_note(text) + title_rows_note(dialect.title_place),
    )


def encoding_note(text: Utf8Text) -> tuple[FileNote, ...]:
    """The note that a file came in another encoding than UTF-8."""
    if text.encoding == "utf-8":
        return ()
    return (FileNote("file.encoding_used", {"encoding": text.encoding.upper()}),)


def refuse_empty(text: Utf8Text, dialect: Dialect) -> None:
    nothing = f'{dialect.separator}" \t\r\n\x1a'.encode()
    if not any(block.strip(nothing) for block in line_blocks(text.content, dialect.offset)):
        raise EmptyFileError


def read_rows(text: Utf8Text, dialect: Dialect, faults: RowFaults) -> Iterator[pa.RecordBatch]:
    """The data rows in batches; rows of another width go to `faults`."""
    faults.clear()
    broken = BrokenRows()
    first = 0
    try:
        for batch in parsed(text.content, dialect.offset, layout_of(dialect), broken):
            rows = pa.array(broken.places_of(first, batch.num_rows))
            first += batch.num_rows
            faults.add(new_faults(broken, dialect))
            faults.add(untitled_values(rows, batch, dialect))
            yield text_batch(rows, [batch.column(place) for place in dialect.titles.columns])
    except pa.ArrowInvalid:
        if not broken.overflow:
            raise
        raise TooManyFaultsError(limit=FAULT_LIMIT) from None
    faults.add(new_faults(broken, dialect))


def layout_of(dialect: Dialect) -> Layout:
    return Layout(
        width=dialect.titles.width, separator=dialect.separator, quoted=dialect.quoting.used
    )


def new_faults(broken: BrokenRows, dialect: Dialect) -> pa.Table:
    """The rows found broken since the last call, blank lines left out."""
    places, texts = broken.take()
    lines = dialect.quoting.line_of(dialect.title_place + places)
    table = fault_table(
        rows=pa.array(places),
        code="file.ragged_row",
        given=texts,
        lines=None if lines is None else pa.array(lines),
    )
    blank = pc.equal(pc.ascii_trim(texts, " \t\x1a"), "")
    return table.filter(pc.invert(blank))


def untitled_values(rows: pa.Array, batch: pa.RecordBatch, dialect: Dialect) -> pa.Table:
    """Values that stand in columns without a title: they are told of, not read."""
    found = [fault_table(rows=rows.slice(0, 0), code="", given=pa.array([], pa.string()))]
    for place in dialect.titles.untitled:
        column = batch.column(place)
        if column.null_count < len(column):
            there = column.is_valid()
            found.append(
                fault_table(
                    rows=rows.filter(there), code="file.untitled_value", given=column.filter(there)
                )
            )
    return pa.concat_tables(found)
