"""Clocks of a procedure: how many working days a body has, counted, suspended, extended, explained.

The day of the event that starts a clock is not counted (民法典 art. 201, memory, verify); a day within
a suspension doesn't count; the clock runs out at the end of its last working day.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from goodstanding.lib.errors import GoodstandingError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goodstanding.standards.working_days import WorkingCalendar

_DAY = timedelta(days=1)


class State(StrEnum):
    """What an officer must know of a clock at a glance."""

    RUNNING = "running"
    DUE_TODAY = "due_today"
    OVERDUE = "overdue"
    SUSPENDED = "suspended"
    STOPPED = "stopped"


class Count(StrEnum):
    """Why a day was counted or not."""

    COUNTED = "counted"
    WORKED = "worked"  # a Saturday or Sunday made up for, counted
    WEEKEND = "weekend"
    HOLIDAY = "holiday"
    SUSPENDED = "suspended"


class SuspendedError(GoodstandingError):
    code = "clock.suspended"
    zh = "时限自 %(since)s 起已中止。请先恢复，再中止。"
    message = "The clock is suspended since %(since)s. Resume it before you suspend it again."


class NotSuspendedError(GoodstandingError):
    code = "clock.not_suspended"
    zh = "时限没有中止，%(on)s 无从恢复。请刷新页面再看。"
    message = "The clock runs: there is no suspension to end on %(on)s."


class StoppedError(GoodstandingError):
    code = "clock.stopped"
    zh = "时限已于 %(on)s 随办结停止，不能再改。"
    message = (
        "The clock stopped on %(on)s, when the step was done. Nothing about it can be changed."
    )


class ExtensionError(GoodstandingError):
    code = "clock.extension"
    zh = "不能延长 %(given)s 个工作日：规定合计可延长 %(allowed)s 个，已用 %(used)s 个。请作出决定，或写明理由中止。"
    message = (
        "%(given)s working days can't be added: the rule allows %(allowed)s in all, and %(used)s"
        " were used. Decide, or suspend with a reason."
    )


@dataclass(frozen=True)
class Suspension:
    """Days that don't count: from `start` up to the day before `until`; no end yet if null."""

    start: date
    until: date | None = None

    def covers(self, day: date) -> bool:
        return self.start <= day and (self.until is None or day < self.until)


@dataclass(frozen=True)
class Clock:
    """A time limit at work: so many working days after `started_on`."""

    started_on: date
    working_days: int
    suspensions: tuple[Suspension, ...] = ()
    extended_by: int = 0
    stopped_on: date | None = None

    @property
    def suspended_since(self) -> date | None:
        """The day on which it was suspended, while it is."""
        last = self.suspensions[-1] if self.suspensions else None
        return last.start if last is not None and last.until is None else None


@dataclass(frozen=True)
class Reading:
    """A clock read on a day: `left` working days, negative when overdue, null while suspended."""

    state: State
    due_on: date | None
    left: int | None


@dataclass(frozen=True)
class Day:
    """One day between start and end, and why it was counted or not; `number` counts those that were."""

    day: date
    count: Count
    number: int


def suspend(clock: Clock, *, on: date) -> Clock:
    """The clock without the days from `on`. Raises SuspendedError, StoppedError."""
    _require_going(clock)
    if clock.suspended_since is not None:
        raise SuspendedError(since=clock.suspended_since)
    return replace(clock, suspensions=(*clock.suspensions, Suspension(on)))


def resume(clock: Clock, *, on: date) -> Clock:
    """The clock going on from `on`, which counts. Raises NotSuspendedError, StoppedError."""
    _require_going(clock)
    since = clock.suspended_since
    if since is None or on < since:
        raise NotSuspendedError(on=on)
    ended = Suspension(since, on)
    return replace(clock, suspensions=(*clock.suspensions[:-1], ended))


def extend(clock: Clock, *, by: int, allowed: int) -> Clock:
    """The clock with more days, at most `allowed` in all. Raises ExtensionError, StoppedError."""
    _require_going(clock)
    if by < 1 or clock.extended_by + by > allowed:
        raise ExtensionError(given=by, allowed=allowed, used=clock.extended_by)
    return replace(clock, extended_by=clock.extended_by + by)


def stop(clock: Clock, *, on: date) -> Clock:
    """The clock at rest: the step that it measures was done. Stopping twice changes nothing."""
    return clock if clock.stopped_on else replace(clock, stopped_on=on)


def due_on(clock: Clock, calendar: WorkingCalendar) -> date | None:
    """The last day of the time limit; null while a suspension has no end."""
    if clock.suspended_since is not None:
        return None
    day = clock.started_on
    for one in days(clock, calendar):
        day = one.day
    return day


def days(clock: Clock, calendar: WorkingCalendar) -> Iterator[Day]:
    """Every day from the one after the start to the last, for the page that explains a clock.

    While a suspension has no end, the days end where it begins.
    """
    number, day = 0, clock.started_on
    while number < clock.working_days + clock.extended_by:
        day += _DAY
        count = _count(clock, calendar, day)
        if count is Count.SUSPENDED and day >= (clock.suspended_since or date.max):
            return
        number += count in (Count.COUNTED, Count.WORKED)
        yield Day(day, count, number)


def read(clock: Clock, calendar: WorkingCalendar, *, today: date) -> Reading:
    """What a clock says on a day. A stopped clock says how many days were left when it stopped."""
    due = due_on(clock, calendar)
    if due is None:
        return Reading(State.SUSPENDED, None, None)
    left = calendar.between(clock.stopped_on or today, due)
    if clock.stopped_on is not None:
        return Reading(State.STOPPED, due, left)
    if today > due:
        return Reading(State.OVERDUE, due, left)
    return Reading(State.DUE_TODAY if today == due else State.RUNNING, due, left)


def _count(clock: Clock, calendar: WorkingCalendar, day: date) -> Count:
    if any(one.covers(day) for one in clock.suspensions):
        return Count.SUSPENDED
    weekend = day.isoweekday() > 5
    if calendar.is_working(day):
        return Count.WORKED if weekend else Count.COUNTED
    return Count.WEEKEND if weekend else Count.HOLIDAY


def _require_going(clock: Clock) -> None:
    if clock.stopped_on is not None:
        raise StoppedError(on=clock.stopped_on)
