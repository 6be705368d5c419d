"""A value for every field of the catalogue, by its name where the name says enough, else by its type.

Values are clean: codes of the list in force, ISO dates in a possible order, plain decimals.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow.compute as pc

from goodstanding.catalogue.domain.model import FieldType
from goodstanding.demonstration.domain import columns, particulars, ranges
from goodstanding.demonstration.domain.ranges import REGISTER_LAG

if TYPE_CHECKING:
    from collections.abc import Callable

    from goodstanding.catalogue.domain.model import CodeList, Field
    from goodstanding.demonstration.domain.columns import Column, Days
    from goodstanding.demonstration.domain.sheet import Sheet


def value(sheet: Sheet, field: Field) -> Column:
    """The column of a field, made once: a field that others rest on stays the same."""
    if field.name not in sheet.made:
        sheet.made[field.name] = _bounded(field, _made(sheet, field))
    return sheet.made[field.name]


def _bounded(field: Field, column: Column) -> Column:
    limit = min(field.max or 10**6, field.max_standard or 10**6)
    return pc.utf8_slice_codeunits(column, 0, limit) if limit < 200 else column


def _made(sheet: Sheet, field: Field) -> Column:
    by_name = _BY_NAME.get(field.name)
    if by_name and field.type is not FieldType.CODE:
        return by_name(sheet)
    return _BY_TYPE[field.type](sheet, field)


def _text(sheet: Sheet, field: Field) -> Column:
    pool = sheet.texts(field.name)
    if pool:
        words = columns.pick(sheet.rng, pool, sheet.rows)
        return _numbered(sheet, words) if "{serial}" in pool[0] else words
    if field.name.endswith(("_number", "_code")):
        return _number(sheet, field.name)
    if field.name.endswith(("address", "premises", "warehouse")):
        return _address(sheet)
    return columns.join(
        field.title.zh.split("（")[0].split("、")[0], sheet.years(), "—", _serial(sheet)
    )


def _numbered(sheet: Sheet, words: Column) -> Column:
    """Words of the list with a number that never repeats in place of {serial}."""
    return columns.join(pc.replace_substring(words, "{serial}", ""), _serial(sheet))


def _serial(sheet: Sheet) -> Column:
    return columns.join(f"{sheet.number:02d}", columns.integers(np.arange(1, sheet.rows + 1), 4))


def _number(sheet: Sheet, name: str) -> Column:
    letters = "".join(part[0] for part in name.split("_")).upper()
    return columns.join(letters, sheet.years(), _serial(sheet))


def _address(sheet: Sheet) -> Column:
    divisions = [division.weight for division in sheet.vocabulary.divisions]
    division = columns.weighted(sheet.rng, divisions, sheet.rows)
    return particulars.addresses(sheet.rng, sheet.vocabulary, division)


def usable_codes(codes: CodeList) -> list[str]:
    """Codes of a list that any row of the city may bear: in force throughout, refused for none."""
    return [
        code.code
        for code in codes.codes
        if not (code.refused or code.valid_from or code.valid_until or code.code == "other")
    ] or [codes.codes[0].code]


def _listed(sheet: Sheet, field: Field, codes: CodeList) -> list[str]:
    """The values that texts.csv names for a coded field, by code or Chinese title."""
    known = {title: code.code for code in codes.codes for title in (code.code, code.title.zh)}
    return [known[word] for word in sheet.texts(field.name) if word in known]


def _code(sheet: Sheet, field: Field) -> Column:
    codes = sheet.lists.get(field.codes or "")
    if codes is None:
        return _text(sheet, field)
    listed = _listed(sheet, field, codes)
    if listed:
        return columns.pick(sheet.rng, listed, sheet.rows)
    pool = usable_codes(codes)
    # The first value of a list is the ordinary one: valid, active, performed.
    shares = [0.6, *[0.4 / max(1, len(pool) - 1)] * (len(pool) - 1)]
    return columns.take(pool, columns.weighted(sheet.rng, shares, sheet.rows))


def _after(sheet: Sheet, bounds: tuple[int, int]) -> Days:
    days: Days = sheet.when + sheet.rng.integers(bounds[0], bounds[1], sheet.rows)
    return days


def _date(sheet: Sheet, field: Field) -> Column:
    if field.name in ranges.BEFORE:
        back = sheet.rng.integers(
            ranges.BEFORE[field.name] // 2, ranges.BEFORE[field.name] + 1, sheet.rows
        )
        return columns.days(sheet.when - back)
    if field.name in ranges.SOON:
        days = sheet.within(_after(sheet, ranges.SOON[field.name]), required=field.required)
        return _some(sheet, field, columns.days(days), 0.5)
    if field.name in ranges.LATER and field.latest is None:
        return columns.days(_after(sheet, ranges.LATER[field.name]))
    return columns.days(sheet.when)


def _some(sheet: Sheet, field: Field, column: Column, share: float) -> Column:
    """The column, empty in a share of the rows if the field may be empty."""
    return column if field.required else columns.blank(column, ~sheet.chance(share))


def _part(sheet: Sheet, field: Field) -> Any:
    whole = sheet.made.get(ranges.PARTS.get(field.name, ""))
    if whole is None:
        return None
    return (
        pc.cast(whole, "float64").to_numpy(zero_copy_only=False)
        * sheet.rng.integers(2, 11, sheet.rows)
        / 10
    )


def _money(sheet: Sheet, field: Field) -> Column:
    values = _part(sheet, field)
    if values is None:
        values = np.clip(np.exp(sheet.rng.normal(2.0, 1.4, sheet.rows)), 0.01, 5000)
    return columns.amounts(_clipped(field, values), min(2, _places(field)))


def _places(field: Field) -> int:
    return 2 if field.decimals is None else field.decimals


def _clipped(field: Field, values: Any) -> Any:
    low = float(field.minimum) if field.minimum is not None else None
    high = float(field.maximum) if field.maximum is not None else None
    return values if low is None and high is None else np.clip(values, low, high)


def _decimal(sheet: Sheet, field: Field) -> Column:
    values = _part(sheet, field)
    if values is None:
        low, high = ranges.DECIMALS.get(field.name, (1.0, 500.0))
        values = low + sheet.rng.random(sheet.rows) * (high - low)
    return columns.amounts(_clipped(field, values), min(1, _places(field)))


def _integer(sheet: Sheet, field: Field) -> Column:
    if field.name in ranges.YEARS:
        return columns.integers(sheet.when.astype("datetime64[Y]").astype(np.int64) + 1969)
    values = _part(sheet, field)
    if values is None:
        low, high = ranges.COUNTS.get(field.name, (1, 200))
        values = sheet.rng.integers(low, high, sheet.rows)
    return columns.integers(np.floor(_clipped(field, values)))


def _boolean(sheet: Sheet, field: Field) -> Column:
    del field
    return columns.where(sheet.chance(0.85), "true", "false")


def _uscc(sheet: Sheet, field: Field) -> Column:
    if field.name.startswith(("authority", "source", "registrar")):
        return columns.repeat(sheet.body.uscc, sheet.rows)
    others = sheet.rng.integers(0, sheet.city.table.num_rows, sheet.rows)
    return sheet.city.table["uscc"].combine_chunks().take(columns.indices(others))


def _division(sheet: Sheet, field: Field) -> Column:
    del field
    return sheet.of_city("division")


def _industry(sheet: Sheet, field: Field) -> Column:
    del field
    return pc.fill_null(sheet.of_city("industry"), "9221")


def _codes(sheet: Sheet, field: Field) -> Column:
    return _code(sheet, field)


def _document(sheet: Sheet, field: Field) -> Column:
    return columns.join(f"{sheet.item.code}-{field.name}-", _serial(sheet), ".pdf")


def _case_number(sheet: Sheet) -> Column:
    return columns.join("（", sheet.years(), "）澜01", "民初", _serial(sheet), "号")


def _project(sheet: Sheet) -> Column:
    streets = columns.pick(sheet.rng, sheet.vocabulary.streets, sheet.rows)
    works = columns.pick(
        sheet.rng, ("厂房", "住宅小区", "办公楼", "道路改造", "污水管网"), sheet.rows
    )
    return columns.join(sheet.vocabulary.city, streets, works, "项目", _serial(sheet))


def _period(sheet: Sheet) -> Column:
    year = columns.integers(sheet.when.astype("datetime64[Y]").astype(np.int64) + 1969)
    return columns.join(year, "年度")


def _body_name(sheet: Sheet) -> Column:
    return columns.repeat(sheet.body.name, sheet.rows)


def _name(sheet: Sheet) -> Column:
    # Agencies copy the name from the register, which tells of a new one half a year later.
    return sheet.city.names_on(sheet.who, sheet.when - REGISTER_LAG)


def _deregistered(sheet: Sheet) -> Column:
    ended = sheet.city.ended[sheet.who]
    return columns.days(np.where(np.isnat(ended), sheet.when, ended))


_BY_TYPE: dict[FieldType, Callable[[Sheet, Field], Column]] = {
    FieldType.TEXT: _text,
    FieldType.CODE: _code,
    FieldType.CODES: _codes,
    FieldType.DATE: _date,
    FieldType.MONEY: _money,
    FieldType.DECIMAL: _decimal,
    FieldType.INTEGER: _integer,
    FieldType.BOOLEAN: _boolean,
    FieldType.USCC: _uscc,
    FieldType.INDUSTRY: _industry,
    FieldType.DIVISION: _division,
    FieldType.DOCUMENT: _document,
}
_BY_NAME: dict[str, Callable[[Sheet], Column]] = {
    "name": _name,
    "uscc": lambda sheet: sheet.of_city("uscc"),
    "capital": lambda sheet: sheet.of_city("capital"),
    "address": lambda sheet: pc.fill_null(sheet.of_city("address"), "云溪市"),
    "deregistered_on": _deregistered,
    "document_number": lambda sheet: sheet.document_numbers(),
    "removal_document": lambda sheet: sheet.document_numbers("移"),
    "case_number": _case_number,
    "basis_document": _case_number,
    "project_name": _project,
    "period": _period,
    "authority": _body_name,
    "awarding_body": _body_name,
    "commitment_body": _body_name,
    "source": _body_name,
    "currency": lambda sheet: columns.repeat("CNY", sheet.rows),
    "scope": lambda sheet: columns.pick(sheet.rng, sheet.texts("scope"), sheet.rows),
}
