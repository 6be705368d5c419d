"""Numbers in a plan: whole, in units, and never narrower than what comes of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import ibis

from goodstanding.catalogue.domain.expression_columns import NUMBER
from goodstanding.ratings.domain.model import UNIT

if TYPE_CHECKING:
    from collections.abc import Mapping


def whole(value: int | None) -> Any:
    """A number wide enough for products: an engine takes a bare literal for a narrow one."""
    return ibis.null("int64") if value is None else ibis.literal(str(value)).cast("int64")


def total(column: Any) -> Any:
    """A sum as wide as what is summed.

    DuckDB's is twice as wide, which makes everything after it slow; Ibis doesn't know it, and
    leaves out a plain cast.
    """
    return column.sum().cast("decimal(38, 0)").cast("int64")


def number(column: Any) -> Any:
    """Decimal text in units."""
    found = column.try_cast(NUMBER).round(4) * UNIT
    return found.cast("int64")


def half_up(above: Any, below: Any) -> Any:
    """The nearest whole number, upwards in the middle; `below` is above nought."""
    top, bottom = whole(2) * above + below, whole(2) * below
    rest = ((top % bottom) + bottom) % bottom  # never below nought, whatever the engine's %
    return ((top - rest) / bottom).round().cast("int64")


def recode(column: Any, names: Mapping[str, str]) -> Any:
    cases = [(column == code, ibis.literal(name)) for code, name in sorted(names.items())]
    return ibis.cases(*cases, else_=column) if cases else column
