from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goodstanding.web.domain import (
    LEAST_GAP,
    OPEN_ENDED,
    SHAPES,
    Point,
    amount,
    long_date,
    plain,
    seconds_to_wait,
    term_line,
    thousands,
    uscc_groups,
)

MARCH = date(2026, 3, 4)
JUNE = date(2026, 6, 4)
NOVEMBER = date(2026, 11, 23)
NEXT_MARCH = date(2027, 3, 4)


def point(shape, day, **more):
    return Point(shape=shape, label=shape, date=day, **more)


def stretches(line):
    return {stretch.kind: (stretch.start, stretch.end) for stretch in line.stretches}


def test_points_stand_in_proportion_to_their_days():
    line = term_line([point("end", NEXT_MARCH), point("start", MARCH), point("today", NOVEMBER)])

    assert [one.point.shape for one in line.placed] == ["start", "today", "end"]
    assert [one.at for one in line.placed] == [0, pytest.approx(72.33, abs=0.01), 100]
    assert not line.is_open


def test_what_passed_ends_today():
    line = term_line([point("start", MARCH), point("today", NOVEMBER), point("end", NEXT_MARCH)])

    assert stretches(line) == {"passed": (0, line.placed[1].at)}


def test_a_passed_end_is_over_and_nothing_is_overdue():
    line = term_line([point("start", MARCH), point("end", JUNE), point("today", NOVEMBER)])

    assert stretches(line) == {"passed": (0, line.placed[1].at)}


def test_a_passed_end_by_which_somebody_had_to_act_makes_the_rest_overdue():
    due = point("end", JUNE, binds=True)
    line = term_line([point("start", MARCH), due, point("today", NOVEMBER)])

    assert stretches(line) == {
        "passed": (0, line.placed[1].at),
        "overdue": (line.placed[1].at, 100),
    }


def test_a_suspension_reaches_from_its_first_day_to_its_last():
    line = term_line(
        [
            point("start", date(2026, 11, 1)),
            point("suspended", date(2026, 11, 11), until=date(2026, 11, 16)),
            point("end", date(2026, 11, 21)),
        ]
    )

    assert stretches(line)["suspended"] == (50, 75)


def test_a_suspension_without_an_end_reaches_the_next_point():
    line = term_line([point("start", MARCH), point("suspended", JUNE), point("today", NOVEMBER)])

    assert stretches(line)["suspended"] == (line.placed[1].at, 100)


@pytest.mark.parametrize("end", [None, OPEN_ENDED])
def test_a_line_without_an_end_is_open_and_leaves_room(end):
    line = term_line([point("start", MARCH), point("today", NOVEMBER), point("end", end)])

    assert line.is_open
    assert [one.at for one in line.placed] == [0, 80, 100]
    assert line.placed[-1].point.day is None


def test_an_instant_counts_as_its_day():
    assert point("today", datetime(2026, 11, 23, 4, tzinfo=UTC)).day == NOVEMBER


def test_a_shape_that_cannot_be_drawn_is_refused():
    with pytest.raises(ValueError, match="none of"):
        point("circle", MARCH)


@given(
    st.lists(
        st.tuples(
            st.sampled_from(SHAPES), st.none() | st.dates(date(1990, 1, 1), date(2098, 1, 1))
        ),
        max_size=9,
    )
)
def test_no_shape_hides_another_and_none_leaves_the_line(described):
    line = term_line([point(shape, day) for shape, day in described])
    places = [one.at for one in line.placed]

    assert len(places) == len(described)
    assert all(0 <= place <= 100 for place in places)
    assert all(later - earlier >= LEAST_GAP - 0.02 for earlier, later in pairwise(places))
    assert all(0 <= part.start <= 100 and 0 <= part.end <= 100 for part in line.stretches)


@pytest.mark.parametrize(
    ("language", "said"), [("zh-hans", "2026年3月4日"), ("en", "4 March 2026")]
)
def test_a_date_is_said_in_words(language, said):
    assert long_date(MARCH, language) == said


@pytest.mark.parametrize(
    ("given", "zh", "en"),
    [
        ("2.00", "2.00 万元（20,000 元）", "CNY 20,000"),
        ("0.2", "0.20 万元（2,000 元）", "CNY 2,000"),
        ("0.000001", "0.000001 万元（0.01 元）", "CNY 0.01"),
        ("12345.678901", "12,345.678901 万元（123,456,789.01 元）", "CNY 123,456,789.01"),
        ("0", "0.00 万元（0 元）", "CNY 0"),
    ],
)
def test_an_amount_is_read_back_in_yuan_without_losing_a_digit(given, zh, en):
    assert amount(Decimal(given), "zh-hans") == zh
    assert amount(Decimal(given), "en") == en


@given(st.decimals(allow_nan=False, allow_infinity=False, places=6, min_value=0, max_value=10**12))
def test_a_plain_number_is_the_same_number(value):
    assert plain(value) == value
    assert "E" not in thousands(plain(value))


@given(st.text("0123456789ABCDEFGHJKLMNPQRTUWXY", max_size=20))
def test_the_groups_of_a_code_are_the_code(code):
    assert "".join(uscc_groups(code)) == code


def test_a_credit_code_is_read_in_three_groups():
    assert uscc_groups("91330106MA2X12343Y") == ("91330106", "MA2X1234", "3Y")


def test_the_wait_is_told_in_whole_seconds():
    assert [seconds_to_wait(missing, 2) for missing in (0.01, 1, 2, 2.1)] == [1, 1, 1, 2]
