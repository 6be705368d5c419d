"""From a file's columns to the table `raw`: the item's fields, white space taken off the ends."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc

from goodstanding.collection.domain.code_rows import LISTED, code_rows
from goodstanding.lib.copying import ahead

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    from goodstanding.catalogue.domain.model import CodeList, Field, Item
    from goodstanding.collection.adapters.reading.shape import Source
    from goodstanding.collection.domain.columns import Columns

# No-break, zero-width and ideographic spaces and byte order marks count as white space.
_EDGES = " \t\r\n\v\f\u00a0\u200b\u200c\u200d\u2060\u3000\ufeff"
_CONTROL = "[\\x00-\\x1f\\x7f]"


def raw_reader(source: Source, columns: Columns, fields: Sequence[Field]) -> pa.RecordBatchReader:
    """The rows of the file as `row` and every field of the item; a column not given is null."""
    schema = pa.schema([("row", pa.int64()), *((field.name, pa.string()) for field in fields)])
    return pa.RecordBatchReader.from_batches(schema, _batches(source, columns, fields, schema))


def _batches(
    source: Source, columns: Columns, fields: Sequence[Field], schema: pa.Schema
) -> Iterator[pa.RecordBatch]:
    for batch in ahead(source.batches()):
        arrays = [batch.column("row")]
        for field in fields:
            place = columns.places.get(field.name)
            if place is None:
                arrays.append(pa.nulls(batch.num_rows, pa.string()))
            else:
                arrays.append(_trimmed(batch.column(f"c{place}"), field))
        yield pa.RecordBatch.from_arrays(arrays, schema=schema)


def _trimmed(column: Any, field: Field) -> Any:
    text = pc.utf8_trim(column, _EDGES)
    # A name or a code stands on one line; free text may have several.
    if (field.identifies or field.name == "name") and _any(
        pc.match_substring_regex(text, _CONTROL)
    ):
        text = pc.replace_substring_regex(text, _CONTROL, "")
    empty = pc.equal(pc.binary_length(text), 0)
    return pc.if_else(empty, pa.scalar(None, pa.string()), text) if _any(empty) else text


def _any(mask: Any) -> bool:
    return bool(pc.any(mask).as_py())


def file_tables(
    item: Item, code_lists: Mapping[str, CodeList], call: Mapping[str, date], source: Source,
    columns: Columns,
) -> Iterator[tuple[str, pa.Table]]:  # fmt: skip
    """The small tables beside `raw`. Only after `raw` was read: reading finds lost digits."""
    used = [field.codes or LISTED.get(field.type) for field in item.fields]
    lists = [code_lists[name] for name in dict.fromkeys(used) if name]
    yield "code_value", _code_values(lists)
    yield "call", pa.table({name: [day] for name, day in call.items()})
    yield "lost", _lost(source, columns)


def _code_values(lists: Sequence[CodeList]) -> pa.Table:
    rows = list(code_rows(lists))
    texts = ("list", "word", "code", "refused")
    table = {name: pa.array([row[n] for row in rows], pa.string()) for n, name in enumerate(texts)}
    for n, name in ((4, "valid_from"), (5, "valid_until")):
        table[name] = pa.array([row[n] for row in rows], pa.string()).cast(pa.date32())
    return pa.table(table)


def _lost(source: Source, columns: Columns) -> pa.Table:
    """`lost_row`, `lost_fields` (";uscc;tax_number;") of cells that a spreadsheet took for numbers."""
    fields = {place: name for name, place in columns.places.items()}
    found: dict[int, str] = {}
    for fault in source.faults.table().to_pylist():
        if fault["code"] == "file.lost_digits" and fault["column"] in fields:
            found[fault["row"]] = found.get(fault["row"], ";") + fields[fault["column"]] + ";"
    rows = pa.array(list(found), pa.int64())
    return pa.table({"lost_row": rows, "lost_fields": pa.array(list(found.values()), pa.string())})
