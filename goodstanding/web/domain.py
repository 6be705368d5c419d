"""What pages are drawn from, without Django: a term line's places, dates and amounts in words."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from itertools import pairwise
from typing import TYPE_CHECKING, Final, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Sequence

Day: TypeAlias = date  # the field of the same name would hide it

OPEN_ENDED: Final = date(2099, 12, 31)
"""How 'without an end' is written in the national formats; never shown as a date."""

SHAPES: Final = ("start", "opens", "today", "suspended", "end")
LEAST_GAP: Final = 5.0
"""Per cent of the line below which two shapes would touch on a phone."""

MONTHS: Final = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Point:
    """One point of a term line; `date` None stands for an end that is not known.

    `until` is the last day of a suspension and belongs to the shape `suspended` only. `binds` says of
    an end that somebody must have acted by then: what comes after it is overdue, else it is only over.
    """

    shape: str
    label: str
    date: Day | None
    until: Day | None = None
    binds: bool = False

    def __post_init__(self) -> None:
        if self.shape not in SHAPES:
            raise ValueError(f"shape {self.shape!r} is none of {', '.join(SHAPES)}")

    @property
    def day(self) -> Day | None:
        """The civil day; nothing for an open end."""
        found = self.date.date() if isinstance(self.date, datetime) else self.date
        return None if found == OPEN_ENDED else found


@dataclass(frozen=True, kw_only=True)
class Placed:
    """A point and where its shape stands, in per cent of the line."""

    point: Point
    at: float


@dataclass(frozen=True, kw_only=True)
class Stretch:
    """A part of the line: `passed`, `overdue` or `suspended`, from and to in per cent."""

    kind: str
    start: float
    end: float


@dataclass(frozen=True, kw_only=True)
class TermLine:
    """A term line ready to draw; `is_open` where nothing ends it."""

    placed: tuple[Placed, ...]
    stretches: tuple[Stretch, ...]
    is_open: bool


def term_line(points: Sequence[Point]) -> TermLine:
    """Lay the points out by their days; the order of time is the order of drawing.

    Neighbours keep a least distance, so that no shape hides another; days far apart stay
    in proportion. A point without a day stands at the end.
    """
    ordered = sorted(points, key=lambda point: (point.day is None, point.day or date.max))
    places = _spread(_shares([point.day for point in ordered]))
    placed = tuple(Placed(point=point, at=at) for point, at in zip(ordered, places, strict=True))
    is_open = not any(one.point.shape == "end" and one.point.day for one in placed)
    return TermLine(placed=placed, stretches=tuple(_stretches(placed)), is_open=is_open)


def _shares(days: Sequence[date | None]) -> list[float]:
    """Where the days stand in per cent, in proportion; what has no day stands at the end."""
    known = [day for day in days if day]
    if not known:
        return [100.0] * len(days)
    # A line without an end leaves room after its last day.
    width = 100.0 if len(known) == len(days) else 80.0
    first = min(known)
    span = (max(known) - first).days or 1
    return [100.0 if day is None else width * (day - first).days / span for day in days]


def _spread(shares: list[float]) -> list[float]:
    gap = min(LEAST_GAP, 100.0 / max(len(shares) - 1, 1))
    rising: list[float] = []
    for share in shares:
        rising.append(max(share, rising[-1] + gap) if rising else share)
    falling = rising[:]
    for index in range(len(falling) - 1, -1, -1):
        limit = 100.0 if index == len(falling) - 1 else falling[index + 1] - gap
        falling[index] = round(max(min(falling[index], limit), 0.0), 2)
    return falling


def _stretches(placed: Sequence[Placed]) -> list[Stretch]:
    first = placed[0].at if placed else 0.0
    now = next((one.at for one in placed if one.point.shape == "today"), None)
    end = next((one for one in placed if one.point.shape == "end"), None)
    found = []
    if now is not None:
        found.append(Stretch(kind="passed", start=first, end=min(now, end.at if end else now)))
        if end is not None and end.point.binds and end.at < now:
            found.append(Stretch(kind="overdue", start=end.at, end=now))
    found += [_suspension(one, placed) for one in placed if one.point.shape == "suspended"]
    return found


def _suspension(one: Placed, placed: Sequence[Placed]) -> Stretch:
    """From its first day to its last, or to the next point where the last is not told."""
    if one.point.until is not None:
        return Stretch(kind="suspended", start=one.at, end=_where(one.point.until, placed))
    following = [other.at for other in placed if other.at > one.at]
    return Stretch(kind="suspended", start=one.at, end=following[0] if following else 100.0)


def _where(day: date, placed: Sequence[Placed]) -> float:
    """The place of a day that is no point: in proportion between its neighbours."""
    dated = [(one.point.day, one.at) for one in placed if one.point.day]
    for (before, left), (after, right) in pairwise(dated):
        if before <= day <= after and before < after:
            return round(left + (right - left) * (day - before).days / (after - before).days, 2)
    return dated[-1][1] if dated else 100.0


def is_open_ended(value: date | None) -> bool:
    """Whether a date says 'without an end'."""
    day = value.date() if isinstance(value, datetime) else value
    return day == OPEN_ENDED


def long_date(value: date, language: str) -> str:
    """A date in a sentence: 2026年3月4日, or 4 March 2026."""
    if language.startswith("zh"):
        return f"{value.year}年{value.month}月{value.day}日"
    return f"{value.day} {MONTHS[value.month - 1]} {value.year}"


def thousands(value: Decimal | int) -> str:
    """A figure with separators: 1,234 and 20,000.5; no digit is lost."""
    return f"{value:,f}" if isinstance(value, Decimal) else f"{value:,d}"


def amount(ten_thousands: Decimal, language: str) -> str:
    """An amount given in 10,000 CNY: 2.00 万元（20,000 元）, or CNY 20,000."""
    yuan = plain(ten_thousands * 10_000)
    if not language.startswith("zh"):
        return f"CNY {thousands(yuan)}"
    decimals = max(2, -exponent(plain(ten_thousands)))
    return f"{ten_thousands:,.{decimals}f} 万元（{thousands(yuan)} 元）"


def plain(value: Decimal) -> Decimal:
    """The same number without zeros after the point and without an exponent."""
    bare = value.normalize()
    return bare if exponent(bare) <= 0 else bare.quantize(Decimal(1))


def exponent(value: Decimal) -> int:
    """The power of ten of the last digit."""
    found = value.as_tuple().exponent
    return found if isinstance(found, int) else 0


def uscc_groups(code: str) -> tuple[str, ...]:
    """The groups in which a long code is read; joined they are the code itself."""
    if len(code) == 18:
        return (code[:8], code[8:16], code[16:])
    return tuple(code[start : start + 4] for start in range(0, len(code), 4))


def seconds_to_wait(missing: float, rate: float) -> int:
    """Whole seconds until `missing` tokens have come back at `rate` a second; at least one."""
    return max(1, math.ceil(missing / rate))
