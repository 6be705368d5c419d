"""Filters on what was found, and how much each value of a filter would leave."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from goodstanding.matching.domain.finding import FACETS, Facets, Filters

if TYPE_CHECKING:
    from collections.abc import Sequence

    from goodstanding.matching.domain.collecting import Found
    from goodstanding.matching.domain.ranking import Row


def narrow(found: Sequence[Found], filters: Filters) -> list[Found]:
    """What every filter leaves, in its order."""
    parts = [part for part in FACETS if getattr(filters, part)]
    return [one for one in found if all(_fits(one.row, part, filters) for part in parts)]


def facets(found: Sequence[Found], filters: Filters) -> Facets:
    """The values of each part, counted with the other parts' filters applied."""
    counted = {}
    for part in FACETS:
        others = narrow(found, replace(filters, **{part: ()}))
        values = Counter(value for one in others if (value := getattr(one.row, part)))
        counted[part] = tuple(sorted(values.items(), key=lambda one: (-one[1], one[0])))
    return Facets(**counted)


def _fits(row: Row, part: str, filters: Filters) -> bool:
    wanted: tuple[str, ...] = getattr(filters, part)
    value = getattr(row, part) or ""
    if part == "division":
        return any(value.startswith(area(code)) for code in wanted)
    if part == "industry":
        return any(value.startswith(code) for code in wanted)
    return value in wanted


def area(code: str) -> str:
    """What the codes of all divisions inside begin with: 330100 is 3301."""
    pairs = code[:6]
    while pairs.endswith("00"):
        pairs = pairs[:-2]
    return pairs
