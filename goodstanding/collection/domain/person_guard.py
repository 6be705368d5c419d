"""No natural person's number gets past this stage, and none is ever shown or kept.

One pattern finds the cells that may hold such a number; these few are gathered into a
table of their own, and only there the check digit is computed. What is shown of a
faulty row is masked by the pattern alone: what looks like such a number is hidden too.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

import ibis

from goodstanding.catalogue.domain.model import Field, FieldType
from goodstanding.standards.columnar import characters, person_number

if TYPE_CHECKING:
    from collections.abc import Sequence

_CONTROL = r"[\x00-\x1f]"
SHORTEST = 18
_BETWEEN = "|"  # ends every number, and stands in none
_STARS = r"\1******************\2"


def guarded(field: Field) -> bool:
    """Whether a number could stand in the field without being a fault of form already."""
    return field.type in {FieldType.TEXT, FieldType.DOCUMENT} or field.identifies is not None


@dataclass(frozen=True)
class CellPlaces:
    """What stands in the query of suspect cells for a field: its column, and its name as a text."""

    column: str = "cell_of_the_field"
    name: str = "name_of_the_field"


CELL = CellPlaces()
SUSPECT = {"row": "int64", "field": "string", "text": "string"}


def suspect_row(fields: Sequence[Field]) -> Any:
    """Rows with a cell that may hold a natural person's number.

    All cells of a row are searched as one text: the pattern takes longer to read than a small file.
    """
    cells = [field.name for field in fields if guarded(field)]
    raw = ibis.table({"row": "int64", **dict.fromkeys(cells, "string")}, name="raw")
    long = [ibis.ifelse(_long_enough(raw[name]), raw[name], "") for name in cells]
    return raw.filter(person_number.may_hold(ibis.literal(_BETWEEN).join(long))).select(s_row="row")


@cache
def suspect() -> Any:
    """Cells of one field that may hold a natural person's number: `row`, `field`, `text`.

    Written once for all fields of all items, and put together by `suspect_query`.
    """
    raw = ibis.table({"row": "int64", CELL.column: "string"}, name="raw")
    rows = ibis.table({"s_row": "int64"}, name="suspect_row")
    raw = raw.semi_join(rows, raw.row == rows.s_row)
    cell = raw[CELL.column]
    held = raw.filter(_long_enough(cell) & person_number.may_hold(cell))
    return held.select("row", field=ibis.literal(CELL.name), text=held[CELL.column])


def suspect_query(template: str, fields: Sequence[Field]) -> str:
    """The query for the suspect cells of every guarded field."""
    return "\nUNION ALL\n".join(
        template.replace(CELL.column, field.name).replace(CELL.name, field.name)
        for field in fields
        if guarded(field)
    )


def _long_enough(text: Any) -> Any:
    """Most cells are shorter than such a number, and counting is quicker than searching."""
    return text.length() >= SHORTEST


@cache
def person() -> Any:
    """Rows with a natural person's number: `person_row`, `person_fields` (";facts;remarks;")."""
    suspects = ibis.table(SUSPECT, name="suspect")
    held = suspects.filter(person_number.has_person_number(suspects.text))
    rows = held.group_by(person_row=held.row).agg(fields=held.field.group_concat(";"))
    return rows.select(
        "person_row", person_fields=ibis.literal(";") + rows.fields + ibis.literal(";")
    )


def one_line(text: Any) -> Any:
    """A cell without control characters."""
    return ibis.ifelse(text.re_search(_CONTROL), text.re_replace(_CONTROL, " "), text)


def shown(text: Any) -> Any:
    """A cell in one line, without anything that looks like a natural person's number."""
    # Starred twice: the edge between two numbers belongs to the first match.
    lined = one_line(text)
    return ibis.ifelse(person_number.may_hold(lined), _starred(_starred(lined)), lined)


def shown_identifier(text: Any) -> Any:
    """The same for an identifier, which could be a passport's number as a whole."""
    passport = person_number.has_passport(characters.identifier(text))
    return ibis.ifelse(passport, ibis.literal("*" * 9), shown(text))


def _starred(text: Any) -> Any:
    return text.re_replace(person_number.LOOKS, _STARS)
