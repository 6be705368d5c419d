"""A list as somebody has it: CSV in any encoding and with any usual separator; and the answer to it."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Any

from goodstanding.lib.errors import GoodstandingError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_SEPARATORS = ",;\t|"
_LONGEST_CELL = 1 << 20


class UnreadableListError(GoodstandingError):
    code = "match.unreadable"
    message = (
        "“%(given)s” can't be read as a list: %(reason)s. Give a CSV file with a header line, in UTF-8,"
        " UTF-16 or GB18030, separated by comma, semicolon, tab or |."
    )


class NoSuchColumnError(GoodstandingError):
    code = "match.no_column"
    message = "The list has no column “%(given)s”. It has: %(columns)s."


def read_list(file: Path, *, name: str, code: str | None) -> tuple[list[str], list[str]]:
    """The names and the codes of every row, in order; an absent code is empty.

    Raises UnreadableListError, NoSuchColumnError.
    """
    rows = _rows(file)
    titles = [title.strip() for title in rows[0]]
    places = [_place(titles, wanted) for wanted in (name, code) if wanted is not None]
    # A line without any cell is no row, as in a submission.
    cells = [[_cell(row, place) for row in rows[1:] if any(row)] for place in places]
    return cells[0], cells[1] if code is not None else [""] * len(cells[0])


def write_answer(file: Path, titles: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Write the answer as CSV in UTF-8 with a byte order mark, which spreadsheets need. Raises UnreadableListError."""
    try:
        with file.open("w", encoding="utf-8-sig", newline="") as stream:
            writer = csv.writer(stream, lineterminator="\n")
            writer.writerow(titles)
            writer.writerows(rows)
    except OSError as error:
        raise UnreadableListError(given=file.name, reason=error.strerror) from error


def _rows(file: Path) -> list[list[str]]:
    try:
        content = file.read_bytes()
    except OSError as error:
        raise UnreadableListError(given=file.name, reason=error.strerror) from error
    return read_rows(content, file.name)


def read_rows(content: bytes, filename: str) -> list[list[str]]:
    """The cells of a list, its titles first. Raises UnreadableListError."""
    text = _decoded(content, filename)
    first = text.partition("\n")[0]
    separator = max(_SEPARATORS, key=first.count)
    csv.field_size_limit(_LONGEST_CELL)
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True))
    except csv.Error as error:
        raise UnreadableListError(given=filename, reason=str(error)) from error
    if not rows:
        raise UnreadableListError(given=filename, reason="it is empty")
    return rows


def _decoded(content: bytes, filename: str) -> str:
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return _decode(content, encoding, filename)
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return _decode(content, "gb18030", filename)


def _decode(content: bytes, encoding: str, filename: str) -> str:
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        raise UnreadableListError(given=filename, reason=f"not {encoding} throughout") from error
    if "\x00" in text:
        raise UnreadableListError(given=filename, reason="it holds binary zeros")
    return text


def _place(titles: list[str], wanted: str) -> int:
    folded = [title.casefold() for title in titles]
    if wanted.strip().casefold() not in folded:
        raise NoSuchColumnError(given=wanted, columns=", ".join(titles[:40]))
    return folded.index(wanted.strip().casefold())


def _cell(row: list[str], place: int) -> str:
    return row[place] if place < len(row) else ""
