"""A list of organisations as somebody has it, read row by row by the reader of submissions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO

from goodstanding.collection.adapters.reading.notes import BROKEN
from goodstanding.collection.adapters.reading.source import open_source
from goodstanding.matching.adapters.lists import NoSuchColumnError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from goodstanding.collection.adapters.reading.shape import Source

NAMES = ("name", "名称", "企业名称", "单位名称", "组织名称", "主体名称", "供应商名称", "公司名称")
CODES = ("uscc", "code", "统一社会信用代码", "信用代码", "代码", "社会信用代码")


@dataclass(frozen=True)
class Line:
    """A row as it was given, by its place in the file; a broken one could not be split into cells."""

    row: int
    name: str
    code: str
    broken: bool = False


def read_lines(
    content: BinaryIO, filename: str, *, name: str | None = None, code: str | None = None
) -> Iterator[Line]:
    """The rows of a file of any kind that a submission may have.

    Memory stays bounded whatever the file claims: it is read in batches. Rows that are broken come
    at the end. Raises UnreadableFileError and NoSuchColumnError at once.
    """
    known = {word.casefold() for word in (*NAMES, *CODES, name, code) if word}
    source = open_source(
        content, filename=filename, knows=lambda title: title.strip().casefold() in known
    )
    name_at = _place(source.headers, name, NAMES)
    code_at = _place(source.headers, code, CODES)
    if name_at is None and code_at is None:
        raise NoSuchColumnError(given=name or code or " / ".join((NAMES[1], CODES[2])), columns=", ".join(source.headers[:40]))  # fmt: skip
    return _lines(source, name_at, code_at)


def _lines(source: Source, name_at: int | None, code_at: int | None) -> Iterator[Line]:
    for batch in source.batches():
        nothing = [None] * len(batch)
        names = nothing if name_at is None else batch.column(f"c{name_at}").to_pylist()
        codes = nothing if code_at is None else batch.column(f"c{code_at}").to_pylist()
        for row, name, code in zip(batch.column("row").to_pylist(), names, codes, strict=True):
            yield Line(row, name or "", code or "")
    for fault in source.faults.table().to_pylist():
        if fault["code"] in BROKEN:
            yield Line(fault["row"], "", "", broken=True)


def _place(titles: Sequence[str], wanted: str | None, known: Sequence[str]) -> int | None:
    folded = [title.strip().casefold() for title in titles]
    if wanted is not None:
        if wanted.strip().casefold() not in folded:
            raise NoSuchColumnError(given=wanted, columns=", ".join(titles[:40]))
        return folded.index(wanted.strip().casefold())
    return next((folded.index(word) for word in known if word in folded), None)
