"""Two editions of a model over the same organisations: who moves, and how far the whole shifts."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from math import log
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

_LEAST = 1e-4  # a share of nought has no logarithm


@dataclass(frozen=True)
class Shift:
    """How the grades of a group of organisations are spread before and after."""

    group: str
    count: int
    up: int
    down: int
    stability: float  # population stability index


@dataclass(frozen=True)
class Comparison:
    """`moves`: how many went from which grade to which; `groups`: the same by a feature."""

    before: dict[str, int]
    after: dict[str, int]
    moves: dict[tuple[str, str], int]
    stability: float
    groups: tuple[Shift, ...]

    @property
    def moved(self) -> int:
        return sum(count for (old, new), count in self.moves.items() if old != new)


def compare(
    rows: Iterable[tuple[str, str, str]], order: Sequence[str], *, least: int = 1
) -> Comparison:
    """Of rows (grade before, grade after, group); grades in `order`, the best first, then "none".

    Groups of fewer than `least` organisations are not told apart.
    """
    counted: Counter[tuple[str, str, str]] = Counter(rows)
    moves: Counter[tuple[str, str]] = Counter()
    by_group: dict[str, Counter[tuple[str, str]]] = {}
    for (old, new, group), count in counted.items():
        moves[old, new] += count
        by_group.setdefault(group, Counter())[old, new] += count
    return Comparison(
        before=_spread(moves, 0), after=_spread(moves, 1), moves=dict(sorted(moves.items())),
        stability=_stability(moves),
        groups=tuple(
            _shift(group, found, order)
            for group, found in sorted(by_group.items())
            if found.total() >= least
        ),
    )  # fmt: skip


def _shift(group: str, moves: Counter[tuple[str, str]], order: Sequence[str]) -> Shift:
    rank = {code: n for n, code in enumerate(order)}
    up = down = 0
    for (old, new), count in moves.items():
        if old in rank and new in rank:
            up += count if rank[new] < rank[old] else 0
            down += count if rank[new] > rank[old] else 0
    return Shift(group, moves.total(), up, down, _stability(moves))


def _spread(moves: Mapping[tuple[str, str], int], side: int) -> dict[str, int]:
    found: Counter[str] = Counter()
    for pair, count in moves.items():
        found[pair[side]] += count
    return dict(sorted(found.items()))


def _stability(moves: Counter[tuple[str, str]]) -> float:
    return stability(_spread(moves, 0), _spread(moves, 1))


def stability(before: Mapping[str, int], after: Mapping[str, int]) -> float:
    """The population stability index: under 0.1 hardly a shift, over 0.25 a great one."""
    old_total, new_total = sum(before.values()), sum(after.values())
    if old_total == 0 or new_total == 0:
        return 0.0
    index = 0.0
    for grade in sorted(before.keys() | after.keys()):
        old = max(before.get(grade, 0) / old_total, _LEAST)
        new = max(after.get(grade, 0) / new_total, _LEAST)
        index += (new - old) * log(new / old)
    return round(index, 4)
