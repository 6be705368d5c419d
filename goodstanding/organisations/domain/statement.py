"""Statements in the form in which organisations are compared: codes cleaned, names folded."""

from __future__ import annotations

from typing import Any

import ibis

from goodstanding.organisations.domain.said import FOLDED, SAID, STATEMENT
from goodstanding.standards.columnar import characters, names, uscc

_NUMBERS = (
    "registration_number", "tax_number", "public_institution_number", "social_organisation_number",
)  # fmt: skip
_CONTROL = r"[\x00-\x1f]+"


def said() -> Any:
    """The table of statements as records give them."""
    types = dict.fromkeys(SAID, "string") | {"organisation_id": "int64", "version": "int64"}
    return ibis.table(types, name="said")


def statements() -> list[Any]:
    """The cells of STATEMENT; the kind of an organisation is that of its code where none is told."""
    rows = said()
    cells = {column: rows[column] for column in SAID}
    for column in _NUMBERS:
        cells[column] = characters.identifier(rows[column]).nullif("")
    for column, folded in FOLDED.items():
        cells[column] = _one_line(rows[column])
        cells[folded] = names.fold(rows[column]).nullif("")
    told = ibis.coalesce(rows.kind, uscc.kind(rows.uscc))
    cells["kind"] = ibis.ifelse(rows.registers == "t", told, ibis.null("string"))
    return [cells[column] for column in STATEMENT]


def _one_line(text: Any) -> Any:
    return ibis.ifelse(text.re_search(_CONTROL), text.re_replace(_CONTROL, " "), text)
