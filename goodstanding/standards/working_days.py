"""Working days: which days count in time limits of so many working days.

Public holidays and the Saturdays and Sundays worked for them are announced for each year
by the State Council General Office; a file per year holds them.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Self

import yaml

from goodstanding.lib.errors import GoodstandingError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

_DAY = timedelta(days=1)
_SATURDAY = 5
# Every file that comes in asks for the calendars: libyaml reads them in a fifth of the time.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class CalendarError(GoodstandingError):
    code = "working_days.calendar"
    message = (
        "The calendar %(file)s can't be used: %(reason)s. Write `year`, `holidays` (name, from, "
        "until) and `working` (days), every day within the year, as the other calendars do."
    )


@dataclass(frozen=True)
class CalendarYear:
    """One year as announced: its free days and its worked Saturdays and Sundays.

    `mark` tells how sure the dates are (S seen in a copy of the notice, S~ seen in secondary
    sources, M from memory).
    """

    year: int
    holidays: frozenset[date]
    working: frozenset[date]
    mark: str


class WorkingCalendar:
    """The years that are known; in any other year, weekdays count and nothing else does."""

    def __init__(self, years: Iterable[CalendarYear]) -> None:
        self._years = known = {year.year: year for year in years}
        free = {day for year in known.values() for day in year.holidays - year.working}
        worked = {day for year in known.values() for day in year.working}
        # Weekdays that don't count and days at weekends that do, by their number.
        self._free = sorted(day.toordinal() for day in free if day.weekday() < _SATURDAY)
        self._worked = sorted(day.toordinal() for day in worked if day.weekday() >= _SATURDAY)

    @classmethod
    def load(cls, folder: Path) -> Self:
        """The calendars of a folder, a YAML file for each year. Raises CalendarError."""
        return cls(_read(path) for path in sorted(folder.glob("*.yaml")))

    def covers(self, year: int) -> bool:
        """Whether the year's holidays are known; if not, only weekdays were counted."""
        return year in self._years

    def years(self) -> list[int]:
        """The years that are known, in order."""
        return sorted(self._years)

    def is_working(self, day: date) -> bool:
        year = self._years.get(day.year)
        weekday = day.weekday() < _SATURDAY
        if year is None:
            return weekday
        return day in year.working or (weekday and day not in year.holidays)

    def add(self, day: date, n: int) -> date:
        """The n-th working day after the day, which itself is not counted; n = 0 is the day."""
        return self._step(day, n, _DAY)

    def between(self, a: date, b: date) -> int:
        """How many working days there are after a, up to and including b; negative if b is before a."""
        if b < a:
            return -self.between(b, a)
        first, last = a.toordinal(), b.toordinal()
        weekdays = _weekdays(last) - _weekdays(first)
        return weekdays - _within(self._free, first, last) + _within(self._worked, first, last)

    def latest_start(self, received: date, n: int) -> date:
        """The earliest day from which n working days have not run out before `received`.

        What was decided on this day or later and came in on `received` is in time, what was
        decided earlier is late: `add(day, n) >= received` if and only if `day >= latest_start`.
        """
        # Between the day sought and `received` lie n - 1 working days, and one before it n.
        return self._step(received, n, -_DAY)

    def _step(self, day: date, n: int, step: timedelta) -> date:
        if n < 0:
            msg = f"a number of working days is not negative: {n}"
            raise ValueError(msg)
        while n:
            day += step
            n -= self.is_working(day)
        return day


def _weekdays(ordinal: int) -> int:
    """How many weekdays there are up to a day and including it; day 1 was a Monday."""
    weeks, rest = divmod(ordinal, 7)
    return 5 * weeks + min(rest, 5)


def _within(days: Sequence[int], first: int, last: int) -> int:
    return bisect_right(days, last) - bisect_right(days, first)


def _read(path: Path) -> CalendarYear:
    try:
        content = yaml.load(path.read_text(encoding="utf-8"), Loader=_LOADER)  # noqa: S506  a safe one
        return _checked(content)
    except KeyError as missing:
        raise CalendarError(file=path.name, reason=f"{missing} is missing") from missing
    except (TypeError, ValueError, yaml.YAMLError) as fault:
        raise CalendarError(file=path.name, reason=str(fault)) from fault


def _checked(content: dict[str, Any]) -> CalendarYear:
    year = CalendarYear(
        year=int(content["year"]),
        holidays=frozenset(_free_days(content["holidays"])),
        working=frozenset(content["working"]),
        mark=str(content["mark"]),
    )
    for day in (*year.holidays, *year.working):
        if not isinstance(day, date) or day.year != year.year:
            msg = f"{day} is not a day of {year.year}"
            raise ValueError(msg)
    for day in year.working:
        if day.weekday() < _SATURDAY or day in year.holidays:
            msg = f"{day} under `working` is no Saturday or Sunday, or a holiday as well"
            raise ValueError(msg)
    return year


def _free_days(holidays: list[dict[str, Any]]) -> Iterator[date]:
    for holiday in holidays:
        day = holiday["from"]
        while day <= holiday["until"]:
            yield day
            day += _DAY
