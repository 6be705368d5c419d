"""The term of a record as points of a line, in the reader's language."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as noted

from goodstanding.web.domain import Point

if TYPE_CHECKING:
    from datetime import date

    from goodstanding.portal.domain.shown import Period

STARTS = {
    "publicity": noted("决定"),
    "validity": noted("有效期自"),
    "listing": noted("列入"),
    "honour": noted("授予"),
    "commitment": noted("作出承诺"),
}
ENDS = {
    "publicity": noted("最迟停止公示"),
    "validity": noted("有效期至"),
    "listing": noted("最迟停止公示"),
    "honour": noted("有效期至"),
    "commitment": noted("应当履行"),
}
OPENS = noted("最早可以申请提前结束")
TODAY = noted("今天")
NO_END = noted("有效期")


def points(period: Period, today: date) -> tuple[Point, ...]:
    """The term line of a record; nothing where there is neither start nor end to draw."""
    if period.start is None or (period.end is None and period.kind != "validity"):
        return ()
    found = [Point(shape="start", label=gettext(STARTS[period.kind]), date=period.start)]
    if period.opens and period.end and period.start < period.opens < period.end:
        found.append(Point(shape="opens", label=gettext(OPENS), date=period.opens))
    found.append(Point(shape="today", label=gettext(TODAY), date=today))
    if period.end:
        found.append(Point(shape="end", label=gettext(ENDS[period.kind]), date=period.end))
    else:
        found.append(Point(shape="end", label=gettext(NO_END), date=None))
    return tuple(found)
