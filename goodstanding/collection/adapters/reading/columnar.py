"""Parquet: every column as the text a person would write for it."""

from __future__ import annotations

from contextlib import contextmanager
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING, BinaryIO

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from goodstanding.collection.adapters.reading.cells import LOST_FROM
from goodstanding.collection.adapters.reading.faults import (
    DamagedFileError,
    EmptyFileError,
    InflatedSizeError,
    NestedColumnError,
)
from goodstanding.collection.adapters.reading.notes import RowFaults
from goodstanding.collection.adapters.reading.shape import (
    Source,
    fault_table,
    text_batch,
    without_nul,
)
from goodstanding.collection.adapters.reading.text import ROW_LIMIT
from goodstanding.collection.adapters.reading.titles import Titles, titles_of

if TYPE_CHECKING:
    from collections.abc import Iterator

ROW_COUNT_LIMIT = 50_000_000
INFLATED_LIMIT = 16 << 30
GROUP_LIMIT = 1 << 30
BATCH_ROWS = 8_192
BATCH_LIMIT = 256 << 20


def open_parquet(content: BinaryIO) -> Source:
    """A Parquet file. Raises a subclass of UnreadableFileError for a file refused whole."""
    content.seek(0)
    with explained():
        file = pq.ParquetFile(pa.PythonFile(content, mode="r"))
    schema = file.schema_arrow
    titles = titles_of(schema.names)
    refuse_sizes(file.metadata)
    for column in schema:
        if not is_plain(column.type):
            raise NestedColumnError(title=column.name, type=str(column.type))
    batch_rows = safe_batch(content, file.metadata, schema)
    faults = RowFaults()
    return Source(
        kind="parquet",
        headers=titles.headers,
        batches=partial(read_rows, content, batch_rows, titles, faults),
        faults=faults,
    )


def refuse_sizes(metadata: pq.FileMetaData) -> None:
    """Refuse by what the file says of itself; what it does not say is measured batch by batch."""
    if metadata.num_rows == 0:
        raise EmptyFileError
    rows = sum(metadata.row_group(n).num_rows for n in range(metadata.num_row_groups))
    if rows != metadata.num_rows:  # reading by either count would lose the rest in silence
        raise DamagedFileError(kind="Parquet", reason=f"{metadata.num_rows} or {rows} rows")
    groups = [metadata.row_group(n).total_byte_size for n in range(metadata.num_row_groups)]
    if metadata.num_rows > ROW_COUNT_LIMIT or max(groups) > GROUP_LIMIT:
        raise InflatedSizeError(limit=GROUP_LIMIT)
    if sum(groups) > INFLATED_LIMIT:
        raise InflatedSizeError(limit=INFLATED_LIMIT)


def is_plain(kind: pa.DataType) -> bool:
    """Whether a column holds plain values or a list of them."""
    if is_list(kind):
        return is_plain(kind.value_type) and not is_list(kind.value_type)
    if pa.types.is_dictionary(kind):
        return is_plain(kind.value_type)
    plain = (
        pa.types.is_string,
        pa.types.is_large_string,
        pa.types.is_string_view,
        pa.types.is_integer,
        pa.types.is_floating,
        pa.types.is_decimal,
        pa.types.is_boolean,
        pa.types.is_date,
        pa.types.is_timestamp,
        pa.types.is_time,
        pa.types.is_null,
    )
    return any(test(kind) for test in plain)


def is_list(kind: pa.DataType) -> bool:
    return bool(
        pa.types.is_list(kind) or pa.types.is_large_list(kind) or pa.types.is_fixed_size_list(kind)
    )


def safe_batch(content: BinaryIO, metadata: pq.FileMetaData, schema: pa.Schema) -> int:
    """How many rows can be read at a time: a long text that many rows share is copied into each.

    Raises InflatedSizeError for a shared text longer than ROW_LIMIT.
    """
    texts = [column.name for column in schema if is_text(column.type)]
    if not texts:
        return BATCH_ROWS
    longest = max(
        (longest_shared(content, texts, group) for group in range(metadata.num_row_groups)),
        default=0,
    )
    if longest > ROW_LIMIT:
        raise InflatedSizeError(limit=ROW_LIMIT)
    return max(1, min(BATCH_ROWS, BATCH_LIMIT // max(1, longest * len(texts))))


def longest_shared(content: BinaryIO, texts: list[str], group: int) -> int:
    """The bytes of the longest text in a row group's dictionaries, read without any of its rows."""
    content.seek(0)
    file = pq.ParquetFile(
        pa.PythonFile(content, mode="r"),
        read_dictionary=texts,
        pre_buffer=False,
        buffer_size=1 << 20,
    )
    with explained():
        batch = next(file.iter_batches(batch_size=1, row_groups=[group], columns=texts), None)
    lengths = [pc.max(pc.binary_length(one.dictionary)).as_py() for one in batch or []]
    return max((length for length in lengths if length is not None), default=0)


@contextmanager
def explained() -> Iterator[None]:
    """Turn what the Parquet library raises into a refusal."""
    try:
        yield
    except (pa.ArrowException, OSError) as fault:
        raise DamagedFileError(kind="Parquet", reason=str(fault)) from fault


def read_rows(
    content: BinaryIO, batch_rows: int, titles: Titles, faults: RowFaults
) -> Iterator[pa.RecordBatch]:
    """The rows in batches; numbers too large for a floating column go to `faults`."""
    faults.clear()
    content.seek(0)
    file = pq.ParquetFile(pa.PythonFile(content, mode="r"), pre_buffer=False, buffer_size=1 << 20)
    first = 1
    with explained():
        for batch in file.iter_batches(batch_size=batch_rows, use_threads=False):
            rows = pa.array(range(first, first + batch.num_rows))
            first += batch.num_rows
            yield text_rows(rows, batch, titles, faults)


def is_text(kind: pa.DataType) -> bool:
    if pa.types.is_dictionary(kind):
        return is_text(kind.value_type)
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind))


def text_rows(
    rows: pa.Array, batch: pa.RecordBatch, titles: Titles, faults: RowFaults
) -> pa.RecordBatch:
    if batch.nbytes > 2 * BATCH_LIMIT:
        raise InflatedSizeError(limit=BATCH_LIMIT)
    columns = []
    for index, place in enumerate(titles.columns):
        column = batch.column(place)
        text = as_text(column)
        # Arrow takes the file's word for it that its text is UTF-8.
        text.validate(full=True)
        columns.append(pc.if_else(pc.equal(text, ""), pa.scalar(None, pa.string()), text))
        report_lost(index, rows, column, text, faults)
    return without_nul(text_batch(rows, columns), faults)


def as_text(column: pa.Array) -> pa.Array:
    """A column as text: 2026-03-04, 1.50, 12, true; the items of a list with ; between them."""
    kind = column.type
    if is_list(kind):
        return joined(column)
    if pa.types.is_timestamp(kind):
        return moments(column)
    text = column.cast(pa.string())
    if pa.types.is_floating(kind) or pa.types.is_decimal(kind):
        return plain_numbers(text)
    if pa.types.is_time(kind):
        return pc.replace_substring_regex(text, r"\.0+$", "")
    return text


def joined(column: pa.Array) -> pa.Array:
    lists = column.cast(pa.list_(column.type.value_type))
    items = pc.fill_null(as_text(lists.values), "")
    texts = pa.ListArray.from_arrays(lists.offsets, items, mask=lists.is_null())
    return pc.binary_join(texts, ";")


def moments(column: pa.Array) -> pa.Array:
    """Dates with their time to the second, in the zone the column names; the date at midnight."""
    if column.type.tz is not None:
        column = pc.local_timestamp(column)
    return pc.replace_substring_regex(column.cast(pa.string()), r"(?: 00:00:00)?(?:\.0+)?$", "")


def plain_numbers(text: pa.Array) -> pa.Array:
    """Numbers without exponent and without a bare .0; the rare exponents are written out."""
    text = pc.replace_substring_regex(text, r"^(-?\d+)\.0$", r"\1")
    odd = pc.fill_null(pc.match_substring_regex(text, r"\d[eE]"), fill_value=False)
    if not odd.true_count:
        return text
    plain = [format(Decimal(one), "f") for one in text.filter(odd).to_pylist()]
    return pc.replace_with_mask(text, odd, pa.array(plain, pa.string()))


def report_lost(
    index: int, rows: pa.Array, column: pa.Array, text: pa.Array, faults: RowFaults
) -> None:
    """Tell of floating numbers so large that their last digits are gone."""
    if not pa.types.is_floating(column.type):
        return
    lost = pc.fill_null(pc.greater_equal(pc.abs(column), float(LOST_FROM)), fill_value=False)
    if lost.true_count:
        faults.add(
            fault_table(
                rows=rows.filter(lost),
                code="file.lost_digits",
                given=text.filter(lost),
                column=index,
            )
        )
