"""The item `penalty` in the words of the peers that check: types, lengths, codes, what is required.

That is the part of our checks which such a schema can say. Check digits, rules across
columns, working days, persons' numbers and the match with the register are beyond it.
"""

from __future__ import annotations

import csv
import os
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

    from goodstanding.catalogue.domain.model import CodeList, Field

USCC = "^[0-9A-HJ-NPQRTUWXY]{2}[0-9]{6}[0-9A-HJ-NPQRTUWXY]{10}$"
DAY = "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"
SUM = "^[0-9]+([.][0-9]{1,6})?$"


def _columns(file: Path) -> list[tuple[str, Field, CodeList | None]]:
    from goodstanding.catalogue.queries import catalogue_in_force
    from goodstanding.lib.environment import read_environment

    environment = read_environment(os.environ)
    loaded = catalogue_in_force(environment.policy, environment.home / "cache")
    known = {
        title: field
        for field in loaded.item("penalty").fields
        for title in (field.standard, *field.aliases)
    }
    with file.open(encoding="utf-8", newline="") as stream:
        titles = next(csv.reader(stream))
    return [
        (title, known[title], loaded.code_lists.get(known[title].codes or "")) for title in titles
    ]


def _words(codes: CodeList) -> list[str]:
    return sorted({word for c in codes.codes for word in (c.code, c.title.zh, *c.synonyms)})


def table_schema(file: Path) -> dict[str, Any]:
    """The Table Schema of the file's columns, for frictionless."""
    fields = []
    for title, field, codes in _columns(file):
        kind = {"date": "date", "money": "number"}.get(field.type.value, "string")
        rules: dict[str, Any] = {"required": True} if field.required else {}
        if kind == "number":
            rules["minimum"] = 0
        if field.max:
            rules["maxLength"] = field.max
        if field.type == "uscc":
            rules["pattern"] = USCC
        if field.type == "code" and codes:
            rules["enum"] = _words(codes)
        fields.append({"name": title, "type": kind, "constraints": rules})
    return {"fields": fields}


def json_schema(file: Path) -> dict[str, Any]:
    """The JSON Schema of a row of texts without its empty cells."""
    properties = {}
    required = []
    patterns = {"date": DAY, "money": SUM, "uscc": USCC}
    for title, field, codes in _columns(file):
        rules: dict[str, Any] = {"type": "string"}
        if field.max:
            rules["maxLength"] = field.max
        if field.type.value in patterns:
            rules["pattern"] = patterns[field.type.value]
        if field.type == "code" and codes:
            rules["enum"] = _words(codes)
        if field.required:
            required.append(title)
        properties[title] = rules
    return {"type": "object", "properties": properties, "required": required}
