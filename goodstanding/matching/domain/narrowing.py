"""Filters on hits, and how many hits each value of a filter would leave."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from goodstanding.matching.domain.finding import FACETS, Facets, Filters

if TYPE_CHECKING:
    from collections.abc import Sequence

    from goodstanding.matching.domain.finding import Hit


def narrow(hits: Sequence[Hit], filters: Filters) -> list[Hit]:
    """The hits that every filter leaves, in their order."""
    return [hit for hit in hits if all(_fits(hit, part, filters) for part in FACETS)]


def facets(hits: Sequence[Hit], filters: Filters) -> Facets:
    """The values of each part, counted with the other parts' filters applied."""
    counted = {}
    for part in FACETS:
        others = narrow(hits, replace(filters, **{part: ()}))
        values = Counter(getattr(hit, part) for hit in others if getattr(hit, part))
        counted[part] = tuple(sorted(values.items(), key=lambda one: (-one[1], one[0])))
    return Facets(**counted)


def _fits(hit: Hit, part: str, filters: Filters) -> bool:
    wanted: tuple[str, ...] = getattr(filters, part)
    if not wanted:
        return True
    value = getattr(hit, part) or ""
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
