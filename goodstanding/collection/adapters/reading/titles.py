"""Which row of a table holds the column titles, and which columns they name."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from goodstanding.collection.adapters.reading.faults import (
    DuplicateTitleError,
    EmptyFileError,
    TooManyColumnsError,
)
from goodstanding.collection.adapters.reading.notes import FileNote

if TYPE_CHECKING:
    from collections.abc import Sequence

    from goodstanding.collection.adapters.reading.shape import Knows

COLUMN_LIMIT = 1_000
HEADER_ROWS = 10


@dataclass(frozen=True)
class Titles:
    """The titled columns of a table: `headers[i]` stands over the file's column `columns[i]`."""

    headers: tuple[str, ...]
    columns: tuple[int, ...]
    width: int

    @property
    def untitled(self) -> tuple[int, ...]:
        """The file's columns within `width` that have no title."""
        return tuple(sorted(set(range(self.width)) - set(self.columns)))


def known_count(row: Sequence[str], knows: Knows) -> int:
    """How many cells of a row are known titles; 0 when that is no sign of a title row."""
    cells = [cell.strip() for cell in row if cell.strip()]
    known = sum(1 for cell in cells if knows(cell))
    return known if known >= 2 or 2 * known >= len(cells) else 0


def header_place(rows: Sequence[Sequence[str]], knows: Knows) -> int:
    """The index of the title row: the first with the most known titles, else the first not blank.

    Raises EmptyFileError when every row is blank.
    """
    head = rows[:HEADER_ROWS]
    scores = [known_count(row, knows) for row in head]
    if any(scores):
        return scores.index(max(scores))
    for place, row in enumerate(rows):
        if any(cell.strip() for cell in row):
            return place
    raise EmptyFileError


def titles_of(row: Sequence[str]) -> Titles:
    """The titles of a row, stripped; columns without one are left out.

    Raises TooManyColumnsError over COLUMN_LIMIT and DuplicateTitleError when one stands twice.
    """
    titled = [(place, cell.strip()) for place, cell in enumerate(row) if cell.strip()]
    if len(row) > COLUMN_LIMIT:
        raise TooManyColumnsError(limit=COLUMN_LIMIT)
    twice = [title for title, count in Counter(title for _, title in titled).items() if count > 1]
    if twice:
        raise DuplicateTitleError(titles="、".join(twice[:10]))
    return Titles(
        headers=tuple(title for _, title in titled),
        columns=tuple(place for place, _ in titled),
        width=len(row),
    )


def title_rows_note(place: int) -> tuple[FileNote, ...]:
    """The note that rows above the titles were passed over; nothing when there are none."""
    if place == 0:
        return ()
    return (FileNote("file.title_rows", {"header_row": place + 1, "count": place}),)
