"""How well a model foretold: of organisations by points, grade, group and what came after.

Only counts come in and only counts go out. A group of fewer than LEAST_GROUP organisations is not
told apart.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from goodstanding.ratings.domain.comparison import stability

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

GROUPS: Final = ("industry", "size", "division", "kind")
LEAST_GROUP: Final = 30
LEAST_OUTCOMES: Final = 30  # on either side: with fewer, chance decides
TOGETHER: Final = "…"


@dataclass(frozen=True)
class Cell:
    """So many organisations that are alike in everything told here."""

    points: int
    grade: str
    is_bad: bool
    count: int
    groups: tuple[str, ...] = ()  # in the order of GROUPS


@dataclass(frozen=True)
class Band:
    """The organisations of one grade."""

    grade: str
    organisations: int
    bad: int
    bad_share: float


@dataclass(frozen=True)
class Group:
    """The same model within one group: whom it misses, and whom it suspects without cause.

    `worst_share_of_good`: of those to whom nothing happened, how many had the worst grade.
    `auc` is none where either side has fewer than LEAST_OUTCOMES.
    """

    by: str
    group: str
    organisations: int
    bad: int
    bad_share: float
    mean_points: float
    worst_share_of_good: float
    auc: float | None


@dataclass(frozen=True)
class Backtest:
    """`psi` compares the grades with those the model was fitted to; none where it says none."""

    organisations: int
    bad: int
    ks: float
    auc: float
    psi: float | None
    bands: tuple[Band, ...]
    groups: tuple[Group, ...]


def judged(
    cells: Sequence[Cell], grades: Sequence[str], fitted: Mapping[str, int] | None
) -> Backtest:
    """The judgement over the cells; `grades` with the best first. Needs one of either outcome."""
    spread = dict.fromkeys(grades, 0) | dict(_counted(cells, "grade"))
    return Backtest(
        organisations=_total(cells), bad=_total(_bad(cells)), ks=ks(cells), auc=auc(cells),
        psi=stability(fitted, spread) if fitted else None,
        bands=tuple(_band(grade, [one for one in cells if one.grade == grade]) for grade in grades),
        groups=tuple(
            group
            for place, by in enumerate(GROUPS)
            for group in _groups(by, place, cells, grades[-1])
        ),
    )  # fmt: skip


def auc(cells: Iterable[Cell]) -> float:
    """How often, of a good and a bad one drawn by lot, the good one has more points; ties half."""
    won, bad_below = 0.0, 0
    good_all, bad_all = 0, 0
    for good, bad in _by_points(cells):
        won += good * (bad_below + bad / 2)
        bad_below += bad
        good_all += good
        bad_all += bad
    return round(won / (good_all * bad_all), 4)


def ks(cells: Iterable[Cell]) -> float:
    """The widest gap (Kolmogorov-Smirnov) between the shares of bad and good up to some points."""
    steps = _by_points(cells)
    good_all, bad_all = sum(good for good, _ in steps), sum(bad for _, bad in steps)
    widest, good_below, bad_below = 0.0, 0, 0
    for good, bad in steps:
        good_below += good
        bad_below += bad
        widest = max(widest, abs(bad_below / bad_all - good_below / good_all))
    return round(widest, 4)


def _by_points(cells: Iterable[Cell]) -> list[tuple[int, int]]:
    """Good and bad of each number of points, the fewest points first."""
    found: dict[int, list[int]] = {}
    for one in cells:
        found.setdefault(one.points, [0, 0])[one.is_bad] += one.count
    return [(good, bad) for _, (good, bad) in sorted(found.items())]


def _groups(by: str, place: int, cells: Sequence[Cell], worst: str) -> list[Group]:
    sizes: Counter[str] = Counter()
    for one in cells:
        sizes[one.groups[place]] += one.count
    parts: dict[str, list[Cell]] = {}
    for one in cells:
        name = one.groups[place]
        parts.setdefault(name if sizes[name] >= LEAST_GROUP else TOGETHER, []).append(one)
    return [
        _group(by, name, part, worst)
        for name, part in sorted(parts.items())
        if _total(part) >= LEAST_GROUP
    ]


def _group(by: str, name: str, cells: Sequence[Cell], worst: str) -> Group:
    total, bad = _total(cells), _total(_bad(cells))
    good = [one for one in cells if not one.is_bad]
    enough = min(bad, total - bad) >= LEAST_OUTCOMES
    return Group(
        by=by, group=name, organisations=total, bad=bad, bad_share=_share(bad, total),
        mean_points=round(sum(one.points * one.count for one in cells) / total, 1),
        worst_share_of_good=_share(_total(one for one in good if one.grade == worst), _total(good)),
        auc=auc(cells) if enough else None,
    )  # fmt: skip


def _band(grade: str, cells: Sequence[Cell]) -> Band:
    total, bad = _total(cells), _total(_bad(cells))
    return Band(grade, total, bad, _share(bad, total))


def _bad(cells: Iterable[Cell]) -> list[Cell]:
    return [one for one in cells if one.is_bad]


def _counted(cells: Iterable[Cell], name: str) -> Counter[str]:
    found: Counter[str] = Counter()
    for one in cells:
        found[getattr(one, name)] += one.count
    return found


def _total(cells: Iterable[Cell]) -> int:
    return sum(one.count for one in cells)


def _share(part: int, whole: int) -> float:
    return round(part / whole, 4) if whole else 0.0
