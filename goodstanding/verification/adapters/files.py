"""A list as somebody has it, read row by row, and the workbook that answers it."""

from __future__ import annotations

from typing import TYPE_CHECKING, BinaryIO

import xlsxwriter

from goodstanding.collection.adapters.reading.notes import BROKEN
from goodstanding.collection.adapters.reading.source import open_source
from goodstanding.matching.adapters.lists import NoSuchColumnError
from goodstanding.verification.domain.rows import Asked, asked, counted

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import datetime
    from pathlib import Path

    from goodstanding.collection.adapters.reading.shape import Source
    from goodstanding.verification.domain.rows import Row

NAMES = ("name", "名称", "企业名称", "单位名称", "组织名称", "主体名称", "供应商名称", "公司名称")
CODES = ("uscc", "code", "统一社会信用代码", "信用代码", "代码", "社会信用代码")


def read(
    content: BinaryIO, filename: str, *, name: str | None = None, code: str | None = None
) -> Iterator[Asked]:
    """The rows of a file of any kind that a submission may have, by the same reader.

    Memory stays bounded whatever the file claims: it is read in batches, and the first row too many
    ends it. A row that can't be split into cells comes at the end, as broken. Raises
    UnreadableFileError and NoSuchColumnError at once, TooManyRowsError on the way.
    """
    known = {word.casefold() for word in (*NAMES, *CODES, name, code) if word}
    source = open_source(
        content, filename=filename, knows=lambda title: title.strip().casefold() in known
    )
    name_at = _place(source.headers, name, NAMES)
    code_at = _place(source.headers, code, CODES)
    if name_at is None and code_at is None:
        raise NoSuchColumnError(given=name or code or " / ".join((NAMES[1], CODES[2])), columns=", ".join(source.headers[:40]))  # fmt: skip
    return counted(_rows(source, name_at, code_at))


def _rows(source: Source, name_at: int | None, code_at: int | None) -> Iterator[Asked]:
    for batch in source.batches():
        nothing = [None] * len(batch)
        names = nothing if name_at is None else batch.column(f"c{name_at}").to_pylist()
        codes = nothing if code_at is None else batch.column(f"c{code_at}").to_pylist()
        for row, name, code in zip(batch.column("row").to_pylist(), names, codes, strict=True):
            yield asked(name or "", code or "", row=row)
    for fault in source.faults.table().to_pylist():
        if fault["code"] in BROKEN:
            yield Asked("", "", row=fault["row"], broken=True)


def _place(titles: Sequence[str], wanted: str | None, known: Sequence[str]) -> int | None:
    folded = [title.strip().casefold() for title in titles]
    if wanted is not None:
        if wanted.strip().casefold() not in folded:
            raise NoSuchColumnError(given=wanted, columns=", ".join(titles[:40]))
        return folded.index(wanted.strip().casefold())
    return next((folded.index(word) for word in known if word in folded), None)


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
