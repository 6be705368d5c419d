"""National tables as code lists: divisions and industries, read from the policy folder."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

from goodstanding.catalogue.domain.model import Code, CodeList, Item, Text
from goodstanding.collection.domain.code_rows import LISTED

if TYPE_CHECKING:
    from pathlib import Path

_FILES = {
    "industries": ("industries.csv",),
    "divisions": ("divisions.csv", "demonstration/divisions.csv"),
}


def reference_lists(policy: Path, item: Item) -> dict[str, CodeList]:
    """The national tables that the item's fields are looked up in, retired codes included."""
    names = {LISTED[field.type] for field in item.fields if field.type in LISTED}
    return {name: _read([policy / file for file in _FILES[name]], name) for name in sorted(names)}


def _read(files: list[Path], name: str) -> CodeList:
    codes: set[str] = set()
    for file in files:
        if file.exists():
            with file.open(encoding="utf-8", newline="") as lines:
                codes |= {row["code"] for row in csv.DictReader(lines)}
    listed = tuple(Code(code=code, title=Text(code, code)) for code in sorted(codes))
    return CodeList(name=name, title=Text(name, name), codes=listed)
