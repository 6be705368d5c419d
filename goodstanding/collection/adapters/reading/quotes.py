"""Whether the quotation marks of a delimited text are in order.

A parser takes a missing quotation mark for a very long cell and swallows the rows after it in
silence. So before anything is parsed, every mark is looked at: one that opens a cell stands after
a separator or line break, one that closes it stands before one. Marks inside a cell that is not
quoted (5" pipe) are text.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from goodstanding.collection.adapters.reading.faults import (
    MisplacedQuoteError,
    RowTooLongError,
    UnclosedQuoteError,
)
from goodstanding.collection.adapters.reading.text import ROW_LIMIT, Utf8Text, line_blocks

QUOTE = 0x22
BREAKS = (0x0A, 0x0D)
# Beyond this many line breaks inside cells, line numbers of faulty rows are no longer given.
FOLD_LIMIT = 4_000_000

Places = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Quoting:
    """What the marks say: whether there are any, and which rows go over several lines.

    `folds` names the row of the file (from 0) of every line break inside a cell, in order; None
    when there are too many to keep.
    """

    used: bool
    folds: Places | None

    def line_of(self, rows: Places) -> Places | None:
        """The line (from 1) on which each row of the file (from 0) begins."""
        if self.folds is None:
            return None
        return rows + 1 + np.searchsorted(self.folds, rows, side="left")


def quoting_of(text: Utf8Text, separator: str) -> Quoting:
    """Check all marks of a delimited text.

    Raises UnclosedQuoteError, MisplacedQuoteError, or RowTooLongError for a row that line breaks
    inside its cells make longer than ROW_LIMIT.
    """
    scan = QuoteScan(separator)
    for block in line_blocks(text.content, text.start):
        scan.block(block)
    if scan.opened_line is not None:
        raise UnclosedQuoteError(line=scan.opened_line)
    folds = np.concatenate([np.empty(0, np.int64), *scan.folds])
    return Quoting(used=scan.used, folds=None if scan.fold_count > FOLD_LIMIT else folds)


class QuoteScan:
    """The state carried from block to block: the line, the row, and whether a cell is open."""

    def __init__(self, separator: str) -> None:
        self.boundary = np.zeros(256, bool)
        self.boundary[[ord(separator), *BREAKS]] = True
        # A doubled mark is one that closes and one that opens; at a block's edge it stands beside itself.
        self.beside = self.boundary.copy()
        self.beside[QUOTE] = True
        self.line = 1
        self.row = 0
        self.row_bytes = 0
        self.opened_line: int | None = None
        self.used = False
        self.folds: list[Places] = []
        self.fold_count = 0

    def block(self, block: bytes) -> None:
        """Take in the next block of whole lines."""
        # A file of the old Macintosh kind breaks lines with a carriage return alone.
        line_break = BREAKS[0] if BREAKS[0] in block else BREAKS[1]
        if QUOTE not in block and self.opened_line is None:
            ends = block.count(line_break)
            self.line += ends
            self.row += ends
            self.row_bytes = 0
            return
        self.used = True
        letters = np.frombuffer(block, np.uint8)
        marks = self.flips(letters, np.flatnonzero(letters == QUOTE))
        self.count_rows(letters, marks, np.flatnonzero(letters == line_break))
        self.carry(letters, marks, line_break)

    def flips(self, letters: npt.NDArray[np.uint8], marks: Places) -> Places:
        """The marks that open and close cells, in turn; those that are plain text left out."""
        opened = int(self.opened_line is not None)
        before = letters[np.maximum(marks[opened::2] - 1, 0)]
        after = letters[np.minimum(marks[1 - opened :: 2] + 1, len(letters) - 1)]
        if self.beside[before].all() and self.beside[after].all():
            return marks
        return self.careful_flips(letters, marks)

    def careful_flips(self, letters: npt.NDArray[np.uint8], marks: Places) -> Places:
        """The same, mark by mark, for a block in which some mark stands inside a cell."""
        opened = self.opened_line is not None
        kept: list[int] = []
        places = iter(marks.tolist())
        for place in places:
            if not opened:
                if place and not self.boundary[letters[place - 1]]:
                    continue
            elif place + 1 < len(letters) and letters[place + 1] == QUOTE:
                kept += [place, next(places)]
                continue
            elif place + 1 < len(letters) and not self.boundary[letters[place + 1]]:
                raise self.misplaced(letters, kept, place)
            kept.append(place)
            opened = not opened
        return np.array(kept, np.int64)

    def misplaced(
        self, letters: npt.NDArray[np.uint8], kept: list[int], place: int
    ) -> MisplacedQuoteError:
        end_line = self.line + breaks_before(letters, place)
        opened = self.opened_line
        if kept:
            opened = self.line + breaks_before(letters, kept[-1])
        return MisplacedQuoteError(line=opened, end_line=end_line)

    def count_rows(self, letters: npt.NDArray[np.uint8], marks: Places, ends: Places) -> None:
        """Tell line breaks that end a row from those inside a cell, and measure the rows."""
        inside = (np.searchsorted(marks, ends) + (self.opened_line is not None)) % 2 == 1
        folds = self.row + np.cumsum(~inside)[inside]
        self.fold_count += len(folds)
        if len(folds) and self.fold_count <= FOLD_LIMIT:
            self.folds.append(folds.astype(np.int64))
        row_ends = ends[~inside]
        edges = np.concatenate([[-self.row_bytes], row_ends, [len(letters)]])
        if np.max(np.diff(edges)) > ROW_LIMIT:
            raise self.too_long()
        self.row += len(row_ends)
        self.row_bytes = len(letters) - (
            int(row_ends[-1]) + 1 if len(row_ends) else -self.row_bytes
        )

    def too_long(self) -> UnclosedQuoteError | RowTooLongError:
        # The likely cause of a row without end is a mark that was never closed.
        if self.opened_line is not None:
            return UnclosedQuoteError(line=self.opened_line)
        return RowTooLongError(line=self.line, limit=ROW_LIMIT)

    def carry(self, letters: npt.NDArray[np.uint8], marks: Places, line_break: int) -> None:
        """Remember on which line the cell was opened that is still open at the end, if one is."""
        if (len(marks) + (self.opened_line is not None)) % 2 == 0:
            self.opened_line = None
        elif len(marks):
            self.opened_line = self.line + breaks_before(letters, int(marks[-1]), line_break)
        self.line += breaks_before(letters, len(letters), line_break)


def breaks_before(letters: npt.NDArray[np.uint8], place: int, line_break: int = BREAKS[0]) -> int:
    """How many line breaks stand before a place."""
    return int(np.count_nonzero(letters[:place] == line_break))
