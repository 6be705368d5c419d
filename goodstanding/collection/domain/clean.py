"""From the text of a cell to the value that is kept: dates, amounts, truth values, codes.

Every function takes and returns Ibis columns. A value that can't be read becomes
null; the check stage compares it with what was given. White space around a cell
was already removed, and an empty cell is null, when the file was staged.

Each slow reading (a pattern, a replacement) stands behind a test that most cells
pass: the engine evaluates a branch only for the rows that need it.
"""

from __future__ import annotations

from typing import Any

import ibis

from goodstanding.catalogue.domain.model import Field, FieldType
from goodstanding.collection.domain.code_rows import BRACKETS, WIDE_DIGITS

# Written by agencies for "no end": kept as null.
OPEN_ENDED = ("长期", "永久", "无固定期限", "长期有效", "无期限")
LAST_DAYS = ("2099-12-31", "9999-12-31")

_DATE_PARTS = r"^(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?:[ T]+\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?$"
_DATE_DIGITS = r"^(\d{4})(\d{2})(\d{2})(?:000000)?$"
_GROUPED = r"^-?\d{1,3}([,，]\d{3})+(\.\d+)?$"


def narrow(text: Any) -> Any:
    """Full-width digits and signs as ASCII."""
    return ibis.ifelse(text.re_search("[０-９．－／，]"), text.translate(*WIDE_DIGITS), text)


def date(text: Any) -> Any:
    """The day, from every spelling in `MESSAGES["date_format"]`, with or without a time of day."""
    # Only ten characters are tried directly: an engine also reads words such as "epoch".
    plain = ibis.ifelse(text.length() == 10, text, ibis.null("string")).try_cast("date")
    return ibis.coalesce(plain, _slow_date(text))


def _slow_date(text: Any) -> Any:
    text = narrow(text)
    dashed = ibis.cases(
        (text.re_search(_DATE_DIGITS), text.re_replace(_DATE_DIGITS, r"\1-\2-\3")),
        (text.re_search(_DATE_PARTS), text.re_replace(_DATE_PARTS, r"\1-\2-\3")),
        else_=ibis.null("string"),
    )
    return dashed.try_cast("date")


def is_open_ended(text: Any) -> Any:
    """Whether the cell says that there is no end."""
    return text.isin(OPEN_ENDED)


def open_ended(day: Any) -> Any:
    """A day that may be open-ended: the last days of the calendar are null."""
    return ibis.ifelse(day.isin([ibis.date(d) for d in LAST_DAYS]), ibis.null("date"), day)


def number(text: Any, field: Field) -> Any:
    """The number in the field's unit; null where it is none or has too many decimals."""
    pattern = number_pattern(field)
    read = ibis.ifelse(text.re_search(pattern), text, _slow_number(text, field, pattern))
    return read.try_cast("decimal(18,6)")


def _slow_number(text: Any, field: Field, pattern: str) -> Any:
    text = narrow(text).re_replace(r"[\s￥¥]", "")
    text = text.re_replace(unit_suffix(field), "")
    ungrouped = ibis.ifelse(text.re_search(_GROUPED), text.re_replace("[,，]", ""), text)
    return ibis.ifelse(ungrouped.re_search(pattern), ungrouped, ibis.null("string"))


def number_pattern(field: Field) -> str:
    """What a number of this field looks like: at most twelve digits before the point."""
    decimals = 0 if field.type == FieldType.INTEGER else (field.decimals or 6)
    return r"^-?\d{1,12}$" if not decimals else rf"^-?\d{{1,12}}(\.\d{{1,{decimals}}})?0*$"


def unit_suffix(field: Field) -> str:
    """Only the field's own unit may follow the digits; another one is a fault, not a factor."""
    return "(万元|万)$" if field.unit == "CNY_10000" else "元$" if field.unit else "%$"


def plain_decimal(value: Any) -> Any:
    """A decimal as JSON writes it, without needless zeros: 295.99, 5, 0.2."""
    return value.cast("string").re_replace(r"\.?0+$", "")


def boolean(text: Any) -> Any:
    """是 or 否 in the spellings that systems export."""
    word = text.lower()
    return ibis.cases(
        (word.isin(["是", "有", "y", "yes", "true", "1", "t"]), True),
        (word.isin(["否", "无", "n", "no", "false", "0", "f"]), False),
        else_=ibis.null("boolean"),
    )


def code_word(text: Any) -> Any:
    """A code as it is looked up: half-width brackets, no spaces, lower case."""
    plain = narrow(text).re_replace(r"\s", "").lower()
    return plain.translate(*BRACKETS)
