"""The term of a record as points of a line, in the reader's language."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext, gettext_noop

from goodstanding.web.domain import Point

if TYPE_CHECKING:
    from datetime import date

    from goodstanding.portal.domain.shown import Period

STARTS = {
    "publicity": gettext_noop("决定"),
    "validity": gettext_noop("有效期自"),
    "listing": gettext_noop("列入"),
    "honour": gettext_noop("授予"),
    "commitment": gettext_noop("作出承诺"),
}
ENDS = {
    "publicity": gettext_noop("最迟停止公示"),
    "validity": gettext_noop("有效期至"),
    "listing": gettext_noop("最迟停止公示"),
    "honour": gettext_noop("有效期至"),
    "commitment": gettext_noop("应当履行"),
}
OPENS = gettext_noop("最早可以申请提前结束")
TODAY = gettext_noop("今天")
NO_END = gettext_noop("有效期")


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
