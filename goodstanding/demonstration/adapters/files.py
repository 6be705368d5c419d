"""Writes one file as an agency would send it: CSV in two encodings, XLSX, JSON Lines, Parquet.

The same table gives the same bytes.
"""

from __future__ import annotations

import io
import json
from datetime import datetime
from typing import TYPE_CHECKING, BinaryIO

import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet
import xlsxwriter

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

SUFFIXES = {
    "csv": "csv",
    "csv_gb18030": "csv",
    "xlsx": "xlsx",
    "jsonl": "jsonl",
    "parquet": "parquet",
}
_BOM = b"\xef\xbb\xbf"
_MADE_AT = datetime(2026, 1, 1)  # noqa: DTZ001 (workbooks keep no zone; a clock would change the bytes)


def _csv(table: pa.Table, stream: BinaryIO) -> None:
    stream.write(_BOM)
    pyarrow.csv.write_csv(table, stream)


def _csv_gb18030(table: pa.Table, stream: BinaryIO) -> None:
    text = io.BytesIO()
    pyarrow.csv.write_csv(table, text)
    stream.write(text.getvalue().decode("utf-8").encode("gb18030"))


def _xlsx(table: pa.Table, stream: BinaryIO) -> None:
    book = xlsxwriter.Workbook(stream, {"in_memory": True, "strings_to_numbers": False})
    book.set_properties({"created": _MADE_AT})
    sheet = book.add_worksheet()
    for place, name in enumerate(table.column_names):
        sheet.write_string(0, place, name)
        for row, cell in enumerate(table[name].to_pylist(), start=1):
            if cell is not None:
                sheet.write_string(row, place, cell)
    book.close()


def _jsonl(table: pa.Table, stream: BinaryIO) -> None:
    for row in table.to_pylist():
        filled = {name: cell for name, cell in row.items() if cell is not None}
        stream.write(json.dumps(filled, ensure_ascii=False).encode() + b"\n")


def _parquet(table: pa.Table, stream: BinaryIO) -> None:
    pyarrow.parquet.write_table(table, stream)


_WRITERS: dict[str, Callable[[pa.Table, BinaryIO], None]] = {
    "csv": _csv,
    "csv_gb18030": _csv_gb18030,
    "xlsx": _xlsx,
    "jsonl": _jsonl,
    "parquet": _parquet,
}


def write(table: pa.Table, stream: BinaryIO, form: str) -> None:
    """Write the table, all of it text, into the stream in one of the formats of SUFFIXES."""
    _WRITERS[form](table, stream)


def write_file(table: pa.Table, path: Path, form: str) -> None:
    """Write the table as a file; an older file of that name is replaced."""
    with path.open("wb") as stream:
        write(table, stream, form)


def write_stream(tables: Iterable[pa.Table], stream: BinaryIO) -> int:
    """Write tables of the same columns as one CSV in UTF-8, one after the other; the rows written."""
    rows = 0
    for table in tables:
        options = pyarrow.csv.WriteOptions(include_header=rows == 0)
        pyarrow.csv.write_csv(table, stream, options)
        rows += table.num_rows
    return rows
