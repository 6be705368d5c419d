"""Reads fields: definitions of the dictionary and what families and items change of them.

A definition is kept as the keys that were written ("patch"), so that a family and
an item can each change some keys of what stands before them.
"""

from __future__ import annotations

import keyword
import re
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from goodstanding.catalogue.domain.durations import is_date
from goodstanding.catalogue.domain.model import Field, FieldType, Text
from goodstanding.catalogue.domain.persons import PERSON_TYPES, identifies_person
from goodstanding.catalogue.domain.reading import nearest

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from goodstanding.catalogue.domain.model import CodeList
    from goodstanding.catalogue.domain.reading import Reader

SCHEMES = (
    "uscc",
    "registration_number",
    "organisation_code",
    "tax_number",
    "public_institution_number",
    "social_organisation_number",
)
NUMBERS = (FieldType.MONEY, FieldType.DECIMAL, FieldType.INTEGER)
_NAME = re.compile(r"[a-z][a-z0-9_]{0,62}")
_DECIMAL = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")
RESERVED = frozenset({"received", "true", "false"})

Patch = dict[str, Any]


@dataclass(frozen=True)
class Definition:
    """A field with the keys it was made from."""

    patch: Patch
    field: Field


def _read_type(reader: Reader, key: str) -> FieldType | None:
    word = reader.text(key)
    if word in PERSON_TYPES:
        reader.fault(key, "policy.person_subject", key=key, given=word)
        return None
    accepted = reader.choice(key, [one.value for one in FieldType])
    return None if accepted is None else FieldType(accepted)


def _read_scheme(reader: Reader, key: str) -> str | None:
    word = reader.text(key)
    if word in PERSON_TYPES:
        reader.fault(key, "policy.person_subject", key=key, given=word)
        return None
    return reader.choice(key, SCHEMES)


_READ: dict[str, Callable[[Reader, str], object]] = {
    "zh": lambda reader, key: reader.text(key),
    "en": lambda reader, key: reader.text(key),
    "type": _read_type,
    "standard": lambda reader, key: reader.text(key),
    "aliases": lambda reader, key: reader.texts(key),
    "required": lambda reader, key: reader.boolean(key),
    "identifies": _read_scheme,
    "codes": lambda reader, key: reader.text(key),
    "max": lambda reader, key: reader.integer(key),
    "max_standard": lambda reader, key: reader.integer(key),
    "unit": lambda reader, key: reader.text(key),
    "decimals": lambda reader, key: reader.integer(key),
    "minimum": lambda reader, key: reader.text(key),
    "maximum": lambda reader, key: reader.text(key),
    "min": lambda reader, key: reader.text(key),
    "earliest": lambda reader, key: reader.text(key),
    "latest": lambda reader, key: reader.text(key),
    "dropped": lambda reader, key: reader.boolean(key),
    "searchable": lambda reader, key: reader.boolean(key),
    "note": lambda reader, key: reader.title(key),
    "mark": lambda reader, _key: reader.mark(),
}


def read_patch(reader: Reader) -> Patch:
    """The keys written for a field, `name` apart; `min` is short for `minimum`."""
    patch = {key: read(reader, key) for key, read in _READ.items() if reader.has(key)}
    reader.finish()
    if "min" in patch:
        patch["minimum"] = patch.pop("min")
    return {key: value for key, value in patch.items() if value is not None}


def define(
    name: str, patch: Patch, reader: Reader, code_lists: Mapping[str, CodeList]
) -> Definition:
    """The field that the keys make; what contradicts itself is a fault at `reader`."""
    for key in ("zh", "en"):
        if key not in patch:
            reader.missing(key, Text(f"字段 {name} 需要它。", f"The field {name} needs it."))
    values = {key: value for key, value in patch.items() if key not in ("zh", "en")}
    title = Text(patch.get("zh", name), patch.get("en", name))
    field = Field(name=name, title=title, **values)
    check(field, reader, code_lists)
    return Definition(patch, field)


def check(field: Field, reader: Reader, code_lists: Mapping[str, CodeList]) -> None:
    """Note every contradiction in a field."""
    if not _NAME.fullmatch(field.name) or field.name in RESERVED or keyword.iskeyword(field.name):
        reader.fault("name", "policy.bad_name", key="name", given=field.name, accepted="_")
    if identifies_person(field) and not field.dropped:
        reader.fault(None, "policy.person_subject", key=field.name, given=field.title.zh)
    _check_codes(field, reader, code_lists)
    for key, zh, en in _contradictions(field):
        reader.fault(key, "policy.bad_field", given=field.name, problem=Text(zh, en))


def _check_codes(field: Field, reader: Reader, code_lists: Mapping[str, CodeList]) -> None:
    coded = field.type in (FieldType.CODE, FieldType.CODES)
    if field.codes is not None and field.codes not in code_lists:
        near = nearest(field.codes, code_lists)
        reader.fault("codes", "policy.unknown_code_list", given=field.codes, accepted=near)
    if coded and field.codes is None:
        problem = Text(
            f"类型 {field.type} 需要 codes: 代码表", f"type {field.type} needs codes: a code list"
        )
        reader.fault("type", "policy.bad_field", given=field.name, problem=problem)
    if not coded and field.codes is not None:
        problem = Text(
            "有代码表的字段类型须为 code 或 codes", "a field with codes has type code or codes"
        )
        reader.fault("codes", "policy.bad_field", given=field.name, problem=problem)


def _contradictions(field: Field) -> list[tuple[str, str, str]]:
    number, day = field.type in NUMBERS, field.type is FieldType.DATE
    rules = [
        ("max", field.max is not None and (number or day), "max 是字符数；数值的上限用 maximum，日期用 latest", "max counts characters; use maximum for numbers, latest for dates"),
        ("max", field.max is not None and field.max < 1, "max 至少为 1", "max is at least 1"),
        ("max_standard", field.max_standard is not None and field.max_standard < 1, "max_standard 至少为 1", "max_standard is at least 1"),
        ("unit", field.unit is not None and not number, "只有数值有单位", "only a number has a unit"),
        ("decimals", field.decimals is not None and field.type not in (FieldType.MONEY, FieldType.DECIMAL), "只有 money 和 decimal 有小数位", "only money and decimal have decimals"),
        ("decimals", field.decimals is not None and not 0 <= field.decimals <= 6, "小数位为 0 至 6", "decimals are 0 to 6"),
        ("minimum", _bad_bound(field.minimum, number=number), "minimum 只用于数值，写成数字", "minimum is for numbers and is a number"),
        ("maximum", _bad_bound(field.maximum, number=number), "maximum 只用于数值，写成数字", "maximum is for numbers and is a number"),
        ("maximum", _crossed(field.minimum, field.maximum), "maximum 小于 minimum", "maximum is below minimum"),
        ("earliest", field.earliest is not None and not (day and is_date(field.earliest)), "earliest 只用于日期，写成 YYYY-MM-DD", "earliest is for dates, as YYYY-MM-DD"),
        ("latest", field.latest is not None and not (day and (field.latest == "received" or is_date(field.latest))), "latest 只用于日期，写成 received 或 YYYY-MM-DD", "latest is for dates: received or YYYY-MM-DD"),
        ("dropped", field.dropped and field.required, "不保留的列不能是必填", "a dropped column can't be required"),
    ]  # fmt: skip
    return [(key, zh, en) for key, wrong, zh, en in rules if wrong]


def _bad_bound(bound: str | None, *, number: bool) -> bool:
    return bound is not None and not (number and _DECIMAL.fullmatch(bound))


def _crossed(low: str | None, high: str | None) -> bool:
    if low is None or high is None:
        return False
    both = _DECIMAL.fullmatch(low) and _DECIMAL.fullmatch(high)
    return bool(both) and Decimal(high) < Decimal(low)
