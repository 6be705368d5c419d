"""How a delimited text is written: its separator, and where its titles stand."""

from __future__ import annotations

import contextlib
import csv
import io
import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING

from goodstanding.collection.adapters.reading.faults import EmptyFileError, TooManyColumnsError
from goodstanding.collection.adapters.reading.quotes import Quoting, quoting_of
from goodstanding.collection.adapters.reading.text import ROW_LIMIT, Utf8Text
from goodstanding.collection.adapters.reading.titles import (
    COLUMN_LIMIT,
    HEADER_ROWS,
    Titles,
    header_place,
    known_count,
    titles_of,
)

if TYPE_CHECKING:
    from goodstanding.collection.adapters.reading.shape import Knows

SEPARATORS = (",", ";", "\t", "|")
HEAD_ROWS = 2 * HEADER_ROWS


@dataclass(frozen=True)
class Dialect:
    """How the data rows are split: the titles are row `title_place`, rows begin at byte `offset`."""

    separator: str
    quoting: Quoting
    titles: Titles
    title_place: int
    offset: int


@dataclass(frozen=True)
class HeadRow:
    """One of the first rows, with the offset of its end in the text's bytes."""

    cells: list[str]
    end: int


def refuse_wide_head(head: bytes) -> None:
    """Refuse a first line with a million columns at once, whatever its encoding."""
    line = head[:ROW_LIMIT].split(b"\n", 1)[0]
    if max(line.count(separator) for separator in (b",", b";", b"\t")) >= 10 * COLUMN_LIMIT:
        raise TooManyColumnsError(limit=COLUMN_LIMIT)


def dialect_of(text: Utf8Text, knows: Knows) -> Dialect:
    """The separator and title row, from the first rows; the quotation marks, from the whole text.

    The separator is the one that brings out the most known titles; where that decides nothing,
    the one that splits the first rows most evenly into the most columns.

    Raises EmptyFileError, TooManyColumnsError, DuplicateTitleError and what `quoting_of` raises.
    """
    text.content.seek(text.start)
    # The head may end inside a character.
    head = text.content.read(2 * ROW_LIMIT).decode("utf-8", "ignore")
    if not head.strip():
        raise EmptyFileError
    candidates = {separator: head_rows(head, separator) for separator in SEPARATORS}
    separator = max(SEPARATORS, key=lambda one: separator_score(candidates[one], knows))
    # First the marks: an unclosed one would make the titles swallow the file.
    quoting = quoting_of(text, separator)
    rows = candidates[separator]
    place = header_place([row.cells for row in rows], knows)
    return Dialect(
        separator=separator,
        quoting=quoting,
        titles=titles_of(rows[place].cells),
        title_place=place,
        offset=text.start + rows[place].end,
    )


def head_rows(head: str, separator: str) -> list[HeadRow]:
    """The first rows of a text as they fall apart by one separator."""
    counted = CountedLines(head)
    rows = csv.reader(counted, delimiter=separator)
    found: list[HeadRow] = []
    # The reader refuses cells over 128 KiB; what stands before such a cell decides.
    with contextlib.suppress(csv.Error):
        for cells in itertools.islice(rows, HEAD_ROWS):
            found.append(HeadRow(cells, counted.bytes))  # noqa: PERF401 - keeps rows before a fault
    return found


class CountedLines:
    """The lines of a text one by one, with the bytes given out so far."""

    def __init__(self, text: str) -> None:
        self.source = io.StringIO(text, newline="")
        self.bytes = 0

    def __iter__(self) -> CountedLines:
        return self

    def __next__(self) -> str:
        line = next(self.source)
        self.bytes += len(line.encode())
        return line


def separator_score(rows: list[HeadRow], knows: Knows) -> tuple[int, int, int]:
    """How well a separator fits: known titles, rows as wide as the widest title row, columns."""
    known = max((known_count(row.cells, knows) for row in rows[:HEADER_ROWS]), default=0)
    widths = [len(row.cells) for row in rows if len(row.cells) > 1]
    if not widths:
        return (known, 0, 1)
    commonest = max(set(widths), key=lambda width: (widths.count(width), width))
    return (known, widths.count(commonest), commonest)
