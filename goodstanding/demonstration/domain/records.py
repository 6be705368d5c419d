"""Rows of any item of the catalogue, clean: what the agencies' systems know before anybody types."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from goodstanding.catalogue.domain.model import FieldType
from goodstanding.demonstration.domain import columns, fields, stories

if TYPE_CHECKING:
    from goodstanding.catalogue.domain.model import Field
    from goodstanding.demonstration.domain.city import City
    from goodstanding.demonstration.domain.columns import Column, Days, Indices
    from goodstanding.demonstration.domain.sheet import Sheet

# The other numbers of organisations stand in registers and, by mistake, in place of the code.
_ELSEWHERE = {"registration_number", "organisation_code", "tax_number"}


def make(sheet: Sheet) -> pa.Table:
    """The sheet's rows, one text column for each field that the item keeps.

    Codes are those of the lists, dates ISO, amounts plain decimals in the field's unit;
    no two rows have the same organisation and natural key, and the sheet keeps no other rows.
    """
    told = stories.told(sheet)
    for field in sheet.item.fields:
        if field.name in told:
            column = _coded(sheet, field, told[field.name])
            if _fits(sheet, field, column):
                sheet.made[field.name] = column
    made = {f.name: _column(sheet, f) for f in sheet.item.fields if not f.dropped}
    return _once(sheet, pa.table(made))


def _fits(sheet: Sheet, field: Field, column: Column) -> bool:
    """A story's word is taken where the field still is what the story thinks it is."""
    if field.required and column.null_count:
        return False
    if field.type not in {FieldType.CODE, FieldType.CODES} or field.codes not in sheet.lists:
        return True
    words = pc.unique(pc.drop_null(column)).to_pylist()
    known = {code.code for code in sheet.lists[field.codes].codes}
    return all(word in known for text in words for word in text.split(";"))


def _coded(sheet: Sheet, field: Field, column: Column) -> Column:
    """The column with Chinese titles of the field's list turned into codes."""
    if field.codes not in sheet.lists:
        return column
    codes = {code.title.zh: code.code for code in sheet.lists[field.codes].codes}
    for title in pc.unique(pc.drop_null(column)).to_pylist():
        if title in codes:
            column = pc.replace_substring_regex(column, f"^{title}$", codes[title])
    return column


def _column(sheet: Sheet, field: Field) -> Column:
    if field.name == "subject_category":
        sole = pc.equal(sheet.of_city("kind"), "sole_trader")
        return pc.if_else(sole, "sole_trader", "organisation")
    if field.identifies and field.identifies != "uscc":
        return columns.repeat(None, sheet.rows)
    if field.name == "remarks":
        return columns.repeat(None, sheet.rows)
    return fields.value(sheet, field)


def _once(sheet: Sheet, table: pa.Table) -> pa.Table:
    keys = [name for name in sheet.item.key if name in table.column_names]
    parts = [pc.fill_null(table[name].combine_chunks(), "") for name in ("uscc", *keys)]
    if sheet.item.key and "document_number" in keys:
        return table
    again = columns.repeated(pc.binary_join_element_wise(*parts, "|"))
    sheet.keep(~again)
    return table.filter(pa.array(~again))


def registration(city: City, who: Indices, as_of: np.datetime64, names: list[str]) -> pa.Table:
    """Rows of a registering item as the register stood at the end of a day."""
    when = np.full(len(who), as_of)
    table = city.table.select([n for n in names if n in city.table.column_names])
    table = table.take(columns.indices(who)).combine_chunks()
    ended = city.ended[who] <= as_of
    status = city.table["status"].take(columns.indices(who)).combine_chunks()
    over = ended | np.isnat(city.ended[who])
    renamed = city.renamed[who] <= as_of
    current = {
        "name": city.names_on(who, when),
        "status": columns.where(over, status, pa.scalar("active")),
        "deregistered_on": columns.blank(_taken(city, "deregistered_on", who), ~ended),
        "former_name": columns.blank(_taken(city, "former_name", who), ~renamed),
        "renamed_on": columns.blank(_taken(city, "renamed_on", who), ~renamed),
    }
    for name, column in current.items():
        if name in table.column_names:
            table = table.set_column(table.column_names.index(name), name, column)
    return table


def _taken(city: City, name: str, who: Indices) -> Column:
    return city.table[name].take(columns.indices(who)).combine_chunks()


def registering(sheet: Sheet) -> pa.Table:
    """The register's rows for a registering item: what the city knows, else as for any item."""
    names = [field.name for field in sheet.item.fields]
    known = registration(sheet.city, sheet.who, sheet.received, names)
    made = {}
    for field in sheet.item.fields:
        if field.dropped:
            continue
        if field.name in known.column_names:
            made[field.name] = known[field.name].combine_chunks()
        elif field.name in {"remarks", "public_institution_number", "social_organisation_number"}:
            made[field.name] = columns.repeat(None, sheet.rows)
        else:
            made[field.name] = fields.value(sheet, field)
    return pa.table(made)


def days_of(rng: np.random.Generator, rows: int, first: np.datetime64, last: np.datetime64) -> Days:
    """Days of events, spread evenly from the first day to the last."""
    span = max(1, int((last - first).astype("timedelta64[D]").astype(int)) + 1)
    out: Days = first + rng.integers(0, span, rows)
    return out
