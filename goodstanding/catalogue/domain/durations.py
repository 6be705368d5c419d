"""The few forms in which policy writes a length of time."""

from __future__ import annotations

import re
from datetime import date

_DURATION = re.compile(
    r"P(?=[0-9])(?:[0-9]{1,3}Y)?(?:[0-9]{1,4}M)?(?:[0-9]{1,4}W)?(?:[0-9]{1,5}D)?"
)
_CYCLE = re.compile(r"daily|weekly|monthly|quarterly|yearly|[1-9][0-9]{0,2}(?:wd|d)")


def is_duration(text: str) -> bool:
    """An ISO 8601 duration in years, months, weeks and days, such as P3Y or P0D."""
    return _DURATION.fullmatch(text) is not None


def is_cycle(text: str) -> bool:
    """How often an agency brings an item: a word, or so many (working) days: 7wd, 10d."""
    return _CYCLE.fullmatch(text) is not None


def is_date(text: str) -> bool:
    """A day of the calendar as YYYY-MM-DD."""
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
