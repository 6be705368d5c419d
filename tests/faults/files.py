"""Files of every kind about the penalties of organisations that exist nowhere."""

from __future__ import annotations

import io
import json
import zipfile
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq
import xlsxwriter

from goodstanding.collection.tests.samples import PENALTY_COLUMNS, penalties, penalty
from goodstanding.standards import organisation_code, uscc

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

Rows = list[dict[str, str]]


def two(**cells: str) -> Rows:
    """A row with the one fault, and a sound row that must not suffer for it."""
    return [penalty(**cells), penalty(document_number="云环罚〔2026〕2号")]


def csv(rows: Rows | None = None, separator: str = ",", line: str = "\n") -> str:
    text = penalties(*(rows or two()))
    return text.replace(",", separator).replace("\n", line)


def with_column(title: str, value: str, other: str = "") -> str:
    """Two sound rows and a column more, with a value in the first of them."""
    head, first, second = csv().splitlines()
    return f"{head},{title}\n{first},{value}\n{second},{other}\n"


def without_column(title: str) -> str:
    columns = [column for column in PENALTY_COLUMNS if column != title]
    lines = [",".join(row[column] for column in columns) for row in two()]
    return "\n".join([",".join(columns), *lines]) + "\n"


def json_lines(*lines: object) -> str:
    """Each a text that stands as it is, or an object."""
    texts = (x if isinstance(x, str) else json.dumps(x, ensure_ascii=False) for x in lines)
    return "".join(f"{text}\n" for text in texts)


def parquet(rows: Rows | None = None, **columns: pa.Array) -> bytes:
    """Two sound rows as text columns; `columns` takes the place of some."""
    rows = two() if rows is None else rows
    table = {name: pa.array([row[name] for row in rows], pa.string()) for name in PENALTY_COLUMNS}
    target = io.BytesIO()
    pq.write_table(pa.table({**table, **columns}), target)
    return target.getvalue()


def workbook(write: Callable[[xlsxwriter.Workbook], None]) -> bytes:
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True}) as book:
        write(book)
    return target.getvalue()


def fill(sheet: xlsxwriter.worksheet.Worksheet, rows: Rows, top: int = 0) -> None:
    sheet.write_row(top, 0, PENALTY_COLUMNS)
    for number, row in enumerate(rows, top + 1):
        for place, column in enumerate(PENALTY_COLUMNS):
            sheet.write_string(number, place, row[column])


def xlsx(rows: Rows | None = None, top: int = 0, **cells: object) -> bytes:
    """A sheet of text cells; `cells` writes other values than text into the first row."""

    def write(book: xlsxwriter.Workbook) -> None:
        sheet = book.add_worksheet("处罚")
        fill(sheet, rows or two(), top)
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        for column, value in cells.items():
            place = PENALTY_COLUMNS.index(column)
            if hasattr(value, "year"):
                sheet.write_datetime(top + 1, place, value, day)
            else:
                sheet.write(top + 1, place, value)

    return workbook(write)


def archive(*names: str) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as made:
        for name in names:
            made.writestr(name, "x")
    return target.getvalue()


def encrypted_workbook() -> bytes:
    """The beginning of a compound file with the stream in which a protected workbook lies."""
    name = "EncryptedPackage".encode("utf-16-le")
    entry = name + bytes(64 - len(name)) + (len(name) + 2).to_bytes(2, "little") + bytes(62)
    return bytes.fromhex("d0cf11e0a1b11ae1") + bytes(504) + entry


def many_organisations(count: int) -> list[tuple[str, str]]:
    """Codes and names of so many organisations, sound in every check digit."""
    return list(_organisations(count))


def _organisations(count: int) -> Iterator[tuple[str, str]]:
    for number in range(count):
        body = f"MA{number:06d}"
        first17 = "91339901" + body + organisation_code.check_character(body)
        yield first17 + uscc.check_character(first17), f"云溪市第{number}号商贸有限公司"


def registrations(organisations: list[tuple[str, str]]) -> str:
    lines = [f"{name},{code},enterprise,存续,2015-03-02" for code, name in organisations]
    return "name,uscc,kind,status,registered_on\n" + "\n".join(lines) + "\n"


def load_of_penalties(
    organisations: list[tuple[str, str]], rows: int, *, faulty_every: int = 50, series: str = "环"
) -> str:
    """A large file: some rows are sound, some late, some unmatched, some have a faulty cell."""
    sound = penalty()
    lines = [",".join(PENALTY_COLUMNS)]
    for number in range(rows):
        code, name = organisations[number % len(organisations)]
        kind = number % faulty_every
        cells = {
            **sound,
            "name": name,
            "uscc": code if kind != 1 else code[:-1] + "*",
            "document_number": f"云{series}罚〔2026〕{number}号",
            "fine": "x" if kind == 2 else str(number % 90 + 1),
            "decided_on": "2026-10-08" if kind == 3 else "2026-11-18",
        }
        if kind == 4:
            cells["name"] = "云溪市查无此名有限公司"
        lines.append(",".join(cells[column] for column in PENALTY_COLUMNS))
    return "\n".join(lines) + "\n"
