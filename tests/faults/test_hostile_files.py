"""Files made to exhaust the machine are refused within seconds and in bounded memory.

The real command reads them, in a process of its own whose peak memory is measured.
"""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from goodstanding.collection.tests.samples import PENALTY_COLUMNS, REGISTRATION
from tests.faults import files
from tests.faults.conftest import a_node

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.slow

SECONDS = 30
PEAK_MB = 1_000
GIB = 1 << 30


@pytest.fixture(scope="module")
def city(prepared):
    with a_node() as made:
        made.begin_as(prepared)
        answer = made.submit(made.file("register.csv", REGISTRATION), "registration", "market")
        assert answer.json["new"] == 3, answer
        # The plan of the item is made once, whatever the file; it is not what is measured here.
        assert made.submit(made.file("sound.csv", files.csv()), "penalty", "ecology").status == 0
        yield made


# -- the files


def zip_bomb(path: Path) -> None:
    """A workbook of a few megabytes with a sheet of 4 GiB, all of it blanks."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        _copy_workbook(made, without="xl/worksheets/sheet1.xml")
        with made.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as sheet:
            sheet.write(b"<worksheet><sheetData>")
            blanks = b" " * (1 << 20)
            for _ in range(4 * 1024):
                sheet.write(blanks)
            sheet.write(b"</sheetData></worksheet>")


def lying_zip_bomb(path: Path) -> None:
    """The same, smaller, in an archive that declares its sheet to be of ten bytes."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        _copy_workbook(made, without="xl/worksheets/sheet1.xml")
        with made.open("xl/worksheets/sheet1.xml", "w") as sheet:
            for _ in range(GIB >> 20):
                sheet.write(b" " * (1 << 20))
    content = path.read_bytes()
    path.write_bytes(content.replace(GIB.to_bytes(4, "little"), (10).to_bytes(4, "little")))


def shared_text_bomb(path: Path) -> None:
    """One text of four megabytes that a million cells refer to."""
    rows = "".join(
        f'<row r="{n}"><c r="A{n}" t="s"><v>0</v></c></row>' for n in range(1, 1_000_000)
    )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        _copy_workbook(made, without="xl/worksheets/sheet1.xml", shared="长" * (4 << 20))
        made.writestr(
            "xl/worksheets/sheet1.xml",
            f"<worksheet><sheetData>{rows}</sheetData></worksheet>",
        )


def far_cell(path: Path) -> None:
    """Two cells, one of them in the last row and column that a workbook has."""
    sheet = (
        '<worksheet><sheetData><row r="1"><c r="A1"><v>1</v></c></row>'
        '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData></worksheet>'
    )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        _copy_workbook(made, without="xl/worksheets/sheet1.xml")
        made.writestr("xl/worksheets/sheet1.xml", sheet)


def many_parts(path: Path) -> None:
    """An archive of a hundred thousand empty parts."""
    with zipfile.ZipFile(path, "w") as made:
        _copy_workbook(made)
        for number in range(100_000):
            made.writestr(f"xl/{number}", b"")


def _copy_workbook(made: zipfile.ZipFile, without: str = "", shared: str = "") -> None:
    with zipfile.ZipFile(io.BytesIO(files.xlsx())) as sound:
        for name in sound.namelist():
            if name == "xl/sharedStrings.xml" and shared:
                made.writestr(name, f"<sst><si><t>{shared}</t></si></sst>")
            elif name != without:
                made.writestr(name, sound.read(name))


def one_line(path: Path) -> None:
    """Two gigabytes without a line break; all but its beginning is a hole in the file."""
    with path.open("wb") as file:
        file.write(b"name,uscc,")
        file.truncate(2 * GIB)


def one_line_of_text(path: Path) -> None:
    """A title row, and then 300 MB of one row."""
    with path.open("wb") as file:
        file.write(files.csv().splitlines()[0].encode() + b"\n")
        for _ in range(300):
            file.write(b"a" * (1 << 20))


def one_quoted_cell(path: Path) -> None:
    """Rows without end inside a quotation mark that is never closed."""
    with path.open("wb") as file:
        file.write(files.csv().splitlines()[0].encode() + b'\n"')
        for _ in range(300):
            file.write(b"a,b,c\n" * (1 << 17))


def million_columns(path: Path) -> None:
    path.write_text(",".join(f"c{n}" for n in range(1_000_000)) + "\n1\n", encoding="utf-8")


def million_columns_of_a_row(path: Path) -> None:
    """The titles are sound, the row has a million cells."""
    path.write_text(files.csv().splitlines()[0] + "\n" + "1," * 1_000_000 + "\n", encoding="utf-8")


def million_keys(path: Path) -> None:
    lines = (f'{{"k{n}": 1, "j{n}": 2}}\n' for n in range(500_000))
    path.write_text("".join(lines), encoding="utf-8")


def deep_json(path: Path) -> None:
    path.write_text('{"name": ' + "[" * 400_000 + "]" * 400_000 + "}\n", encoding="utf-8")


def deep_objects(path: Path) -> None:
    path.write_text('{"a":' * 150_000 + "1" + "}" * 150_000 + "\n", encoding="utf-8")


def parquet_of_one_value(path: Path) -> None:
    """Four hundred million rows in some kilobytes: a dictionary of one value."""
    value = pa.DictionaryArray.from_arrays(pa.array([0] * 1_000_000, pa.int32()), ["长" * 1_000])
    table = pa.table(dict.fromkeys(PENALTY_COLUMNS, value))
    with pq.ParquetWriter(path, table.schema, compression="zstd") as writer:
        for _ in range(60):
            writer.write_table(table, row_group_size=1_000_000)


def lying_parquet(path: Path) -> None:
    """A footer that tells of 100,000 rows where there are 200,000."""
    rows = [pa.array([text] * 200_000) for text in files.two()[0].values()]
    pq.write_table(pa.table(rows, names=list(files.two()[0])), path, compression="zstd")
    content = path.read_bytes()
    start = len(content) - 8 - int.from_bytes(content[-8:-4], "little")
    footer = content[start:].replace(_zigzag(200_000), _zigzag(100_000), 1)
    assert footer != content[start:]
    path.write_bytes(content[:start] + footer)


def _zigzag(number: int) -> bytes:
    """A number as Parquet's footer writes it."""
    number, out = number << 1, b""
    while number > 127:
        out += bytes([number & 127 | 128])
        number >>= 7
    return out + bytes([number])


def gibberish_parquet(path: Path) -> None:
    """A footer that declares itself to be two gigabytes long."""
    path.write_bytes(b"PAR1" + b"x" * 1_000 + (2 * GIB - 1).to_bytes(4, "little") + b"PAR1")


REFUSED = [
    (zip_bomb, ".xlsx", {"file.inflates"}),
    (lying_zip_bomb, ".xlsx", {"file.inflates", "file.damaged"}),
    (shared_text_bomb, ".xlsx", {"file.inflates", "file.sheet_too_large"}),
    (far_cell, ".xlsx", {"file.sheet_too_large"}),
    (many_parts, ".xlsx", {"file.inflates"}),
    (one_line, ".csv", {"file.row_too_long", "file.nul_byte"}),
    (one_line_of_text, ".csv", {"file.row_too_long"}),
    (one_quoted_cell, ".csv", {"file.quote_unclosed", "file.row_too_long"}),
    (million_columns, ".csv", {"file.too_many_columns"}),
    (million_columns_of_a_row, ".csv", {"file.row_too_long", "loaded"}),
    (million_keys, ".jsonl", {"file.too_many_columns"}),
    (deep_json, ".jsonl", {"file.missing_columns", "file.bad_json", "file.empty", "file.row_too_long"}),
    (deep_objects, ".jsonl", {"file.missing_columns", "file.bad_json", "file.empty", "file.row_too_long"}),
    (parquet_of_one_value, ".parquet", {"file.inflates"}),
    (lying_parquet, ".parquet", {"file.damaged", "file.inflates"}),
    (gibberish_parquet, ".parquet", {"file.damaged"}),
]  # fmt: skip


@pytest.mark.parametrize(
    ("make", "ending", "codes"), REFUSED, ids=[make.__name__ for make, *_ in REFUSED]
)
def test_a_hostile_file_is_refused_within_seconds_and_bounded_memory(city, make, ending, codes):
    path = city.scratch / f"{make.__name__}{ending}"
    make(path)

    try:
        answer = city.submit(path, "penalty", "ecology")
    finally:
        path.unlink()

    assert "Traceback" not in answer.err, answer
    assert answer.worked < SECONDS, answer
    assert answer.peak_mb < PEAK_MB, answer.peak_mb
    assert answer.status in ({0, 3} if "loaded" in codes else {3}), answer
    because = answer.json["refused_because"]
    assert (because.split(":")[0] if because else answer.json["state"]) in codes, because
    assert answer.json["new"] == 0
