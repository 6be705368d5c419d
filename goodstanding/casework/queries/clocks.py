"""Reading the clocks of a case, with what explains them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from goodstanding.casework.domain import clocks
from goodstanding.casework.models import Case, Clock

if TYPE_CHECKING:
    from datetime import date

    from goodstanding.standards.working_days import WorkingCalendar


@dataclass(frozen=True)
class ClockRow:
    """A clock as it is shown: the row, what it says today, every day that was counted or not."""

    row: Clock
    reading: clocks.Reading
    days: tuple[clocks.Day, ...]
    reasons: tuple[str, ...]


def as_clock(row: Clock) -> clocks.Clock:
    """The row as the domain counts with it."""
    stood = tuple(
        clocks.Suspension(one.start, one.until)
        for one in sorted(row.suspensions.all(), key=lambda one: (one.start, one.pk))
    )
    return clocks.Clock(row.started_on, row.working_days, stood, row.extended_by, row.stopped_on)


def of_case(case: Case, *, calendar: WorkingCalendar, today: date) -> list[ClockRow]:
    """All clocks of the case, the running ones first; two queries however many there are."""
    rows = Clock.objects.filter(case=case).prefetch_related("suspensions")
    return [
        _shown(row, calendar, today)
        for row in sorted(rows, key=lambda row: (row.stopped_on is not None, row.pk))
    ]


def _shown(row: Clock, calendar: WorkingCalendar, today: date) -> ClockRow:
    clock = as_clock(row)
    return ClockRow(
        row=row,
        reading=clocks.read(clock, calendar, today=today),
        days=tuple(clocks.days(clock, calendar)),
        reasons=tuple(one.reason for one in row.suspensions.all()),
    )
