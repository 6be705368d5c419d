"""Arrow's streaming parser of delimited text, with the true place of every row."""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, BinaryIO

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.csv as pacsv

from goodstanding.collection.adapters.reading.notes import FAULT_LIMIT
from goodstanding.collection.adapters.reading.text import ROW_LIMIT

if TYPE_CHECKING:
    from collections.abc import Iterator

# A row may straddle two of the parser's blocks and no more; what is done for each block costs less in larger ones.
PARSER_BLOCK = 4 * ROW_LIMIT


@dataclass(frozen=True)
class Layout:
    """How rows are split: into `width` cells by `separator`; `quoted` when marks have a meaning."""

    width: int
    separator: str
    quoted: bool


@dataclass
class BrokenRows:
    """The rows that the parser could not split, in order; `places` are data rows from 1."""

    places: list[int] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    taken: int = 0
    overflow: bool = False

    def keep(self, row: pacsv.InvalidRow) -> str:
        """The parser's question what to do with a row of another width: leave it out."""
        if len(self.places) >= FAULT_LIMIT:
            self.overflow = True
            return "error"
        self.places.append(row.number)
        self.texts.append(row.text)
        return "skip"

    def places_of(self, first: int, count: int) -> npt.NDArray[np.int64]:
        """The data rows (from 1) of `count` good rows, `first` good ones having gone before."""
        broken = np.array(self.places, np.int64)
        good = np.arange(first, first + count)
        # Before the good row number g stand all broken rows with at most g good ones before them.
        return good + 1 + np.searchsorted(broken - 1 - np.arange(len(broken)), good, side="right")

    def take(self) -> tuple[npt.NDArray[np.int64], pa.Array]:
        """The places and texts of the rows found broken since the last call."""
        places = np.array(self.places[self.taken :], np.int64)
        texts = pa.array(self.texts[self.taken :], pa.string())
        self.taken = len(self.places)
        return places, texts


def parsed(
    content: BinaryIO, offset: int, layout: Layout, broken: BrokenRows
) -> Iterator[pa.RecordBatch]:
    """The rows from byte `offset` of a UTF-8 text: all text, only an empty cell is null.

    Single-threaded, because only then the parser tells the number of a broken row; turning text
    into text is cheap. Empty lines are rows here, so that numbers keep their place.
    """
    names = [f"f{place}" for place in range(layout.width)]
    content.seek(offset)
    return iter(
        pacsv.open_csv(
            Unclosed(content),
            read_options=pacsv.ReadOptions(
                use_threads=False, block_size=PARSER_BLOCK, column_names=names
            ),
            parse_options=pacsv.ParseOptions(
                delimiter=layout.separator,
                quote_char='"' if layout.quoted else False,
                newlines_in_values=layout.quoted,
                ignore_empty_lines=False,
                invalid_row_handler=broken.keep,
            ),
            convert_options=pacsv.ConvertOptions(
                check_utf8=False,
                column_types=dict.fromkeys(names, pa.string()),
                null_values=[""],
                strings_can_be_null=True,
            ),
        )
    )


class Unclosed(io.RawIOBase):
    """A file that its reader may close without closing the caller's."""

    def __init__(self, content: BinaryIO) -> None:
        super().__init__()
        self.content = content

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        return self.content.read(size)
