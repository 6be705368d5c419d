"""A fitted scorecard as a rating model: bins become steps, so that our engine comes to its points.

Values are whole numbers of UNITs. A bin holds the values from its bound on, as a step does; a
bound between two whole numbers is raised to the next, which leaves every value in its bin.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from math import ceil
from typing import TYPE_CHECKING, Any, Final

from goodstanding.ratings.domain.model import UNIT, at
from goodstanding.ratings.domain.values import points_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from goodstanding.ratings.domain.model import Indicator, Model

_BELOW_ALL: Final = -999_999_999 * UNIT
USE: Final = {
    "zh": "离线统计模型，仅供参考：不公示，不作为列入名单或者采取措施的依据。",
    "en": "A statistical model, fitted offline: not published, no ground for a list or a measure.",
}


@dataclass(frozen=True)
class Bins:
    """One indicator: the points of each bin by its lower bound, the lowest first; those of no value."""

    points: tuple[int, ...]
    bounds: tuple[float, ...]  # one fewer than points
    missing: int

    @property
    def steps(self) -> list[tuple[int, int]]:
        """Lower bound in units, points."""
        return list(
            zip((_BELOW_ALL, *(ceil(one) for one in self.bounds)), self.points, strict=True)
        )


@dataclass(frozen=True)
class Card:
    """A scorecard: of each indicator that separates, its bins."""

    bins: Mapping[str, Bins]
    tool: str


def exported(draft: Mapping[str, Any], model: Model, card: Card) -> dict[str, Any]:
    """The policy file of the draft with the points of the card, but for the counts of `fitted`.

    An indicator that does not separate is left out, or kept without points where another part
    of the model asks for it.
    """
    asked = {code for cap in model.caps for code, _ in cap.conditions}
    asked |= {code for one in model.indicators for code in one.none_of}
    indicators = [
        _indicator(one, card.bins.get(one["code"]))
        for one in draft["indicators"]
        if one["code"] in card.bins or one["code"] in asked
    ]
    left = {key: value for key, value in draft.items() if key not in ("off_because", "tests")}
    return left | {
        "status": "ready", "use": USE, "decimals": 0, "indicators": indicators,
        "dimensions": [made for one in draft["dimensions"] if (made := _dimension(one, model, card))],
    }  # fmt: skip


def _indicator(draft: Mapping[str, Any], bins: Bins | None) -> dict[str, Any]:
    bare = {key: value for key, value in draft.items() if key not in ("each", "per", "cap", "floor", "steps", "start", "available", "absent", "repeat")}  # fmt: skip
    if bins is None:
        return {key: value for key, value in bare.items() if key != "dimension"}
    steps = [{"from": _decimal(least), "points": points} for least, points in bins.steps]
    return bare | {"steps": steps, "absent": bins.missing}


def _dimension(draft: Mapping[str, Any], model: Model, card: Card) -> dict[str, Any] | None:
    """The dimension with room for the best and the worst sum, so that nothing is cut off."""
    within = [
        card.bins[one.code]
        for one in model.indicators
        if one.dimension == draft["code"] and one.code in card.bins
    ]
    if not within:
        return None
    return {
        "code": draft["code"], "name": draft["name"],
        "max": sum(max(*one.points, one.missing) for one in within),
        "floor": sum(min(*one.points, one.missing) for one in within),
    }  # fmt: skip


def _decimal(units: int) -> int | float:
    found = Decimal(units) / UNIT
    return int(found) if found == int(found) else float(found)


def spread(model: Model, rows: Iterable[Mapping[str, int | None]], day: date) -> dict[str, int]:
    """How many of the rows (value of each indicator) have which grade."""
    found = Counter(_grade(model, row, day) for row in rows)
    return {one.code: found[one.code] for one in model.grades}


def _grade(model: Model, row: Mapping[str, int | None], day: date) -> str:
    total = sum(_points(one, row.get(one.code), day) for one in model.indicators if one.dimension)
    by_points = next(
        (one.code for one in model.grades if total >= at(one.bound, day)), model.grades[-1].code
    )
    held = [cap.at_most for cap in model.caps if _holds(cap.conditions, row)]
    return max([by_points, *held], key=model.rank)


def _points(one: Indicator, value: int | None, day: date) -> int:
    return one.absent if value is None else points_of(one, value, day)


def _holds(conditions: Sequence[tuple[str, int]], row: Mapping[str, int | None]) -> bool:
    return any((row.get(code) or 0) >= least for code, least in conditions)
