"""From the records that count to one value of an indicator, and from the value to points; in whole units."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

from goodstanding.ratings.domain.model import UNIT, at, half_up

if TYPE_CHECKING:
    from datetime import date

    from goodstanding.ratings.domain.facts import Fact
    from goodstanding.ratings.domain.model import Indicator, Source


@dataclass(frozen=True)
class Taken:
    """A record that counts, with what combining needs of it."""

    fact: Fact
    dated: date
    amount: int
    domain: str
    about: str


def combined(one: Indicator, taken: list[Taken]) -> int:
    """One value of the worths of the records that count."""
    amounts = [record.amount for record in taken]
    match one.take:
        case "count":
            return UNIT * len(taken)
        case "sum":
            return sum(amounts)
        case "highest" | "lowest":
            return max(amounts) if one.take == "highest" else min(amounts)
        case "latest":
            return amounts[-1]
    return _best_per(taken) if one.take == "best_per" else _mean(one, taken)


def points_of(one: Indicator, value: int, day: date) -> int:
    """The points that a value gives."""
    if one.steps:
        points = 0
        for step in one.steps:
            if value >= step.least:
                points = at(step.points, day)
    elif one.each:
        points = one.start + half_up(at(one.each, day) * value, one.per)
    else:
        points = one.start + value
    if one.cap:
        cap = at(one.cap, day)
        points = max(points, cap) if cap < 0 else min(points, cap)
    return points if one.floor is None else max(points, one.floor)


def _best_per(taken: list[Taken]) -> int:
    best: dict[str, int] = {}
    for record in taken:
        best[record.about] = max(best.get(record.about, record.amount), record.amount)
    return sum(best.values())


def _mean(one: Indicator, taken: list[Taken]) -> int:
    values: dict[str, int] = {}
    weights: dict[str, int] = {}
    for record in taken:
        about = str(record.fact.payload.get(one.group or "") or "")
        values[about] = values.get(about, one.base) - record.amount
        weights[about] = max(weights.get(about, 0), _weight(one, record))
    total = sum(weights.values())
    if total == 0:
        return half_up(sum(values.values()), len(values))
    return half_up(sum(values[about] * weights[about] for about in values), total)


def _weight(one: Indicator, record: Taken) -> int:
    """To the hundredth, so that no engine's whole numbers run over."""
    if one.weight is None:
        return UNIT // 100
    return max(0, (number(record.fact.payload.get(one.weight)) or 0) // 100)


def worth(source: Source, fact: Fact) -> int | None:
    """What a record is worth; None where the scale doesn't know it or the number is missing."""
    if source.by:
        return dict(source.scale).get(str(fact.payload.get(source.by) or ""))
    if source.number is None:
        return UNIT
    above = number(fact.payload.get(source.number))
    if source.per is None or above is None:
        return above
    below = number(fact.payload.get(source.per))
    return half_up(above * UNIT, below) if below and below > 0 else None


def number(value: Any) -> int | None:
    """A decimal of a payload in units."""
    try:
        found = Decimal(str(value)).quantize(Decimal("0.0001"), ROUND_HALF_UP)
    except (InvalidOperation, TypeError):
        return None
    return int(found * UNIT)
