"""Reading the clocks of a case, with what explains them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext

from goodstanding.casework.domain import clocks
from goodstanding.casework.models import Case, Clock
from goodstanding.catalogue.domain.limits import of_party
from goodstanding.web.domain import Point

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from goodstanding.catalogue.domain.limits import Limit
    from goodstanding.standards.working_days import WorkingCalendar


@dataclass(frozen=True)
class ClockRow:
    """A clock as it is shown: the row, what it says today, every day that was counted or not."""

    row: Clock
    reading: clocks.Reading
    days: tuple[clocks.Day, ...]
    reasons: tuple[str, ...]
    points: tuple[Point, ...]
    of_party: bool

    @property
    def is_over(self) -> bool:
        """Whether the organisation's own time has passed: it need not have used it, so nobody is late."""
        return self.of_party and self.reading.left is not None and self.reading.left < 0


def as_clock(row: Clock) -> clocks.Clock:
    """The row as the domain counts with it."""
    stood = tuple(
        clocks.Suspension(one.start, one.until)
        for one in sorted(row.suspensions.all(), key=lambda one: (one.start, one.pk))
    )
    return clocks.Clock(row.started_on, row.working_days, stood, row.extended_by, row.stopped_on)


def of_case(
    case: Case, *, calendar: WorkingCalendar, limits: Mapping[str, Limit], today: date
) -> list[ClockRow]:
    """All clocks of the case, the running ones first; two queries however many there are."""
    own = of_party(limits)
    rows = Clock.objects.filter(case=case).prefetch_related("suspensions")
    return [
        _shown(row, calendar, today, of_party=row.limit in own)
        for row in sorted(rows, key=lambda row: (row.stopped_on is not None, row.pk))
    ]


def _shown(row: Clock, calendar: WorkingCalendar, today: date, *, of_party: bool) -> ClockRow:
    clock = as_clock(row)
    return ClockRow(
        row=row,
        reading=clocks.read(clock, calendar, today=today),
        days=tuple(clocks.days(clock, calendar)),
        reasons=tuple(one.reason for one in row.suspensions.all()),
        points=(*_points(clock, today), _end(clocks.due_on(clock, calendar), of_party=of_party)),
        of_party=of_party,
    )


def _points(clock: clocks.Clock, today: date) -> tuple[Point, ...]:
    """The clock as a term line but for its end: its start, the days on which it stood still, today."""
    stood = (
        Point(shape="suspended", label=gettext("中止"), date=one.start, until=one.until or today)
        for one in clock.suspensions
    )
    here = Point(shape="today", label=gettext("今天"), date=today)
    return (
        Point(shape="start", label=gettext("起算"), date=clock.started_on),
        *stood,
        *(() if clock.stopped_on else (here,)),
    )


def _end(due: date | None, *, of_party: bool) -> Point:
    """A body must be done by then; the organisation's own time is over then."""
    if of_party:
        return Point(shape="end", label=gettext("期限届满"), date=due)
    return Point(shape="end", label=gettext("应办结"), date=due, binds=True)
