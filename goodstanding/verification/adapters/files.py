"""A list as somebody has it, read row by row, and the workbook that answers it."""

from __future__ import annotations

from typing import TYPE_CHECKING, BinaryIO

import xlsxwriter

from goodstanding.collection.adapters.lists import read_lines
from goodstanding.verification.domain.rows import Asked, asked, counted

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import datetime
    from pathlib import Path

    from goodstanding.collection.adapters.lists import Line
    from goodstanding.verification.domain.rows import Row


def read(
    content: BinaryIO, filename: str, *, name: str | None = None, code: str | None = None
) -> Iterator[Asked]:
    """The rows of a file, a person's number masked; the first row too many ends it.

    Raises UnreadableFileError and NoSuchColumnError at once, TooManyRowsError on the way.
    """
    return counted(map(_asked, read_lines(content, filename, name=name, code=code)))


def _asked(line: Line) -> Asked:
    if line.broken:
        return Asked("", "", row=line.row, broken=True)
    return asked(line.name, line.code, row=line.row)


def write_workbook(
    target: Path, rows: Iterable[Row], summary: Sequence[tuple[str, str]], *, made: datetime
) -> None:
    """The answers as a workbook: a sheet of rows, a sheet that says what was asked and of which day.

    Written row by row; the same answers make the same file.
    """
    options = {"strings_to_formulas": False, "strings_to_numbers": False, "strings_to_urls": False, "constant_memory": True}  # fmt: skip
    with xlsxwriter.Workbook(target, options) as book:
        book.set_properties({"created": made.replace(tzinfo=None)})
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
                if text:
                    sheet.write_string(line, n, text[:32_000])
        about = book.add_worksheet("说明 About")
        about.set_column(0, 1, 48)
        for line, (title, text) in enumerate(summary):
            about.write_string(line, 0, title, head)
            about.write_string(line, 1, text[:32_000])


WORDS = {"found": "有记录 found", "noted": "有提示 noted", "clear": "未发现 clear", "undecided": "不能确定 undecided"}  # fmt: skip


def _cells(row: Row) -> tuple[str, ...]:
    records = "\n".join(f"{one.check.zh}：{one.told('zh')}" for one in row.found)
    gaps = "\n".join(f"{text.zh} {text.en}" for text in row.undecided)
    return (
        str(row.number), row.asked.name, row.asked.code, WORDS[row.verdict], row.uscc, row.name,
        records, gaps,
    )  # fmt: skip
