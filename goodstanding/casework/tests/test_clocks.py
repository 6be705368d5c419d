from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import goodstanding
from goodstanding.casework.domain import clocks
from goodstanding.casework.domain.clocks import Clock, Count, State
from goodstanding.standards.working_days import CalendarYear, WorkingCalendar

CALENDAR = WorkingCalendar.load(Path(goodstanding.__file__).parent.parent / "policy" / "calendars")
DAYS = st.dates(date(2025, 12, 1), date(2026, 11, 30))


def test_the_day_of_the_event_is_not_counted():
    assert clocks.due_on(Clock(date(2026, 11, 23), 1), CALENDAR) == date(2026, 11, 24)


def test_holidays_do_not_count_and_make_up_days_do():
    # Spring Festival 2026: free 15 to 23 February; Saturday 14 and Saturday 28 are worked.
    clock = Clock(date(2026, 2, 13), 5)

    counted = [
        day.day
        for day in clocks.days(clock, CALENDAR)
        if day.number and day.count in (Count.COUNTED, Count.WORKED)
    ]

    assert counted == [date(2026, 2, 14), *(date(2026, 2, day) for day in (24, 25, 26, 27))]
    assert clocks.due_on(clock, CALENDAR) == date(2026, 2, 27)


def test_each_day_says_why_it_was_not_counted():
    clock = clocks.resume(
        clocks.suspend(Clock(date(2026, 9, 23), 3), on=date(2026, 9, 24)), on=date(2026, 9, 25)
    )

    why = {day.day.day: day.count for day in clocks.days(clock, CALENDAR)}

    assert why[24] is Count.SUSPENDED
    assert why[25] is Count.HOLIDAY
    assert why[26] is Count.WEEKEND
    assert why[28] is Count.COUNTED


def test_a_suspended_clock_has_no_end_and_goes_on_where_it_stood():
    clock = clocks.suspend(Clock(date(2026, 11, 16), 5), on=date(2026, 11, 18))
    assert clocks.read(clock, CALENDAR, today=date(2026, 12, 31)).state is State.SUSPENDED

    clock = clocks.resume(clock, on=date(2026, 11, 23))

    assert clocks.due_on(clock, CALENDAR) == date(2026, 11, 26)  # 17, then 23, 24, 25, 26


@pytest.mark.parametrize(
    ("today", "state", "left"),
    [
        (date(2026, 11, 26), State.RUNNING, 2),
        (date(2026, 11, 30), State.DUE_TODAY, 0),
        (date(2026, 12, 2), State.OVERDUE, -2),
    ],
)
def test_a_clock_says_how_many_working_days_are_left(today, state, left):
    reading = clocks.read(Clock(date(2026, 11, 23), 5), CALENDAR, today=today)

    assert (reading.state, reading.left, reading.due_on) == (state, left, date(2026, 11, 30))


def test_a_stopped_clock_is_never_overdue_and_cannot_be_changed():
    clock = clocks.stop(Clock(date(2026, 11, 2), 5), on=date(2026, 11, 5))

    assert clocks.read(clock, CALENDAR, today=date(2027, 1, 1)).state is State.STOPPED
    with pytest.raises(clocks.StoppedError):
        clocks.suspend(clock, on=date(2026, 11, 6))


def test_more_days_than_the_rule_allows_are_refused():
    clock = clocks.extend(Clock(date(2026, 11, 2), 5), by=6, allowed=10)

    with pytest.raises(clocks.ExtensionError):
        clocks.extend(clock, by=5, allowed=10)


def test_a_suspension_is_ended_once_and_not_begun_twice():
    clock = clocks.suspend(Clock(date(2026, 11, 2), 5), on=date(2026, 11, 4))

    with pytest.raises(clocks.SuspendedError):
        clocks.suspend(clock, on=date(2026, 11, 5))
    with pytest.raises(clocks.NotSuspendedError):
        clocks.resume(clock, on=date(2026, 11, 3))
    with pytest.raises(clocks.NotSuspendedError):
        clocks.resume(clocks.resume(clock, on=date(2026, 11, 5)), on=date(2026, 11, 6))


@given(DAYS, st.integers(1, 40))
def test_without_suspension_a_clock_is_the_calendar_own_count(start, n):
    assert clocks.due_on(Clock(start, n), CALENDAR) == CALENDAR.add(start, n)


@given(DAYS, st.integers(1, 20), st.lists(st.integers(0, 12), max_size=6))
def test_exactly_the_working_days_outside_suspensions_are_counted(start, n, steps):
    clock, day = Clock(start, n), start
    for position, step in enumerate(steps):
        day += timedelta(days=step)
        clock = (clocks.resume if position % 2 else clocks.suspend)(clock, on=day)
    if len(steps) % 2:
        clock = clocks.resume(clock, on=day)

    end = clocks.due_on(clock, CALENDAR)

    assert end is not None
    between = [start + timedelta(days=k) for k in range(1, (end - start).days + 1)]
    free = [d for d in between if not any(one.covers(d) for one in clock.suspensions)]
    assert sum(map(CALENDAR.is_working, free)) == n
    assert CALENDAR.is_working(end)


@st.composite
def calendars(draw):
    """Two years as they might be announced: blocks of free days, also over New Year, and days made up for."""
    free, worked = set(), set()
    for start, length in draw(
        st.lists(st.tuples(st.integers(0, 729), st.integers(1, 12)), max_size=8)
    ):
        free |= {date(2026, 1, 1) + timedelta(days=start + k) for k in range(length)}
    for week in draw(st.sets(st.integers(0, 103), max_size=12)):
        worked.add(date(2026, 1, 3) + timedelta(days=7 * week + draw(st.integers(0, 1))))
    return WorkingCalendar(
        CalendarYear(
            year,
            frozenset(day for day in free - worked if day.year == year),
            frozenset(day for day in worked if day.year == year),
            "M",
        )
        for year in (2026, 2027)
    )


@given(calendars(), st.dates(date(2025, 12, 1), date(2027, 6, 30)), st.data())
def test_in_any_calendar_a_clock_ends_when_its_days_were_worked_and_no_day_before_or_after(
    calendar, start, data
):
    clock, day = Clock(start, data.draw(st.integers(1, 25))), start
    for event in data.draw(st.lists(st.sampled_from(["pause", "extend"]), max_size=4)):
        if event == "extend":
            clock = clocks.extend(clock, by=data.draw(st.integers(1, 5)), allowed=20)
        else:
            day += timedelta(days=data.draw(st.integers(0, 9)))
            until = day + timedelta(days=data.draw(st.integers(0, 30)))
            clock, day = clocks.resume(clocks.suspend(clock, on=day), on=until), until

    end = clocks.due_on(clock, calendar)

    # Counted without the clock's own code: a list of days, and those crossed out that don't count.
    days = [start + timedelta(days=k) for k in range(1, 1 + (date(2029, 1, 1) - start).days)]
    stood = [d for one in clock.suspensions for d in days if one.start <= d < one.until]
    counted = [d for d in days if calendar.is_working(d) and d not in stood]
    assert end == counted[clock.working_days + clock.extended_by - 1]
    for today in (end - timedelta(days=1), end, end + timedelta(days=1)):
        late = clocks.read(clock, calendar, today=today).state is State.OVERDUE
        assert late == (today > end)
