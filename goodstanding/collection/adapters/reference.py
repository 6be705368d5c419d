"""National tables as code lists: divisions and industries, read from the policy folder."""

from __future__ import annotations

import csv
from functools import lru_cache
from typing import TYPE_CHECKING

from goodstanding.catalogue.domain.model import Code, CodeList, Item, Text
from goodstanding.collection.domain.code_rows import LISTED

if TYPE_CHECKING:
    from pathlib import Path

State = tuple[int, int, int, int]
"""Times of content and of entry in nanoseconds, size, inode of a file: what tells that it has changed."""

_FILES = {
    "industries": ("industries.csv",),
    "divisions": ("divisions.csv", "demonstration/divisions.csv"),
}


def reference_lists(policy: Path, item: Item) -> dict[str, CodeList]:
    """The national tables that the item's fields are looked up in, retired codes included."""
    names = {LISTED[field.type] for field in item.fields if field.type in LISTED}
    return {name: _as_it_is_now(name, policy) for name in sorted(names)}


def _as_it_is_now(name: str, policy: Path) -> CodeList:
    files = [policy / file for file in _FILES[name]]
    return _read(name, tuple((file, _state(file)) for file in files if file.exists()))


def _state(file: Path) -> State:
    of = file.stat()
    return of.st_mtime_ns, of.st_ctime_ns, of.st_size, of.st_ino


# A worker takes in many small files, and to read thousands of codes takes longer than any of them.
@lru_cache(maxsize=4)
def _read(name: str, files: tuple[tuple[Path, State], ...]) -> CodeList:
    codes: set[str] = set()
    for file, _ in files:
        with file.open(encoding="utf-8", newline="") as lines:
            codes |= {row["code"] for row in csv.DictReader(lines)}
    listed = tuple(Code(code=code, title=Text(code, code)) for code in sorted(codes))
    return CodeList(name=name, title=Text(name, name), codes=listed)
