"""What a rating says: grade, points, and the records behind every one of them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from goodstanding.ratings.domain.model import UNIT

if TYPE_CHECKING:
    from datetime import date


class NotRated(StrEnum):
    """Why an organisation has no grade."""

    NOT_A_SUBJECT = "not_a_subject"
    NO_CONSENT = "no_consent"
    NOT_IN_OPERATION = "not_in_operation"
    TOO_YOUNG = "too_young"


@dataclass(frozen=True)
class Counted:
    """A record that counts, and its share of the indicator's value, in units."""

    version: str
    item: str
    dated: date
    amount: int
    repeat: bool = False


@dataclass(frozen=True)
class LeftOut:
    """A record of the kind that counts, and why it doesn't."""

    version: str
    item: str
    dated: date
    why: str  # disputed, repaired, taken_down, minor, ended, outside


@dataclass(frozen=True)
class Line:
    """One indicator: its value (none where nothing gives it one) and its points, in units."""

    indicator: str
    value: int | None
    points: int
    counted: tuple[Counted, ...] = ()
    left_out: tuple[LeftOut, ...] = ()


@dataclass(frozen=True)
class Rating:
    """One organisation by one model on one day. `grade` is None where it is not rated."""

    grade: str | None
    points: int | None
    not_rated: NotRated | None = None
    by_points: str | None = None  # the grade before caps
    caps: tuple[int, ...] = ()  # numbers of the caps that hold
    dimensions: tuple[tuple[str, int], ...] = ()
    neutral: tuple[str, ...] = ()  # dimensions for which too little was known
    lines: tuple[Line, ...] = ()

    @property
    def provisional(self) -> bool:
        """Whether a record that would count is disputed."""
        return any(one.why == "disputed" for line in self.lines for one in line.left_out)

    def line(self, indicator: str) -> Line:
        return next(one for one in self.lines if one.indicator == indicator)

    def dimension(self, code: str) -> int:
        return dict(self.dimensions)[code]

    @property
    def versions(self) -> tuple[str, ...]:
        """The versions of records that the rating rests on."""
        found = {one.version for line in self.lines for one in line.counted}
        return tuple(sorted(found))


def shown(units: int | None, decimals: int) -> str:
    """Points as they are written."""
    if units is None:
        return "—"
    return f"{units / UNIT:.{decimals}f}"
