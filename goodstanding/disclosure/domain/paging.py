"""Where a page of a long list ends: a mark that the next page starts behind, valid for ever."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from goodstanding.lib.errors import GoodstandingError

_FORM = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})-([0-9]{1,18})")


class BadPlaceError(GoodstandingError):
    """Somebody asked for a page behind a place that we never named."""

    code = "disclosure.place"
    zh = "列表里没有“%(given)s”这个位置。请回到第一页重新开始。"
    message = "“%(given)s” is no place in the list. Start again from the first page."
    http_status = 400


@dataclass(frozen=True)
class Place:
    """A place in a list that is ordered newest first: the last row before it."""

    dated_on: date
    version_id: int

    def __str__(self) -> str:
        return f"{self.dated_on:%Y%m%d}-{self.version_id}"


def place(text: str | None) -> Place | None:
    """The place that `str` of one wrote; None for none. Raises BadPlaceError."""
    if not text:
        return None
    match = _FORM.fullmatch(text)
    if match is None:
        raise BadPlaceError(given=text[:40])
    year, month, day, version_id = map(int, match.groups())
    try:
        return Place(date(year, month, day), version_id)
    except ValueError as no_day:
        raise BadPlaceError(given=text[:40]) from no_day
