"""From a file's columns to the table `raw`: the item's fields, white space taken off the ends."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from goodstanding.collection.domain.code_rows import LISTED, code_rows
from goodstanding.lib.copying import ahead

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import date

    import numpy.typing as npt

    from goodstanding.catalogue.domain.model import CodeList, Field, Item
    from goodstanding.collection.adapters.reading.shape import Source
    from goodstanding.collection.domain.columns import Columns

# No-break, zero-width and ideographic spaces and byte order marks count as white space.
_EDGES = " \t\r\n\v\f\u00a0\u200b\u200c\u200d\u2060\u3000\ufeff"
_CODE_VALUE = pa.schema(
    [
        *((name, pa.string()) for name in ("list", "word", "code", "refused")),
        *((name, pa.date32()) for name in ("valid_from", "valid_until")),
    ]
)
_CONTROL = "[\\x00-\\x1f\\x7f]"


def _bytes(values: Iterable[int]) -> npt.NDArray[np.bool_]:
    """Which bytes are among these."""
    return np.isin(np.arange(256), list(values))


_BEGINS, _ENDS = (_bytes(edge.encode()[place] for edge in _EDGES) for place in (0, -1))
_CONTROLS = _bytes([*range(0x20), 0x7F])


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
    if column.null_count == len(column):
        return column
    text = pc.utf8_trim(column, _EDGES) if _has_edges(column) else column
    # A name or a code stands on one line; free text may have several.
    if (field.identifies or field.name == "name") and _CONTROLS[_laid_out(text)[1]].any():
        text = pc.replace_substring_regex(text, _CONTROL, "")
    if text is column:
        return column
    return pc.if_else(pc.equal(pc.binary_length(text), 0), pa.scalar(None, pa.string()), text)


def _has_edges(column: Any) -> bool:
    """Whether a cell begins or ends with white space, or is there and empty.

    Nearly none is, and the bytes at the ends tell which few cells are worth a look. What stands
    where a null would is its neighbour's: that costs a look too many and misses nothing.
    """
    places, letters = _laid_out(column)
    if np.count_nonzero(places[1:] == places[:-1]) != column.null_count:
        return True
    first, last = letters[np.minimum(places[:-1], len(letters) - 1)], letters[places[1:] - 1]
    cells = column.filter(pa.array(_BEGINS[first] | _ENDS[last]))
    return not pc.utf8_trim(cells, _EDGES).equals(cells)


def _laid_out(column: Any) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.uint8]]:
    """Where each cell begins (and the last ends) among the bytes of all cells, and these."""
    _, offsets, letters = column.buffers()
    places = np.frombuffer(offsets, np.int32)[column.offset : column.offset + len(column) + 1]
    return places - places[0], np.frombuffer(letters or b"", np.uint8)[places[0] : places[-1]]


def file_tables(
    item: Item, code_lists: Mapping[str, CodeList], call: Mapping[str, date], source: Source,
    columns: Columns,
) -> Iterator[tuple[str, pa.Table]]:  # fmt: skip
    """The small tables beside `raw`. Only after `raw` was read: reading finds lost digits."""
    used = [field.codes or LISTED.get(field.type) for field in item.fields]
    lists = [code_lists[name] for name in dict.fromkeys(used) if name]
    yield "code_value", pa.concat_tables([_CODE_VALUE.empty_table(), *map(_code_values, lists)])
    yield "call", pa.table({name: [day] for name, day in call.items()})
    yield "lost", _lost(source, columns)


# The same for every file until the list changes, and longer in the making than a small file's load.
@lru_cache(maxsize=64)
def _code_values(code_list: CodeList) -> pa.Table:
    rows = list(code_rows([code_list]))
    texts = [pa.array([row[n] for row in rows], pa.string()) for n in range(len(_CODE_VALUE))]
    return pa.table(texts, names=_CODE_VALUE.names).cast(_CODE_VALUE)


def _lost(source: Source, columns: Columns) -> pa.Table:
    """`lost_row`, `lost_fields` (";uscc;tax_number;") of cells that a spreadsheet took for numbers."""
    fields = {place: name for name, place in columns.places.items()}
    found: dict[int, str] = {}
    for fault in source.faults.table().to_pylist():
        if fault["code"] == "file.lost_digits" and fault["column"] in fields:
            found[fault["row"]] = found.get(fault["row"], ";") + fields[fault["column"]] + ";"
    rows = pa.array(list(found), pa.int64())
    return pa.table({"lost_row": rows, "lost_fields": pa.array(list(found.values()), pa.string())})
