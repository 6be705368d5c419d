"""A resident's number that an agency sends by mistake is found nowhere afterwards.

Files of every kind, with such numbers in every place where a clerk might leave one, are
submitted by the real command. Then everything that the node keeps, and everything it said,
is searched for the digits: tables, the server's own files, the store, logs, temporary files.
The numbers are made up; each is sound, and has its own digits, so that what leaks is known by place.
"""

from __future__ import annotations

import os
import tempfile
import zipfile
from pathlib import Path

import psycopg
import pyarrow as pa
import pytest

from goodstanding.collection.tests.samples import REGISTRATION, penalty
from goodstanding.lib.postgres import embedded
from goodstanding.lib.postgres.places import Places
from goodstanding.standards.person_number import check_character
from tests.faults import files
from tests.faults.node import Node

pytestmark = pytest.mark.slow

ENCODINGS = ("utf-8", "utf-16-le", "gb18030")
ENOUGH = 5  # places named for one file or table
WIDE = str.maketrans("0123456789X", "０１２３４５６７８９Ｘ")


class Numbers:
    """Hands out sound numbers of nobody: born in the 1890s, in a county that never was."""

    def __init__(self) -> None:
        self.given: dict[str, str] = {}

    def __call__(self, place: str) -> str:
        count = len(self.given)
        born = f"1890{1 + count // 28 % 12:02d}{1 + count % 28:02d}"
        first17 = f"339999{born}{count:03d}"
        self.given[place] = first17 + check_character(first17)
        return self.given[place]


@pytest.fixture(scope="module")
def numbers():
    return Numbers()


@pytest.fixture(scope="module")
def searched(numbers):
    """The node that took all the files in, with everything that its commands said."""
    folder = Path(tempfile.mkdtemp(prefix="gs-faults-"))
    folder.chmod(0o711)
    temporary = folder / "temporary"
    temporary.mkdir(mode=0o777)
    node = Node(folder, TMPDIR=str(temporary))
    said = [_send(node, "register.csv", REGISTRATION, "registration", "market")]
    for name, content, more in _files(numbers):
        said.append(_send(node, name, content, "penalty", "ecology", *more))
    said += [_send(node, "r.csv", _registrations(numbers), "registration", "market")]
    for number in _submissions(node):
        workbook = folder / f"{number}.xlsx"
        said.append(node.run("findings", number, "--json", "--xlsx", str(workbook)))
    said.append(node.run("--debug", *node.submission(folder / "none.csv", "penalty", "ecology")))
    yield node, said
    node.remove()


def _send(node, name, content, item, agency, *more):
    """Submits, and removes the agency's own file: what it kept is not ours to search."""
    path = node.file(name, content)
    answer = node.submit(path, item, agency, *more)
    path.unlink()
    assert answer.status in {0, 3}, answer
    return answer


def _submissions(node):
    return [str(number) for (number,) in node.ask("SELECT number FROM collection_submission")]


def _cells(numbers, kind):
    """Rows with a number in each place where one can stand, written in each way."""
    ways = {
        "plain": str, "spaced": lambda n: f"{n[:6]} {n[6:14]} {n[14:]}", "wide": lambda n: n.translate(WIDE),
        "hyphened": lambda n: f"{n[:6]}-{n[6:14]}-{n[14:]}", "between": lambda n: f"当事人张某{n}，男",
    }  # fmt: skip
    fields = [*penalty(), "registration_number", "tax_number", "organisation_code", "remarks"]
    for count, name in enumerate(fields):
        for way, write in ways.items():
            number = numbers(f"{kind} {name} {way}")
            document = {"document_number": f"云{kind}罚〔2026〕{count}-{way}号"}
            yield {**penalty(), **document, name: write(number)}


def _table(rows, *more):
    columns = list(dict.fromkeys([*(c for row in rows for c in row), *more]))
    lines = [",".join(row.get(column, "") for column in columns) for row in rows]
    return ",".join(columns) + "\n" + "\n".join(lines) + "\n"


def _dropped(numbers, kind):
    """A number in columns that are dropped, or that nobody knows, and in a title itself."""
    return {
        **penalty(document_number=f"云{kind}罚〔2026〕弃号"),
        "CF_FR_ZJHM": numbers(f"{kind} CF_FR_ZJHM"),
        "身份证号": numbers(f"{kind} 身份证号"),
        "天气": numbers(f"{kind} 天气"),
        f"备注{numbers(f'{kind} title')}": "x",
    }


def _files(numbers):
    csv = _table(list(_cells(numbers, "csv")))
    yield "cells.csv", csv, ()
    yield "cells-gb.csv", _table(list(_cells(numbers, "gb"))).encode("gb18030"), ()
    yield "dropped.csv", _table([_dropped(numbers, "csv")]), ()
    rows = list(_cells(numbers, "jsonl"))
    yield "cells.jsonl", files.json_lines(*rows, _dropped(numbers, "jsonl")), ()
    yield "broken.jsonl", files.json_lines(penalty(), _broken_json(numbers)), ()
    yield "cells.parquet", _parquet([*_cells(numbers, "parquet"), _dropped(numbers, "parquet")]), ()
    yield "cells.xlsx", _workbook([*_cells(numbers, "xlsx"), _dropped(numbers, "xlsx")]), ()
    yield f"{numbers('filename')}张三.csv", _table([penalty(document_number="文件名")]), ()
    yield "key.csv", _table([penalty(document_number="键")]), ("--key", numbers("key"))
    yield "ragged.csv", _ragged(numbers), ()
    yield (
        "heading.csv",
        f"{numbers('heading')}的处罚\n{_table([penalty(document_number='题')])}",
        (),
    )
    yield "missing.csv", f"name,{numbers('missing column title')}\na,b\n", ()
    yield "twice.csv", f"name,{(twice := numbers('title twice'))},{twice}\na,b,c\n", ()
    yield "quote.csv", _table([penalty()]) + f'"{numbers("after an open quote")}\n', ()
    yield "nul.csv", _table([penalty()]) + f"\0{numbers('beside a zero byte')}\n", ()
    yield "withdraw.csv", _table(list(_cells(numbers, "withdraw"))), ("--mode", "withdraw")
    yield "waits.csv", _table([_dropped(numbers, "waits")]), ("--no-wait",)


def _broken_json(numbers):
    return f'{{"name": "{numbers("broken JSON")}", '


def _ragged(numbers):
    head, first = _table([penalty(document_number="长")]).splitlines()
    long, short = numbers("beyond a row"), numbers("in a short row")
    return f"{head}\n{first},{long},{long}\n{short},x\n"


def _parquet(rows):
    import io

    import pyarrow.parquet as pq

    columns = list(dict.fromkeys(c for row in rows for c in row))
    target = io.BytesIO()
    table = {c: pa.array([row.get(c) for row in rows], pa.string()) for c in columns}
    pq.write_table(pa.table(table), target)
    return target.getvalue()


def _workbook(rows):
    columns = list(dict.fromkeys(c for row in rows for c in row))

    def write(book):
        sheet = book.add_worksheet("处罚")
        sheet.write_row(0, 0, columns)
        for number, row in enumerate(rows, 1):
            for place, column in enumerate(columns):
                sheet.write_string(number, place, row.get(column, ""))

    return files.workbook(write)


def _registrations(numbers):
    codes = [code for code, _ in files.many_organisations(4)]
    sound = {"kind": "企业", "status": "存续", "registered_on": "2020-01-01"}
    rows = [
        {**sound, "name": "云溪市甲有限公司", "uscc": codes[0], "legal_representative": f"张三{numbers('officer')}"},
        {**sound, "name": f"云溪市{numbers('name')}商店", "uscc": codes[1], "address": ""},
        {**sound, "name": "云溪市丙商店", "uscc": numbers("code of a sole trader")},
        {**sound, "name": "云溪市丁商店", "uscc": codes[2], "tax_number": numbers("old tax number") + "01"},
        {**sound, "name": "云溪市戊商店", "uscc": codes[3], "address": f"某路{numbers('address')}号"},
    ]  # fmt: skip
    return _table(rows)


# -- the search


def _written(number):
    """The ways in which the digits could lie about: without the last, set apart, in wide digits."""
    apart = [f"{number[:6]}{mark}{number[6:14]}{mark}{number[14:]}" for mark in (" ", "-")]
    texts = [number[:17], *apart, number.translate(WIDE)]
    return [(text, encoding) for text in texts for encoding in ENCODINGS]


def _forms(number):
    return [text.encode(encoding) for text, encoding in _written(number)]


@pytest.fixture(scope="module")
def wanted(numbers, searched):
    """Every form of every number, and the place where it was left."""
    return {form: place for place, number in numbers.given.items() for form in _forms(number)}


def _beginnings() -> dict[bytes, set[int]]:
    """What every number begins with, and how long its whole form is from there."""
    found: dict[bytes, set[int]] = {}
    example = Numbers()("example")
    for form, (text, encoding) in zip(_forms(example), _written(example), strict=True):
        found.setdefault(text[:6].encode(encoding), set()).add(len(form))
    return found


def _found(content: bytes, wanted) -> list[str]:
    """A few of the places whose number stands in the content."""
    places = set()
    for begin, lengths in BEGINNINGS.items():
        at = content.find(begin)
        while at >= 0 and len(places) < ENOUGH:
            places |= {wanted[p] for n in lengths if (p := content[at : at + n]) in wanted}
            at = content.find(begin, at + 1)
    return sorted(places)


BEGINNINGS = _beginnings()


def test_the_search_finds_what_is_there(wanted, numbers):
    place, number = next(iter(numbers.given.items()))

    for form in _forms(number):
        assert _found("…".encode() + form + b"\0", wanted) == [place]
    assert len(numbers.given) > 200
    assert len(set(numbers.given.values())) == len(numbers.given)


def test_no_table_holds_the_digits(searched, wanted):
    node, _ = searched
    with embedded.acquire(node.home) as lease, psycopg.connect(lease.url) as connection:
        tables = connection.execute(
            "SELECT quote_ident(table_schema) || '.' || quote_ident(table_name) FROM information_schema.tables"
            " WHERE table_schema NOT IN ('pg_catalog', 'information_schema') AND table_type = 'BASE TABLE'"
        ).fetchall()
        assert len(tables) > 10
        held = {}
        for (table,) in tables:
            with connection.cursor().copy(f"COPY (SELECT * FROM {table}) TO STDOUT") as copy:
                if places := _found(b"".join(bytes(part) for part in copy), wanted):
                    held[table] = places
    assert held == {}


def test_no_answer_holds_the_digits(searched, wanted):
    _, said = searched

    assert len(said) > 38
    told = {str(n): _found((a.out + a.err).encode(), wanted) for n, a in enumerate(said)}
    assert {n: places for n, places in told.items() if places} == {}


def test_no_file_of_the_node_holds_the_digits(searched, wanted):
    """The home with the store, the cache, the server's files and log; what was left in temporary places."""
    node, _ = searched
    with embedded.acquire(node.home) as lease, psycopg.connect(lease.url) as connection:
        assert connection.info.server_version >= 150000
    node.stop()  # a checkpoint: everything that the server holds is in its files
    folders = {node.home, Places.of(node.home).cluster, node.folder}
    held = {}
    read = 0
    for folder in folders:
        for path in _files_of(folder):
            read += 1
            if places := _found(_plain(path), wanted):
                held[str(path.relative_to(folder))] = places
    assert read > 100
    assert held == {}


def _files_of(folder: Path):
    for place, _, names in os.walk(folder):
        yield from (Path(place) / name for name in names if (Path(place) / name).is_file())


def _plain(path: Path) -> bytes:
    """The file's bytes; those of a workbook's parts, which are packed."""
    if path.suffix != ".xlsx":
        return path.read_bytes()
    with zipfile.ZipFile(path) as parts:
        return b"\n".join(parts.read(name) for name in parts.namelist())


def test_nothing_is_left_in_the_temporary_folders(searched):
    node, _ = searched

    assert list((node.folder / "temporary").iterdir()) == []
