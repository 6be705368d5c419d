"""What can be told of an XLS workbook before the spreadsheet library opens it."""

from __future__ import annotations

import re
from typing import BinaryIO

from goodstanding.collection.adapters.reading.faults import InflatedSizeError
from goodstanding.collection.adapters.reading.notes import FileNote

# A sheet of this kind has 65,536 rows at most.
SIZE_LIMIT = 64 << 20

# Records of cells whose value, or last calculated value, is an error ([MS-XLS] BoolErr and Formula).
ERROR_CODES = rb"[\x00\x07\x0f\x17\x1d\x24\x2a]"
ERROR_RECORD = re.compile(
    rb"\x05\x02\x08\x00.{6}" + ERROR_CODES + rb"\x01"
    rb"|\x06\x00.{8}\x02." + ERROR_CODES + rb".{3}\xff\xff",
    re.DOTALL,
)


def error_cells_note(content: BinaryIO) -> tuple[FileNote, ...]:
    """A note when the workbook holds error cells, which the spreadsheet library gives as empty.

    The bytes are searched, not parsed, so the cells' places are not known.
    Raises InflatedSizeError over SIZE_LIMIT.
    """
    content.seek(0)
    records = content.read(SIZE_LIMIT + 1)
    if len(records) > SIZE_LIMIT:
        raise InflatedSizeError(limit=SIZE_LIMIT)
    count = sum(1 for _ in ERROR_RECORD.finditer(records))
    return (FileNote("file.error_cells", {"count": count}),) if count else ()
