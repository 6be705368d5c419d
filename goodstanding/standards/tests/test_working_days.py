from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goodstanding.standards.working_days import CalendarError, WorkingCalendar

POLICY = Path(__file__).parents[3] / "policy"
CALENDAR = WorkingCalendar.load(POLICY / "calendars")

days = st.dates(date(2022, 12, 1), date(2027, 1, 31))
numbers = st.integers(0, 40)


def test_the_shipped_years_are_known_and_others_count_weekdays():
    assert CALENDAR.years() == [2023, 2024, 2025, 2026]
    assert not CALENDAR.covers(2022)
    assert CALENDAR.is_working(date(2022, 10, 3))  # a holiday that isn't known
    assert not CALENDAR.is_working(date(2022, 10, 1))  # a Saturday


@pytest.mark.parametrize(
    ("day", "working"),
    [
        (date(2026, 2, 14), True),  # a Saturday worked for the Spring Festival
        (date(2026, 2, 16), False), (date(2026, 9, 20), True), (date(2026, 10, 7), False),
        (date(2026, 10, 8), True), (date(2026, 10, 10), True), (date(2026, 10, 11), False),
        (date(2025, 10, 8), False), (date(2025, 1, 26), True), (date(2024, 2, 9), True),
        (date(2024, 4, 28), True), (date(2023, 1, 2), False), (date(2023, 10, 7), True),
    ],
)  # fmt: skip
def test_holidays_and_the_days_worked_for_them_are_known(day, working):
    assert CALENDAR.is_working(day) is working


@pytest.mark.parametrize(("year", "count"), [(2023, 249), (2024, 251), (2025, 248), (2026, 248)])
def test_each_year_has_its_number_of_working_days(year, count):
    assert CALENDAR.between(date(year - 1, 12, 31), date(year, 12, 31)) == count


def test_seven_working_days_go_around_the_national_day():
    assert CALENDAR.add(date(2026, 9, 29), 7) == date(2026, 10, 14)
    assert CALENDAR.add(date(2026, 9, 29), 0) == date(2026, 9, 29)


def test_a_decision_is_in_time_from_the_latest_start_on():
    assert CALENDAR.latest_start(date(2026, 10, 14), 7) == date(2026, 9, 29)
    assert CALENDAR.latest_start(date(2026, 11, 23), 7) == date(2026, 11, 12)


@given(days, numbers, days)
def test_one_comparison_with_the_latest_start_tells_what_is_late(decided, n, received):
    in_time = CALENDAR.add(decided, n) >= received

    assert (decided >= CALENDAR.latest_start(received, n)) is in_time


@given(days, st.integers(1, 40))
def test_the_days_between_are_those_that_were_added(day, n):
    end = CALENDAR.add(day, n)

    assert CALENDAR.is_working(end)
    assert CALENDAR.between(day, end) == n
    assert CALENDAR.between(end, day) == -n
    assert CALENDAR.between(day, end - timedelta(days=1)) == n - 1


@given(days, days)
def test_the_days_between_are_those_that_count_one_by_one(a, b):
    first, last = sorted((a, b))
    one_by_one = (first + timedelta(days=n) for n in range(1, (last - first).days + 1))

    assert CALENDAR.between(first, last) == sum(map(CALENDAR.is_working, one_by_one))


def test_a_negative_number_of_days_is_a_bug_of_the_caller():
    with pytest.raises(ValueError, match="not negative"):
        CALENDAR.add(date(2026, 1, 5), -1)


GOOD = "year: 2030\nmark: M\nholidays: [{name: 元旦, from: 2030-01-01, until: 2030-01-01}]\nworking: []\n"


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        (GOOD.replace("mark: M\n", ""), "'mark' is missing"),
        (GOOD.replace("until: 2030", "until: 2031"), "2031-01-01 is not a day of 2030"),
        (GOOD.replace("[]", "[2030-01-07]"), "no Saturday or Sunday"),
        (GOOD.replace("[]", "[soon]"), "soon is not a day"),
        (GOOD.replace("[]", "["), "expected"),
        ("", "NoneType"),
    ],
)
def test_a_calendar_that_can_t_be_used_is_refused_with_the_file_and_the_reason(
    tmp_path, fault, reason
):
    (tmp_path / "2030.yaml").write_text(fault, encoding="utf-8")

    with pytest.raises(CalendarError) as refusal:
        WorkingCalendar.load(tmp_path)

    assert refusal.value.code == "working_days.calendar"
    assert refusal.value.fields["file"] == "2030.yaml"
    assert reason in str(refusal.value)


def test_a_year_is_added_by_a_file_alone(tmp_path):
    (tmp_path / "2030.yaml").write_text(GOOD, encoding="utf-8")

    calendar = WorkingCalendar.load(tmp_path)

    assert calendar.covers(2030)
    assert not calendar.is_working(date(2030, 1, 1))
