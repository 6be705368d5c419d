"""The agency's own sheet as a workbook: faulty cells marked, the reasons beside them.

Every cell is a plain text in text format. What an agency wrote is never a formula, a
link or markup here, whatever it begins with.
"""

from __future__ import annotations

import shutil
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc
import xlsxwriter

from goodstanding.collection.adapters.findings_by_row import (
    Finding,
    by_row,
    is_person,
    sentences,
    without_number,
    worst,
)
from goodstanding.collection.domain.marks import (
    COLUMNS,
    LIST,
    LIST_TITLES,
    PROBLEMS,
    RESULT,
    ROW,
)
from goodstanding.lib.errors import GoodstandingError
from goodstanding.standards import person_number

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from goodstanding.collection.adapters.reading.shape import Source
    from goodstanding.collection.domain.columns import Columns

    Cells = Sequence[str | None]
    Groups = Iterator[tuple[int | None, list[Finding]]]

ROW_LIMIT = 100_000
LIST_LIMIT = 200_000
COMMENT_LIMIT = 20_000
ALL_ROWS, FAULTY_ROWS = "报送数据", "有问题的行"
LIST_WIDTHS = (8, 9, 20, 9, 28, 30, 70, 70)
RESULTS = {
    "error": "未接收 not taken in", "warning": "已接收，有提示 taken in, with remarks",
    None: "已接收 taken in",
}  # fmt: skip
FILLS = {"error": "#FFC7CE", "warning": "#FFEB9C"}

_PLAIN_TEXT = {
    "constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False,
    "strings_to_numbers": False,
}  # fmt: skip


class UnwritableWorkbookError(GoodstandingError):
    """The workbook can't be put where it was asked for."""

    code = "findings.unwritable"
    message = "The workbook can't be written to “%(given)s”: %(reason)s. Name a file in a folder that you may write to."


@dataclass(frozen=True)
class AgencySheet:
    """The agency's file, opened again: its rows, and which of its columns are which fields."""

    source: Source
    columns: Columns
    rows: int

    @property
    def shown(self) -> list[int]:
        """The places of the columns that are written: not those about natural persons, nor ours."""
        left_out = {*self.columns.person, *COLUMNS}
        return [n for n, title in enumerate(self.source.headers) if title not in left_out]


def write(target: Path, findings: Iterator[Finding], sheet: AgencySheet | None) -> None:
    """Write the workbook to `target`, in place of what is there; whole or not at all.

    `findings` come in the order of the file, those about the whole file first. With `sheet`
    the first worksheet holds the agency's rows in their order: all of them up to ROW_LIMIT,
    else the faulty ones. Cells are masked; a natural person's row is withheld.

    Raises UnwritableWorkbookError.
    """
    with _replaced(target) as file:
        options = {**_PLAIN_TEXT, "tmpdir": str(file.parent)}
        with xlsxwriter.Workbook(file, options) as workbook:
            _Book(workbook, sheet).write(findings)


@contextmanager
def _replaced(target: Path) -> Iterator[Path]:
    """A file in a folder of its own beside the target, put in its place once it is complete."""
    try:
        folder = Path(tempfile.mkdtemp(prefix=".goodstanding-", dir=target.parent))
    except OSError as refused:
        raise UnwritableWorkbookError(given=str(target), reason=refused.strerror) from refused
    try:
        yield folder / "workbook.xlsx"
        (folder / "workbook.xlsx").replace(target)
    except (OSError, xlsxwriter.exceptions.FileCreateError) as refused:
        reason = getattr(refused, "strerror", None) or str(refused)
        raise UnwritableWorkbookError(given=str(target), reason=reason) from refused
    finally:
        shutil.rmtree(folder, ignore_errors=True)


class _Book:
    """The worksheets of one workbook, written side by side while the findings pass by."""

    def __init__(self, workbook: Any, sheet: AgencySheet | None) -> None:
        self._sheet = sheet
        self._few = sheet is not None and sheet.rows > ROW_LIMIT
        formats = _Formats(workbook)
        self._rows: _Rows | None = None
        if sheet is not None:
            name = FAULTY_ROWS if self._few else ALL_ROWS
            self._rows = _Rows(workbook.add_worksheet(name), formats, sheet)
        self._list = _List(workbook.add_worksheet(LIST), formats)

    def write(self, findings: Iterator[Finding]) -> None:
        if self._few and self._sheet is not None:
            self._list.note(
                f"文件共 {self._sheet.rows} 行，超过 {ROW_LIMIT} 行，本工作簿只列出有问题的行。",
                f"The file has {self._sheet.rows} rows, more than {ROW_LIMIT}; only faulty rows are shown.",
            )
        for number, cells, told in self._merged(by_row(findings)):
            for finding in told:
                self._list.add(finding)
            if number is not None and self._rows is not None:
                self._rows.add(number, cells, told)
        self._list.close(rows_left=self._rows.left if self._rows else 0)

    def _merged(self, groups: Groups) -> Iterator[tuple[int | None, Cells | None, list[Finding]]]:
        """Rows with their cells and findings; no cells where the row could not be split into any."""
        waiting = next(groups, None)
        while waiting is not None and waiting[0] is None:
            yield None, None, waiting[1]
            waiting = next(groups, None)
        for batch in self._sheet.source.batches() if self._sheet else ():
            here: dict[int, list[Finding]] = {}
            last = batch.column("row")[-1].as_py() if batch.num_rows else 0
            while waiting is not None and (waiting[0] or 0) <= last:
                here[waiting[0] or 0] = waiting[1]
                waiting = next(groups, None)
            cells = self._cells(batch, here)
            for number in sorted(cells.keys() | here.keys()):
                yield number, cells.get(number), here.get(number, [])
        while waiting is not None:
            yield waiting[0], None, waiting[1]
            waiting = next(groups, None)

    def _cells(self, batch: pa.RecordBatch, here: dict[int, Any]) -> dict[int, Cells]:
        """Row number → the shown cells, of all rows or of the faulty ones."""
        assert self._sheet is not None
        if self._few:
            batch = batch.filter(pc.is_in(batch.column("row"), pa.array(list(here), pa.int64())))
        columns = [batch.column(f"c{place}").to_pylist() for place in self._sheet.shown]
        rows = zip(*columns, strict=True) if columns else iter([()] * batch.num_rows)
        return dict(zip(batch.column("row").to_pylist(), rows, strict=True))


class _Formats:
    """Text format everywhere: a code keeps its digits, and what is typed later stays text."""

    def __init__(self, workbook: Any) -> None:
        text = {"num_format": "@", "valign": "top"}
        self.text = workbook.add_format(text)
        self.wrapped = workbook.add_format({**text, "text_wrap": True})
        self.head = workbook.add_format({**text, "bold": True, "border": 1, "bg_color": "#E7E6E6"})
        self.marked = {
            level: workbook.add_format({**text, "bg_color": colour, "border": 1})
            for level, colour in FILLS.items()
        }


class _Rows:
    """The agency's sheet."""

    def __init__(self, sheet: Any, formats: _Formats, agency: AgencySheet) -> None:
        self.left = 0  # rows that found no room
        self._sheet = sheet
        self._formats = formats
        self._next = 1
        self._comments = 0
        place_of = {place: column for column, place in enumerate(agency.shown, start=1)}
        self._columns = {f: place_of[p] for f, p in agency.columns.places.items() if p in place_of}
        self._last = len(place_of) + 1
        titles = [ROW, *(agency.source.headers[place] for place in agency.shown), RESULT, PROBLEMS]
        sheet.freeze_panes(1, 1)
        for column, title in enumerate(titles):
            width = {0: 8, self._last: 24, self._last + 1: 100}.get(column, 20)
            sheet.set_column(column, column, width)
            _text(sheet, 0, column, title, formats.head)

    def add(self, number: int, cells: Cells | None, told: list[Finding]) -> None:
        """Write one row; a finding without a cell of its own marks the row's number."""
        if self._next > ROW_LIMIT:
            self.left += 1
            return
        by_column: dict[int, list[Finding]] = {}
        for finding in told:
            by_column.setdefault(self._columns.get(finding["field"] or "", 0), []).append(finding)
        withheld = any(map(is_person, told))
        texts = [str(number), *([None] * (self._last - 1) if withheld or cells is None else cells)]
        for column, text in enumerate(texts):
            self._cell(column, text, by_column.get(column, []))
        level = worst(told)
        _text(self._sheet, self._next, self._last, RESULTS[level], self._format(level))
        if told:
            _text(self._sheet, self._next, self._last + 1, sentences(told), self._formats.wrapped)
        self._next += 1

    def _cell(self, column: int, text: str | None, told: list[Finding]) -> None:
        style = self._format(worst(told))
        if text is not None:
            _text(self._sheet, self._next, column, without_number(text, told), style)
        elif told:
            self._sheet.write_blank(self._next, column, None, style)
        if told and self._comments < COMMENT_LIMIT:
            self._comments += 1
            said = "\n".join(finding["message"]["zh"] for finding in told)
            self._sheet.write_comment(self._next, column, said[:2000], {"x_scale": 2, "author": ""})

    def _format(self, level: str | None) -> Any:
        return self._formats.marked[level] if level else self._formats.text


class _List:
    """Every finding, one below the other."""

    def __init__(self, sheet: Any, formats: _Formats) -> None:
        self._sheet = sheet
        self._formats = formats
        self._next = 1
        self._left = 0
        sheet.freeze_panes(1, 0)
        for column, (title, width) in enumerate(zip(LIST_TITLES, LIST_WIDTHS, strict=True)):
            sheet.set_column(column, column, width)
            _text(sheet, 0, column, title, formats.head)

    def note(self, zh: str, en: str) -> None:
        self._line(("", "", "", "说明 note", "", "", zh, en), None)

    def add(self, finding: Finding) -> None:
        if self._next > LIST_LIMIT:
            self._left += 1
            return
        said, level = finding["message"], finding["level"]
        row = "" if finding["row"] is None else str(finding["row"])
        start = (row, finding["cell"], finding["field"], level, finding["code"])
        self._line((*start, finding["given"], said["zh"], said["en"]), level)

    def close(self, *, rows_left: int) -> None:
        """Say what found no room."""
        if rows_left or self._left:
            self.note(
                f"另有 {rows_left} 行、{self._left} 个问题未列出，请用 goodstanding findings --json 查看全部。",
                f"{rows_left} more rows and {self._left} more findings are left out;"
                " goodstanding findings --json lists all.",
            )

    def _line(self, cells: Cells, level: str | None) -> None:
        for column, text in enumerate(cells):
            style = self._formats.marked[level] if level and column == 3 else self._formats.text
            if text:
                _text(self._sheet, self._next, column, text, style)
        self._next += 1


def _text(sheet: Any, row: int, column: int, text: str, style: Any) -> None:
    """Write a text as it is, but for natural persons' numbers."""
    shown = person_number.mask(text) if len(text) >= person_number.LENGTH else text
    # The library takes a text in these brackets for markup of its own and writes it unescaped.
    if shown.startswith("<r>"):
        shown = "\u200b" + shown
    sheet.write_string(row, column, shown, style)
