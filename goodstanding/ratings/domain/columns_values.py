"""The value of an indicator out of the records that count, as columns."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import ibis

from goodstanding.ratings.domain.columns_numbers import half_up, number, recode, total, whole
from goodstanding.ratings.domain.model import UNIT
from goodstanding.ratings.domain.windows import due_years, parts

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from goodstanding.ratings.domain.model import Indicator


def combined(
    table: ibis.Table, one: Indicator, *, subjects: ibis.Table, domains: Mapping[str, str],
    day: date,
) -> ibis.Table:  # fmt: skip
    """One row of each organisation with records that count: _organisation, value, and weighed where records repeat.

    `table` as `Facts.counted` gives it.
    """
    match one.take:
        case "best_per":
            best = table.group_by("_organisation", "about").aggregate(amount=table["amount"].max())
            return best.group_by("_organisation").aggregate(value=total(best["amount"]))
        case "mean":
            return _mean(table, one)
        case "missing_years":
            return _had(table, one, subjects, day)
        case "latest":
            last = ibis.window(group_by="_organisation", order_by=[ibis.desc("dated"), ibis.desc("_version")])  # fmt: skip
            table = table.mutate(_place=ibis.row_number().over(last))
            return table.filter(table["_place"] == 0).mutate(value=table["amount"])
        case "count" if one.repeat:
            return _repeated(table.mutate(domain=recode(table["_agency"], domains)), one)
    grouped = table.group_by("_organisation")
    amount = table["amount"]
    value = {
        "count": whole(UNIT) * table.count(), "sum": total(amount), "highest": amount.max(),
        "lowest": amount.min(),
    }[one.take]  # fmt: skip
    return grouped.aggregate(value=value)


def _had(table: ibis.Table, one: Indicator, subjects: ibis.Table, day: date) -> ibis.Table:
    """The reports that there are, of the years that were due."""
    due = [str(year) for year in due_years(day, one.years, one.due)]
    year = table[f"f_{one.year_field}"]
    joined = table.filter(year.isin(due)).inner_join(
        subjects, table["_organisation"] == subjects["id"]
    )
    since = joined["registered_on"].year().fill_null(0)
    joined = joined.filter(joined[f"f_{one.year_field}"].cast("int64") >= since)
    return joined.group_by("_organisation").aggregate(
        value=whole(UNIT) * joined[f"f_{one.year_field}"].nunique()
    )


def _repeated(table: ibis.Table, one: Indicator) -> ibis.Table:
    """Every further record in a domain within so long after the one before it weighs more."""
    assert one.repeat is not None
    # Of records of one day any order gives the same weights, and a sort by one column less takes three quarters of the time.
    order = ibis.window(group_by=["_organisation", "domain"], order_by="dated")
    table = table.mutate(_last=table["dated"].lag().over(order))
    # `dated` less so much, not `_last` and so much more: months differ in length.
    again = table["_last"] >= _earlier(table["dated"], one.repeat.within)
    weight = again.fill_null(ibis.literal(value=False)).ifelse(
        whole(one.repeat.factor), whole(UNIT)
    )
    table = table.mutate(_weight=weight)
    return table.group_by("_organisation").aggregate(
        value=whole(UNIT) * table.count(), weighed=total(table["_weight"])
    )


def _earlier(day: Any, duration: str) -> Any:
    months, days = parts(duration)
    moved = day - ibis.interval(months=months) if months else day
    moved = moved - ibis.interval(days=days) if days else moved
    return moved.cast("date")


def _mean(table: ibis.Table, one: Indicator) -> ibis.Table:
    """What is left of the base for each matter, by weight."""
    about = table[f"f_{one.group}"].fill_null("")
    hundredths = UNIT // 100
    weight = whole(hundredths)
    if one.weight:
        given = number(table[f"f_{one.weight}"]).fill_null(0)
        weight = ibis.greatest((given - given % hundredths) / hundredths, 0.0).cast("int64")
    table = table.mutate(_about=about, _weight=weight)
    groups = table.group_by("_organisation", "_about").aggregate(
        value=one.base - total(table["amount"]), weight=table["_weight"].max()
    )
    sums = groups.group_by("_organisation").aggregate(
        weighed=total(groups["value"] * groups["weight"]),
        weights=total(groups["weight"]),
        plain=total(groups["value"]),
        count=groups.count(),
    )
    none = sums["weights"] == 0
    value = half_up(none.ifelse(sums["plain"], sums["weighed"]), none.ifelse(sums["count"], sums["weights"]))  # fmt: skip
    return sums.select("_organisation", value=value)
