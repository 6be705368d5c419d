"""Cells of a workbook as text: what a person reads in the sheet, nothing rounded or reformatted."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

# From here on a spreadsheet number has more than the 15 digits that it can hold.
LOST_FROM = 10**15
HALF_SECOND = dt.timedelta(milliseconds=500)


def column_text(values: tuple[Any, ...]) -> pa.Array:
    """A column of cells as text, empty cells null."""
    try:
        texts = pa.array(values, pa.string())
    except (pa.ArrowTypeError, pa.ArrowInvalid):
        # Only columns with numbers, dates or truth values come here.
        plain = [value if value.__class__ is str else cell_text(value) for value in values]
        texts = pa.array(plain, pa.string())
    return pc.if_else(pc.equal(texts, ""), pa.scalar(None, pa.string()), texts)


def lost_digits(values: tuple[Any, ...]) -> list[int]:
    """The places of number cells so large that their last digits are gone."""
    if not {float, int} & set(map(type, values)):
        return []
    return [
        place
        for place, value in enumerate(values)
        if value.__class__ in (float, int) and abs(value) >= LOST_FROM
    ]


def cell_text(value: Any) -> str:
    """A cell that is no text: 12 not 12.0, 0.0000001 not 1e-07, dates as 2026-03-04."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return number_text(value)
    if isinstance(value, dt.datetime):
        return moment_text(value)
    if isinstance(value, (dt.date, dt.time)):
        return value.isoformat()
    return str(value)


def number_text(value: float) -> str:
    """A number in plain digits with the 15 that a spreadsheet keeps, so that 0.1+0.2 is 0.3."""
    if value == int(value) and abs(value) < LOST_FROM:
        return str(int(value))
    text = repr(value) if abs(value) >= LOST_FROM else format(value, ".15g")
    return format(Decimal(text), "f") if "e" in text else text


def moment_text(value: dt.datetime) -> str:
    """A date with its time to the second; the date alone at midnight."""
    value = (value + HALF_SECOND).replace(microsecond=0)
    return value.date().isoformat() if value.time() == dt.time.min else value.isoformat(" ")
