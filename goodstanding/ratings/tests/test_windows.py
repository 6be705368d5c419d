"""Spans of time, as days."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import example, given
from hypothesis import strategies as st

from goodstanding.disclosure.domain.publicity import add_duration
from goodstanding.ratings.domain.windows import first_reaching

durations = st.sampled_from(["P3M", "P12M", "P1Y6M", "P3Y", "P30D", "P1M1D", "P2W"])


@given(st.dates(date(1990, 1, 1), date(2060, 12, 31)), durations)
@example(date(2026, 2, 28), "P12M")
@example(date(2024, 2, 29), "P3Y")
@example(date(2025, 3, 1), "P1M1D")
def test_what_begins_on_the_first_reaching_day_lasts_to_the_day_and_what_begins_before_does_not(
    day, duration
):
    first = first_reaching(day, duration)

    assert add_duration(first, duration) >= day
    assert add_duration(first - timedelta(days=1), duration) < day
