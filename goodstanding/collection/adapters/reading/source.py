"""The read stage: a file of any accepted kind becomes columns of text, exactly as given.

Nothing is guessed, trimmed or cast here; cleaning and checking come later and need what was sent.
"""

from __future__ import annotations

from typing import BinaryIO

from goodstanding.collection.adapters.reading.columnar import open_parquet
from goodstanding.collection.adapters.reading.delimited import open_delimited
from goodstanding.collection.adapters.reading.dialect import refuse_wide_head
from goodstanding.collection.adapters.reading.jsonlines import open_jsonlines
from goodstanding.collection.adapters.reading.kinds import HEAD_BYTES, kind_of
from goodstanding.collection.adapters.reading.shape import CellAddress, Knows, Source
from goodstanding.collection.adapters.reading.workbook import open_workbook

__all__ = ["CellAddress", "Knows", "Source", "open_source"]


def open_source(content: BinaryIO, *, filename: str, knows: Knows) -> Source:
    """Open a file for reading: CSV, JSON Lines, XLSX, XLS or Parquet, by its content.

    `content` is seekable, stays open as long as rows are read, and is not closed. `knows` tells
    whether a title belongs to a field of the item; by it the title row is found below other rows.

    Raises a subclass of UnreadableFileError for a file refused whole. Time and memory stay bounded
    whatever the file claims.
    """
    kind = kind_of(content, filename)
    if kind == "parquet":
        return open_parquet(content)
    if kind in {"xlsx", "xls"}:
        return open_workbook(content, knows, kind)
    if kind == "jsonl":
        return open_jsonlines(content)
    content.seek(0)
    refuse_wide_head(content.read(16 * HEAD_BYTES))
    return open_delimited(content, knows)
