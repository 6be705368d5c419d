"""The few forms in which policy writes a length of time, and their words."""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache

from goodstanding.catalogue.domain.texts import Text

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


_FORM = re.compile(r"P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?")
_UNITS = (("年", "year"), ("个月", "month"), ("周", "week"), ("天", "day"))


def in_words(duration: str) -> Text:
    """P1Y6M is 1 年 6 个月 and 1 year 6 months; a text of another form stays as it is."""
    match = _FORM.fullmatch(duration)
    parts = [
        (int(number), zh, en)
        for number, (zh, en) in zip(match.groups() if match else (), _UNITS, strict=False)
        if number
    ]
    if not parts:
        return Text(duration, duration)
    shown = [part for part in parts if part[0]] or parts[-1:]
    return Text(
        " ".join(f"{number} {zh}" for number, zh, _ in shown),
        " ".join(f"{number} {en}{'' if number == 1 else 's'}" for number, _, en in shown),
    )


_WRITTEN = re.compile(r"\bP(?:\d+[YMWD])+\b")


@lru_cache(maxsize=256)
def spelt_out(text: Text) -> Text:
    """A sentence with its lengths of time in words: at most P1Y is at most 1 year."""
    return Text(
        _WRITTEN.sub(lambda found: in_words(found[0]).zh, text.zh),
        _WRITTEN.sub(lambda found: in_words(found[0]).en, text.en),
    )
