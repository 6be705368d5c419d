"""Short ways to read bytes in the tests of the read stage."""

from __future__ import annotations

import io
from pathlib import Path
from typing import TYPE_CHECKING

import xlsxwriter

from goodstanding.collection.adapters.reading.source import open_source

if TYPE_CHECKING:
    from goodstanding.collection.adapters.reading.shape import Source

KNOWN = frozenset({"name", "uscc", "fine", "decided_on", "remarks", "kinds", "名称"})
FILES = Path(__file__).parent / "files"


def opened(content: bytes, filename: str = "batch.csv") -> Source:
    return open_source(io.BytesIO(content), filename=filename, knows=KNOWN.__contains__)


def rows(source: Source) -> list[tuple]:
    """Every row as (number, value, …)."""
    return [tuple(row.values()) for batch in source.batches() for row in batch.to_pylist()]


def faults(source: Source) -> list[tuple]:
    """Every fault as (row, column, line, code, given)."""
    return [tuple(fault.values()) for fault in source.faults.table().to_pylist()]


def workbook(write, **options) -> bytes:
    """A workbook in memory; `write` gets the xlsxwriter workbook."""
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True, **options}) as book:
        write(book)
    return target.getvalue()


def sheet(*lines, **options) -> bytes:
    """A workbook of one sheet with these rows of cells from A1."""

    def write(book):
        target = book.add_worksheet("数据")
        for number, line in enumerate(lines):
            target.write_row(number, 0, line)

    return workbook(write, **options)
