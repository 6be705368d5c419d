"""XLSX and XLS workbooks: the one visible sheet with content, as columns of text."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING, Any, BinaryIO

import pyarrow as pa
from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from goodstanding.collection.adapters.reading.archive import SheetScan, scan_archive
from goodstanding.collection.adapters.reading.binary import error_cells_note
from goodstanding.collection.adapters.reading.cells import cell_text, column_text, lost_digits
from goodstanding.collection.adapters.reading.faults import (
    DamagedFileError,
    EmptyFileError,
    EncryptedWorkbookError,
    SeveralSheetsError,
)
from goodstanding.collection.adapters.reading.notes import FileNote, RowFaults
from goodstanding.collection.adapters.reading.shape import (
    CellAddress,
    Knows,
    Source,
    fault_table,
    text_batch,
)
from goodstanding.collection.adapters.reading.titles import (
    HEADER_ROWS,
    Titles,
    header_place,
    title_rows_note,
    titles_of,
)
from goodstanding.collection.domain import marks

if TYPE_CHECKING:
    from collections.abc import Iterator

# Sheets of our own templates that explain the others.
HELP_SHEETS = frozenset({"填表说明", "代码表"})
BATCH_ROWS = 8_192


@dataclass(frozen=True)
class Grid:
    """A sheet and the place of its titles: sheet row `title_row`, columns from `left`, all from 0.

    `errors` are the texts of the sheet's error cells by (row, column).
    """

    sheet: CalamineSheet
    titles: Titles
    title_row: int
    left: int
    errors: dict[tuple[int, int], str]


def open_workbook(content: BinaryIO, knows: Knows, kind: str) -> Source:
    """A workbook. Raises a subclass of UnreadableFileError for a file refused whole.

    Formulas give the values the spreadsheet program last saved, error cells their text (#N/A), a
    merged area its top left value. Macros and links are never followed.
    """
    scans = scan_archive(content) if kind == "xlsx" else {}
    blind = error_cells_note(content) if kind == "xls" else ()
    content.seek(0)
    with explained(kind):
        book = CalamineWorkbook.from_filelike(content)
        sheet = only_sheet(book)
    errors = scans.get(sheet.name, SheetScan()).errors
    grid = titled_grid(sheet, knows, errors)
    faults = RowFaults()
    return Source(
        kind=kind,
        headers=grid.titles.headers,
        batches=partial(read_rows, grid, faults),
        faults=faults,
        notes=notes_on(book, grid) + blind,
        cells=CellAddress(grid.title_row + 2, tuple(grid.left + n for n in grid.titles.columns)),
    )


@contextmanager
def explained(kind: str) -> Iterator[None]:
    """Turn what the spreadsheet library raises into a refusal."""
    try:
        yield
    except PasswordError as fault:
        raise EncryptedWorkbookError from fault
    except CalamineError as fault:
        raise DamagedFileError(kind=kind.upper(), reason=str(fault)) from fault
    except BaseException as fault:
        # The library is written in Rust: a damaged file can make it panic, which is no Exception.
        if type(fault).__name__ != "PanicException":
            raise
        raise DamagedFileError(kind=kind.upper(), reason="its records are inconsistent") from fault


def only_sheet(book: CalamineWorkbook) -> CalamineSheet:
    """The one visible sheet with content; help sheets of our own and our findings do not count."""
    found: list[CalamineSheet] = []
    for about in book.sheets_metadata:
        worksheet = about.typ == SheetTypeEnum.WorkSheet
        if (
            worksheet
            and about.visible == SheetVisibleEnum.Visible
            and about.name not in HELP_SHEETS
        ):
            sheet = book.get_sheet_by_name(about.name)
            if sheet.start is not None and not is_our_list(sheet):
                found.append(sheet)
    if not found:
        raise EmptyFileError
    if len(found) > 1:
        raise SeveralSheetsError(sheets="、".join(sheet.name for sheet in found))
    return found[0]


def is_our_list(sheet: CalamineSheet) -> bool:
    """Whether the sheet is the list of findings in a workbook that we marked and got back."""
    if sheet.name != marks.LIST:
        return False
    titles = next(islice(sheet.iter_rows(), sheet.start[0], None), [])  # type: ignore[index]
    return tuple(map(cell_text, titles)) == marks.LIST_TITLES


def titled_grid(sheet: CalamineSheet, knows: Knows, errors: dict[tuple[int, int], str]) -> Grid:
    """The sheet with its title row found among its first rows."""
    assert sheet.start is not None  # only_sheet leaves empty sheets out
    assert sheet.end is not None
    # The library gives all rows from the sheet's first, but columns only from the first filled one.
    first, left = sheet.start
    rows = [
        [cell_text(cell) for cell in row]
        for row in islice(sheet.iter_rows(), first, first + 2 * HEADER_ROWS)
    ]
    place = header_place(rows, knows)
    if first + place >= sheet.end[0]:
        raise EmptyFileError
    titles = replace(titles_of(without_tail(rows[place])), width=len(rows[place]))
    return Grid(sheet, titles, first + place, left, errors)


def without_tail(cells: list[str]) -> list[str]:
    """A row without the empty cells at its end."""
    while cells and not cells[-1].strip():
        cells = cells[:-1]
    return cells


def notes_on(book: CalamineWorkbook, grid: Grid) -> tuple[FileNote, ...]:
    """What a person should know was passed over: hidden sheets, rows above the titles, merges."""
    notes = list(title_rows_note(grid.title_row))
    hidden = [one.name for one in book.sheets_metadata if one.visible != SheetVisibleEnum.Visible]
    if hidden:
        notes.append(FileNote("file.hidden_sheets", {"sheets": "、".join(hidden)}))
    merged = grid.sheet.merged_cell_ranges or []
    among_rows = sum(1 for _, (last_row, _) in merged if last_row > grid.title_row)
    if among_rows:
        notes.append(FileNote("file.merged_cells", {"count": among_rows}))
    return tuple(notes)


def read_rows(grid: Grid, faults: RowFaults) -> Iterator[pa.RecordBatch]:
    """The data rows in batches; numbers that lost digits and untitled values go to `faults`."""
    faults.clear()
    first = grid.title_row + 1
    cells = islice(grid.sheet.iter_rows(), first, None)
    while rows := list(islice(cells, BATCH_ROWS)):
        put_errors(rows, first, grid)
        columns = list(zip(*rows, strict=True))
        numbers = pa.array(range(first - grid.title_row, first - grid.title_row + len(rows)))
        texts = [column_text(columns[place]) for place in grid.titles.columns]
        report_lost(grid.titles, columns, numbers, texts, faults)
        report_untitled(grid.titles, columns, numbers, faults)
        yield text_batch(numbers, texts)
        first += len(rows)


def put_errors(rows: list[list[Any]], first: int, grid: Grid) -> None:
    """Put the texts of error cells back, which the spreadsheet library gives as empty."""
    for (row, column), text in grid.errors.items():
        if first <= row < first + len(rows):
            rows[row - first][column - grid.left] = text


def report_lost(
    titles: Titles,
    columns: list[tuple[Any, ...]],
    numbers: pa.Array,
    texts: list[pa.Array],
    faults: RowFaults,
) -> None:
    for index, place in enumerate(titles.columns):
        lost = lost_digits(columns[place])
        if lost:
            rows, given = numbers.take(lost), texts[index].take(lost)
            faults.add(fault_table(rows=rows, code="file.lost_digits", given=given, column=index))


def report_untitled(
    titles: Titles, columns: list[tuple[Any, ...]], numbers: pa.Array, faults: RowFaults
) -> None:
    for place in titles.untitled:
        texts = column_text(columns[place])
        if texts.null_count < len(texts):
            there = texts.is_valid()
            rows, given = numbers.filter(there), texts.filter(there)
            faults.add(fault_table(rows=rows, code="file.untitled_value", given=given))
