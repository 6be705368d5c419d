"""What a faulty cell may have been meant to say: offered to the clerk, never applied.

Each suggestion is one that the checks would accept, and says why it is made.
"""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from goodstanding.catalogue.domain.model import FieldType, Text
from goodstanding.standards import uscc

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goodstanding.catalogue.domain.model import CodeList, Field

MOST = 3
_AMOUNT = re.compile(
    r"^[￥¥]?\s*(\d{1,12}(?:[,，]\d{3})*(?:\.\d+)?)\s*(亿|百万|万|千|百)?\s*(元|块)$"
)
_TIMES = {"亿": 10**8, "百万": 10**6, "万": 10**4, "千": 10**3, "百": 10**2, None: 1}
_EITHER_WAY = re.compile(r"^(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{4})$")


@dataclass(frozen=True)
class Suggestion:
    """A value to put in place of the given one, and why."""

    value: str
    why: Text


def suggestions(
    field: Field, given: str | None, code_list: CodeList | None = None
) -> tuple[Suggestion, ...]:
    """At most MOST values that the cell may have been meant to hold; often none."""
    if not given or "*" in given:  # masked: nothing can be told from it
        return ()
    found: dict[str, Suggestion] = {}
    for one in _all(field, given.strip(), code_list):
        if one.value != given:
            found.setdefault(one.value, one)
    return tuple(found.values())[:MOST]


def _all(field: Field, given: str, code_list: CodeList | None) -> Iterator[Suggestion]:
    if field.type is FieldType.USCC:
        yield from _codes(given)
    elif field.type is FieldType.DATE:
        yield from _dates(given)
    elif field.type is FieldType.MONEY and field.unit:
        yield from _amounts(given, field.unit)
    elif code_list is not None:
        yield from _listed(given, code_list)


def _codes(given: str) -> Iterator[Suggestion]:
    code = uscc.clean(given)
    read = uscc.suggestion(code)
    if read:
        yield Suggestion(read, Text("字母读作数字", "letters read as digits"))
    if uscc.hard_fault(code) == "check_digit":
        last = uscc.check_character(code[:17])
        why = Text(
            f"前 17 位算出的第 18 位是 {last}；请对照证照",
            f"the first 17 give {last} as the 18th; compare with the certificate",
        )
        yield Suggestion(code[:17] + last, why)


def _dates(given: str) -> Iterator[Suggestion]:
    found = _EITHER_WAY.match(given)
    if not found:
        return
    first, second, year = (int(part) for part in found.groups())
    for month, day in ((first, second), (second, first)):
        if 1 <= month <= 12 and 1 <= day <= 28 + 3 * (month != 2):
            try:
                meant = date(year, month, day)
            except ValueError:
                continue
            yield Suggestion(
                meant.isoformat(), Text(f"{month} 月 {day} 日", f"month {month}, day {day}")
            )


def _amounts(given: str, unit: str) -> Iterator[Suggestion]:
    """An amount with its unit written out, in the unit of the field."""
    found = _AMOUNT.match(given)
    if not found:
        return
    digits, times, _ = found.groups()
    yuan = Decimal(digits.replace(",", "").replace("，", "")) * _TIMES[times]
    value = yuan / 10_000 if unit == "CNY_10000" else yuan
    told = f"{value.normalize():f}"
    name = Text("万元", "10,000 CNY") if unit == "CNY_10000" else Text("元", "CNY")
    yield Suggestion(told, Text(f"折合{name.zh}", f"in {name.en}"))


def _listed(given: str, code_list: CodeList) -> Iterator[Suggestion]:
    titles = [code.title.zh for code in code_list.codes if not code.refused]
    for title in difflib.get_close_matches(given, titles, n=MOST, cutoff=0.4):
        yield Suggestion(title, Text("代码表中相近的值", "a like value of the code list"))
