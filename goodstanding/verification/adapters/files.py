"""A list as somebody has it (CSV, XLSX), and the workbook that answers it."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import xlsxwriter
from python_calamine import CalamineError, CalamineWorkbook

from goodstanding.lib.errors import GoodstandingError
from goodstanding.matching.adapters.lists import NoSuchColumnError, read_rows
from goodstanding.verification.domain.rows import Asked, asked

if TYPE_CHECKING:
    from collections.abc import Sequence

    from goodstanding.verification.domain.rows import Row

NAMES = ("name", "名称", "企业名称", "单位名称", "组织名称", "主体名称", "供应商名称", "公司名称")
CODES = ("uscc", "code", "统一社会信用代码", "信用代码", "代码", "社会信用代码")


class UnreadableFileError(GoodstandingError):
    code = "verification.unreadable"
    zh = "“%(given)s”不能作为名单读取。请使用 CSV 或者 XLSX，第一行是列名。"
    message = (
        "“%(given)s” can't be read as a list. Give CSV or XLSX whose first line holds the titles."
    )
    http_status = 422


def read(
    content: bytes, filename: str, *, name: str | None = None, code: str | None = None
) -> list[Asked]:
    """The rows of a file. Raises UnreadableFileError, NoSuchColumnError, UnreadableListError."""
    rows = _workbook(content, filename) if content[:2] == b"PK" else read_rows(content, filename)
    titles = [title.strip() for title in rows[0]] if rows else []
    name_at, code_at = _place(titles, name, NAMES), _place(titles, code, CODES)
    if name_at is None and code_at is None:
        raise NoSuchColumnError(given=name or code or " / ".join((NAMES[1], CODES[2])), columns=", ".join(titles[:40]))  # fmt: skip
    return [asked(_cell(row, name_at), _cell(row, code_at)) for row in rows[1:] if any(row)]


def _workbook(content: bytes, filename: str) -> list[list[str]]:
    try:
        book = CalamineWorkbook.from_filelike(BytesIO(content))
        sheet = book.get_sheet_by_index(0)
    except (CalamineError, IndexError, ValueError) as error:
        raise UnreadableFileError(given=filename) from error
    return [[_plain(cell) for cell in row] for row in sheet.to_python()]


def _plain(cell: object) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)


def _place(titles: Sequence[str], wanted: str | None, known: Sequence[str]) -> int | None:
    folded = [title.casefold() for title in titles]
    if wanted is not None:
        if wanted.strip().casefold() not in folded:
            raise NoSuchColumnError(given=wanted, columns=", ".join(titles[:40]))
        return folded.index(wanted.strip().casefold())
    return next((folded.index(word) for word in known if word in folded), None)


def _cell(row: Sequence[str], place: int | None) -> str:
    return row[place] if place is not None and place < len(row) else ""


def workbook(rows: Sequence[Row], summary: Sequence[tuple[str, str]]) -> bytes:
    """The answers as a workbook: a sheet of rows, a sheet that says what was asked and of which day."""
    with TemporaryDirectory(prefix="goodstanding-") as folder:
        target = Path(folder) / "answer.xlsx"
        options = {"strings_to_formulas": False, "strings_to_numbers": False, "strings_to_urls": False, "constant_memory": True}  # fmt: skip
        with xlsxwriter.Workbook(target, options) as book:
            head = book.add_format({"bold": True, "bg_color": "#E8EFED"})
            sheet = book.add_worksheet("结果 Results")
            sheet.freeze_panes(1, 0)
            sheet.set_column(1, 2, 32)
            sheet.set_column(3, 7, 26)
            titles = ("行 row", "名称 name", "代码 code", "结论 verdict", "匹配代码 uscc", "匹配名称 matched name", "记录 records", "不能确定的 undecided")  # fmt: skip
            for n, title in enumerate(titles):
                sheet.write_string(0, n, title, head)
            for line, row in enumerate(rows, start=1):
                for n, text in enumerate(_cells(row)):
                    sheet.write_string(line, n, text[:32_000])
            about = book.add_worksheet("说明 About")
            about.set_column(0, 1, 48)
            for line, (title, text) in enumerate(summary):
                about.write_string(line, 0, title, head)
                about.write_string(line, 1, text[:32_000])
        return target.read_bytes()


WORDS = {"found": "有记录 found", "noted": "有提示 noted", "clear": "未发现 clear", "undecided": "不能确定 undecided"}  # fmt: skip


def _cells(row: Row) -> tuple[str, ...]:
    records = "\n".join(f"{one.check.zh}：{one.told('zh')}" for one in row.found)
    gaps = "\n".join(f"{text.zh} {text.en}" for text in row.undecided)
    return (
        str(row.number), row.asked.name, row.asked.code, WORDS[row.verdict], row.uscc, row.name,
        records, gaps,
    )  # fmt: skip
