from __future__ import annotations

import re
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goodstanding.catalogue.domain.model import (
    Disclosure,
    Item,
    LegalBasis,
    Polarity,
    SeverityPeriod,
    SeverityPolicy,
    SeverityRule,
    Text,
)
from goodstanding.disclosure.domain.publicity import Publicity, add_duration, publicity, severity_of

CAME = date(2026, 11, 23)
BASIS = (LegalBasis("某某办法", article="8", mark="S"),)


def item(**disclosure):
    return Item(
        code="penalty", title=Text("行政处罚", "Penalty"), item_class="administration", family="pen",
        polarity=Polarity.NEGATIVE, subjects=(), agency="market", suppliers=("*",), legal_basis=BASIS,
        fields=(), key=(), valid_from="decided_on", valid_until="valid_until", checks=(),
        disclosure=Disclosure(**{"audience": "public", **disclosure}), deadline=None, update_cycle="",
        retention=None, on=True, off_because=None,
    )  # fmt: skip


def policy(valid_from="2020-01-01", valid_until=None, *, general="P1Y", mark="S"):
    return SeverityPolicy(
        valid_from=valid_from, valid_until=valid_until,
        legal_basis=(LegalBasis(f"自{valid_from}起的办法", mark=mark),),
        periods=(
            SeverityPeriod("minor", publish=False, minimum="P0D", maximum="P3M"),
            SeverityPeriod("general", publish=True, minimum="P3M", maximum=general),
            SeverityPeriod("serious", publish=True, minimum="P1Y", maximum="P3Y"),
        ),
        rules=(
            SeverityRule("serious", ("revoke_licence", "closure"), "M"),
            SeverityRule("general", ("fine",), "M"),
            SeverityRule("minor", ("warning",), "M"),
        ),
        default="general", mark="S",
    )  # fmt: skip


def of(payload=None, *, valid_from=None, valid_until=None, severity=(), came=CAME, **disclosure):
    return publicity(
        item(**disclosure), payload or {}, valid_from=valid_from, valid_until=valid_until,
        recorded_on=came, severity=severity,
    )  # fmt: skip


def of_penalty(payload, *, decided=date(2026, 11, 18), came=CAME, severity=None):
    return of(
        payload, valid_from=decided, came=came, severity=severity or (policy(),), period="severity"
    )


# -- durations


@pytest.mark.parametrize(
    ("day", "duration", "later"),
    [
        ("2026-11-18", "P1Y", "2027-11-18"),
        ("2024-02-29", "P1Y", "2025-02-28"),
        ("2024-02-29", "P4Y", "2028-02-29"),
        ("2026-11-30", "P3M", "2027-02-28"),
        ("2027-11-30", "P3M", "2028-02-29"),
        ("2026-01-31", "P1M", "2026-02-28"),
        ("2026-12-31", "P1M", "2027-01-31"),
        ("2026-12-01", "P12M", "2027-12-01"),
        ("2026-01-31", "P1Y1M1D", "2027-03-01"),
        ("2026-11-23", "P2W", "2026-12-07"),
        ("2026-11-23", "P0D", "2026-11-23"),
    ],
)
def test_a_duration_ends_on_the_same_day_or_the_last_of_a_shorter_month(day, duration, later):
    assert add_duration(date.fromisoformat(day), duration) == date.fromisoformat(later)


@pytest.mark.parametrize("duration", ["", "1Y", "P1H", "P-1Y", "PT5M", "P1D1Y"])
def test_what_is_no_duration_is_a_bug_in_the_policy(duration):
    with pytest.raises(ValueError, match=f"^{re.escape(duration)}$"):
        add_duration(CAME, duration)


days = st.dates(date(1950, 1, 1), date(2090, 12, 31))


@given(days, st.integers(0, 60))
def test_months_keep_the_day_or_take_the_months_last(day, months):
    later = add_duration(day, f"P{months}M")

    assert (later.year - day.year) * 12 + later.month - day.month == months
    assert later.day == day.day or (later.day < day.day and (later + timedelta(1)).day == 1)


@given(days, days, st.integers(0, 60))
def test_what_began_later_never_ends_earlier(one, other, months):
    first, second = sorted((one, other))

    assert add_duration(first, f"P{months}M") <= add_duration(second, f"P{months}M")


@given(days, st.integers(0, 10))
def test_twelve_months_are_a_year(day, years):
    assert add_duration(day, f"P{years}Y") == add_duration(day, f"P{12 * years}M")


# -- who may see it at all


@pytest.mark.parametrize(
    ("audience", "because"),
    [
        ("on-authorisation", "shown on authorisation only"),
        ("government-only", "for government bodies only"),
    ],
)
def test_what_is_not_for_the_public_is_never_public_and_says_why(audience, because):
    period = of(audience=audience, period="valid")

    assert (period.start, period.until, period.because.en) == (None, None, because)
    assert not period.covers(CAME)


def test_an_item_without_a_period_is_never_public():
    assert of(period="none").start is None


# -- penalties, by severity


def test_a_general_penalty_is_public_from_its_arrival_for_a_year_from_its_date():
    period = of_penalty({"kinds": ["fine"]})

    assert (period.start, period.until) == (CAME, date(2027, 11, 18))
    assert "general (by kind of penalty)" in period.because.en
    assert "自2020-01-01起的办法" in period.because.zh


def test_a_serious_penalty_is_public_for_three_years_from_its_date():
    assert of_penalty({"kinds": ["closure"]}).until == date(2029, 11, 18)


def test_a_minor_penalty_is_not_published():
    period = of_penalty({"kinds": ["warning"]})

    assert (period.start, period.until) == (None, None)
    assert "not published" in period.because.en


def test_the_gravest_kind_decides():
    assert of_penalty({"kinds": ["warning", "fine", "revoke_licence"]}).until == date(2029, 11, 18)


def test_what_the_agency_states_comes_before_the_kind():
    period = of_penalty({"kinds": ["fine"], "severity": "minor"})

    assert period.start is None
    assert "stated by the agency" in period.because.en


@pytest.mark.parametrize("payload", [{}, {"kinds": []}, {"kinds": ["other"]}, {"severity": ""}])
def test_a_penalty_of_no_known_kind_has_the_default_severity(payload):
    assert severity_of(payload, policy()) == ("general", False)


def test_a_penalty_whose_year_is_over_when_it_comes_is_not_published():
    period = of_penalty({"kinds": ["fine"]}, decided=date(2025, 11, 22))

    assert (period.start, period.until) == (None, None)
    assert period.because.en.endswith("the period was over when the record came")


def test_a_penalty_that_comes_on_its_last_day_is_public_on_that_day():
    period = of_penalty({"kinds": ["fine"]}, decided=date(2025, 11, 23))

    assert (period.start, period.until) == (CAME, CAME)
    assert period.covers(CAME)


def test_a_penalty_of_the_29th_of_february_is_public_until_the_28th():
    period = of_penalty({"kinds": ["fine"]}, decided=date(2024, 2, 29), came=date(2024, 3, 1))

    assert period.until == date(2025, 2, 28)


def test_a_penalty_of_a_time_without_a_text_is_not_published_on_a_guess():
    period = of_penalty({"kinds": ["fine"]}, decided=date(2019, 12, 31), came=date(2020, 1, 1))

    assert (period.start, period.because.en) == (None, "No rule on publicity applies")


@pytest.mark.parametrize(
    ("decided", "until"), [("2026-03-31", "2028-03-31"), ("2026-04-01", "2027-04-01")]
)
def test_the_text_in_force_on_the_documents_date_decides_and_the_new_one_on_its_first_day(
    decided, until
):
    texts = (policy("2023-05-01", "2026-04-01", general="P2Y"), policy("2026-04-01"))

    period = of_penalty({"kinds": ["fine"]}, decided=date.fromisoformat(decided), severity=texts)

    assert period.until == date.fromisoformat(until)


def test_a_penalty_without_a_date_is_counted_from_its_arrival():
    period = of({"kinds": ["fine"]}, severity=(policy(),), period="severity")

    assert period.until == date(2027, 11, 23)


def test_a_basis_that_was_not_verified_says_so():
    assert (
        "to be verified" in of_penalty({"kinds": ["fine"]}, severity=(policy(mark="M"),)).because.en
    )
    assert "to be verified" not in of_penalty({"kinds": ["fine"]}).because.en


# -- the other periods


def test_a_licence_is_public_while_it_is_valid():
    period = of(period="valid", valid_from=date(2026, 1, 1), valid_until=date(2027, 1, 31))

    assert (period.start, period.until) == (CAME, date(2027, 1, 31))
    assert "某某办法" in period.because.zh


def test_a_licence_without_an_end_is_public_without_one():
    period = of(period="valid", valid_from=date(2026, 1, 1))

    assert (period.start, period.until) == (CAME, None)
    assert period.covers(date(2099, 1, 1))


def test_a_licence_that_had_ended_when_it_came_is_not_published():
    assert of(period="valid", valid_until=date(2026, 11, 22)).start is None


def test_a_term_is_counted_from_the_field_that_the_item_names():
    period = of({"listed_on": "2026-08-31"}, period="term", term="P6M", start="listed_on")

    assert period.until == date(2027, 2, 28)


def test_a_term_without_its_field_is_counted_from_validity_and_else_from_arrival():
    rule = {"period": "term", "term": "P1Y", "start": "listed_on"}

    assert of(valid_from=date(2026, 1, 1), **rule).until == date(2027, 1, 1)
    assert of(**rule).until == date(2027, 11, 23)


@pytest.mark.parametrize(
    ("valid_until", "term", "until"),
    [
        (date(2027, 5, 1), "P3Y", date(2027, 5, 1)),
        (date(2035, 5, 1), "P3Y", date(2029, 1, 1)),
        (None, "P3Y", date(2029, 1, 1)),
        (None, None, None),
    ],
)
def test_a_listing_is_public_until_its_removal_and_at_most_for_its_term(valid_until, term, until):
    period = of(period="listed", term=term, valid_from=date(2026, 1, 1), valid_until=valid_until)

    assert (period.start, period.until) == (CAME, until)


def test_the_basis_of_the_disclosure_comes_before_that_of_the_item():
    own = (LegalBasis("公示暂行条例", mark="S"),)

    assert "公示暂行条例" in of(period="valid", legal_basis=own).because.zh


# -- the days


@given(days, days, days)
def test_a_period_covers_its_first_and_last_day_and_all_between(one, other, day):
    start, until = sorted((one, other))
    period = Publicity(start, until, Text("", ""))

    assert period.covers(start)
    assert period.covers(until)
    assert period.covers(day) == (start <= day <= until)


@given(days, days, st.sampled_from(["P0D", "P3M", "P1Y", "P3Y"]))
def test_nothing_is_public_before_it_came_or_after_its_end(began, came, term):
    period = of(period="term", term=term, valid_from=began, came=came)

    end = add_duration(began, term)
    assert (period.start, period.until) == ((came, end) if came <= end else (None, None))


def test_the_shipped_policy_gives_every_day_one_text_and_every_severity_a_period():
    from goodstanding.catalogue.adapters.folder import load_folder

    loaded = load_folder(Path(__file__).parents[3] / "policy")
    for day in ("1990-01-01", "2023-04-30", "2023-05-01", "2026-03-31", "2026-04-01", "2026-11-23"):
        decided = date.fromisoformat(day)
        period = of_penalty(
            {"kinds": ["closure"]},
            decided=decided,
            came=decided,
            severity=loaded.catalogue.severity,
        )
        assert period.until == add_duration(decided, "P3Y"), day


EXTENDABLE = {
    "period": "listed", "term": "P1Y", "start": "listed_on", "end": "term_until",
    "extended": "extended_on", "longest": "P2Y",
}  # fmt: skip


@pytest.mark.parametrize(
    ("term_until", "extended_on", "until"),
    [
        (None, None, "2027-08-31"),
        ("2027-02-28", None, "2027-02-28"),
        ("2028-08-31", None, "2027-08-31"),  # a longer end without the decision counts nothing
        ("2028-08-31", "", "2027-08-31"),
        ("2028-02-29", "2027-08-01", "2028-02-29"),
        ("2030-01-01", "2027-08-01", "2028-08-31"),
    ],
)
def test_a_listing_is_public_longer_only_as_far_as_a_decision_extended_it(
    term_until, extended_on, until
):
    payload = {"listed_on": "2026-08-31", "term_until": term_until, "extended_on": extended_on}

    period = of(payload, **EXTENDABLE)

    assert period.until == date.fromisoformat(until)
    assert "经决定延长的最长" in period.because.zh
