"""What every reader hands on: columns of text with their row numbers and cell addresses."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from goodstanding.collection.adapters.reading.notes import FAULTS, GIVEN_LIMIT, FileNote, RowFaults

Knows = Callable[[str], bool]


@dataclass(frozen=True)
class CellAddress:
    """Where data rows and columns stand in a workbook's sheet.

    `first_row` is the sheet's row number (from 1) of data row 1, `columns` the sheet's column
    (from 0) of each header.
    """

    first_row: int
    columns: tuple[int, ...]

    def __call__(self, column: int, row: int) -> str:
        """The address such as "C4" of header index `column` in data row `row` (from 1)."""
        return f"{column_letters(self.columns[column])}{self.first_row + row - 1}"


@dataclass(frozen=True)
class Source:
    """A file opened for reading: its titles now, its rows as they are asked for.

    `batches()` starts at the first row each time. A batch has the column `row` (int64, data rows
    counted from 1 by their place: blank and broken rows are left out but keep their number) and
    `c0`, `c1`, … (string) in the order of `headers`; an empty cell is null, any other text stands
    exactly as given. `faults` is complete when the batches have run out.
    """

    kind: str
    headers: tuple[str, ...]
    batches: Callable[[], Iterator[pa.RecordBatch]]
    faults: RowFaults
    notes: tuple[FileNote, ...] = ()
    cells: CellAddress | None = None


def column_letters(index: int) -> str:
    """The letters of a sheet's column counted from 0: 0 is A, 26 is AA."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def text_batch(rows: pa.Array, columns: list[pa.Array]) -> pa.RecordBatch:
    """The rows that hold anything, as a batch of the form that `Source.batches` promises."""
    names = ["row", *(f"c{index}" for index in range(len(columns)))]
    batch = pa.RecordBatch.from_arrays([rows, *columns], names=names)
    blank = blank_rows(columns)
    return batch if blank is None else batch.filter(pc.invert(blank))


def blank_rows(columns: list[pa.Array]) -> pa.Array | None:
    """True where every column is null; None when no row is blank."""
    blank: pa.Array | None = None
    # The emptiest columns last: one full column settles the question without any work.
    for column in sorted(columns, key=lambda one: one.null_count):
        if column.null_count == 0:
            return None
        empty = column.is_null()
        blank = empty if blank is None else pc.and_(blank, empty)
        if not blank.true_count:
            return None
    return blank


def without_nul(batch: pa.RecordBatch, faults: RowFaults) -> pa.RecordBatch:
    """The batch without rows that hold a zero character, which no database text can; they are faults."""
    holds: pa.Array | None = None
    for column in batch.columns[1:]:
        found = pc.fill_null(pc.match_substring_regex(column, r"\x00"), fill_value=False)
        holds = found if holds is None else pc.or_(holds, found)
    if holds is None or not holds.true_count:
        return batch
    rows = batch.column(0).filter(holds)
    faults.add(
        fault_table(rows=rows, code="file.nul_character", given=pa.nulls(len(rows), pa.string()))
    )
    return batch.filter(pc.invert(holds))


def fault_table(
    *,
    rows: pa.Array,
    code: str,
    given: pa.Array,
    column: int | None = None,
    lines: pa.Array | None = None,
) -> pa.Table:
    """Faults of one kind, one for each of `rows`; what was given is cut at GIVEN_LIMIT characters."""
    size = len(rows)
    return pa.table(
        [
            rows,
            pa.array([column] * size, pa.int32()),
            pa.nulls(size, pa.int64()) if lines is None else lines,
            pa.array([code] * size, pa.string()),
            pc.utf8_slice_codeunits(given, 0, GIVEN_LIMIT),
        ],
        schema=FAULTS,
    )
