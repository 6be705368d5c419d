"""Spans of time that a model looks at, as days; the same for one organisation and for all."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta

from goodstanding.disclosure.domain.publicity import add_duration

PREVIOUS_YEAR = "previous_year"
_DURATION = re.compile(r"^P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?$")


def parts(duration: str) -> tuple[int, int]:
    """Months and days of an ISO 8601 duration."""
    match = _DURATION.match(duration)
    if match is None:
        raise ValueError(duration)
    years, months, weeks, days = (int(part or 0) for part in match.groups())
    return months + 12 * years, days + 7 * weeks


def before(day: date, duration: str) -> date:
    """The day so much earlier; the last of the month where the month is shorter."""
    months, days = parts(duration)
    total = day.year * 12 + day.month - 1 - months
    year, month = divmod(total, 12)
    last = monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last)) - timedelta(days=days)


def first_reaching(day: date, duration: str) -> date:
    """The first day from which so much later is not before the day."""
    found = before(day, duration)
    while add_duration(found, duration) < day:
        found += timedelta(days=1)
    while add_duration(found - timedelta(days=1), duration) >= day:
        found -= timedelta(days=1)
    return found


def window(day: date, within: str | None) -> tuple[date, date]:
    """The first and the last day of a window that ends with the day; both count."""
    if within is None:
        return date.min, day
    if within == PREVIOUS_YEAR:
        return date(day.year - 1, 1, 1), date(day.year - 1, 12, 31)
    return before(day, within) + timedelta(days=1), day


def due_years(day: date, years: int, due: str) -> list[int]:
    """The last years whose report was due by the day: year Y is due on `due` of the year after."""
    last = day.year - 1 if f"{day:%m-%d}" > due else day.year - 2
    return [last - n for n in range(years)]
