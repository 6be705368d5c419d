"""The files of the benchmarks: a city's register and clean penalties on its organisations.

    python -m bench.files FOLDER --organisations N --rows N [--second] [--again] [--xlsx]

writes register.csv and penalties.csv; with --second also later.csv with as many other
penalties, with --again also again.csv with the rows of penalties.csv in another order, with
--xlsx also penalties.xlsx. Deterministic: the same numbers give the same files.
"""

from __future__ import annotations

import argparse
import csv
import os
from datetime import date
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

TODAY = date(2026, 11, 23)
CLOCK = "2026-11-23T09:30:00+08:00"
"""The instant at which the files arrive: no decision of theirs is late then."""

SEED = 20260101
EMPTY = {
    "CF_XDR_GSZC", "CF_XDR_ZZJG", "CF_XDR_SWDJ", "CF_XDR_SYDW", "CF_XDR_SHZZ", "CF_GSJZQ", "BZ",
}  # fmt: skip
"""Columns without any value, which the workbook leaves out; 18 remain."""


def make(folder: Path, *, organisations: int, rows: int) -> None:
    """Write register.csv and penalties.csv."""
    from goodstanding.demonstration import services
    from goodstanding.lib.environment import read_environment

    demo = services.demonstration(
        items=(), lists={}, policy=read_environment(os.environ).policy,
        organisations=organisations, seed=SEED, today=TODAY,
    )  # fmt: skip
    town = demo.city()
    with (folder / "register.csv").open("wb") as stream:
        services.write_registration(stream, demo=demo, town=town)
    with (folder / "penalties.csv").open("wb") as stream:
        services.write_penalties(stream, rows=rows, demo=demo, town=town)


def split(folder: Path, rows: int) -> None:
    """Leave the first rows in penalties.csv and put the others into later.csv."""
    whole = folder / "penalties.csv"
    with whole.open("rb") as lines:
        titles = next(lines)
        _write(folder / "first.csv", titles, islice(lines, rows))
        _write(folder / "later.csv", titles, lines)
    (folder / "first.csv").replace(whole)


def reorder(folder: Path) -> None:
    """Write again.csv: the first row of penalties.csv comes last."""
    with (folder / "penalties.csv").open("rb") as lines:
        titles, first = next(lines), next(lines)
        _write(folder / "again.csv", titles, [*lines, first])


def sample(file: Path, rows: int) -> Path:
    """A file with the first rows of another, beside it."""
    target = file.with_name("sample.csv")
    with file.open("rb") as lines:
        titles = next(lines)
        _write(target, titles, islice(lines, rows))
    return target


def cut(file: Path, rows: int) -> list[str]:
    """The names of files with so many rows each, beside the one that they are cut from."""
    names: list[str] = []
    with file.open("rb") as lines:
        titles = next(lines)
        while part := list(islice(lines, rows)):
            names.append(f"{file.stem}-{len(names)}.csv")
            _write(file.with_name(names[-1]), titles, part)
    return names


def _write(target: Path, titles: bytes, lines: Iterable[bytes]) -> None:
    # No cell of these files has a line break, so that a line is a row.
    with target.open("wb") as stream:
        stream.write(titles)
        stream.writelines(lines)


def write_workbook(folder: Path) -> None:
    """Write penalties.xlsx as Excel would: text, sums as numbers, days as dates, shared strings."""
    import xlsxwriter

    book = xlsxwriter.Workbook(folder / "penalties.xlsx", {"default_date_format": "yyyy-mm-dd"})
    sheet = book.add_worksheet("处罚")
    with (folder / "penalties.csv").open(encoding="utf-8", newline="") as stream:
        reader = csv.reader(stream)
        titles = next(reader)
        kept = [place for place, title in enumerate(titles) if title not in EMPTY]
        sheet.write_row(0, 0, [titles[place] for place in kept])
        for number, row in enumerate(reader, 1):
            sheet.write_row(number, 0, list(_cells(titles, row, kept)))
    book.close()


def _cells(titles: list[str], row: list[str], kept: list[int]) -> Iterator[str | float | date]:
    for place in kept:
        text, title = row[place], titles[place]
        if title in {"CF_NR_FK", "CF_NR_WFFF"} and text:
            yield float(text)
        elif title in {"CF_JDRQ", "CF_YXQ"}:
            yield date.fromisoformat(text)
        else:
            yield text


def main() -> None:
    """Make what the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--organisations", type=int, required=True)
    parser.add_argument("--rows", type=int, required=True)
    for extra in ("--second", "--again", "--xlsx"):
        parser.add_argument(extra, action="store_true")
    words = parser.parse_args()
    rows = words.rows * 2 if words.second else words.rows
    make(words.folder, organisations=words.organisations, rows=rows)
    if words.second:
        split(words.folder, words.rows)
    if words.again:
        reorder(words.folder)
    if words.xlsx:
        write_workbook(words.folder)


if __name__ == "__main__":
    main()
