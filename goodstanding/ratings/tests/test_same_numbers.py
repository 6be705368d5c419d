"""For any organisations: by columns and one by one, a model comes to the same numbers."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from goodstanding.catalogue.queries import catalogue_in_force
from goodstanding.lib.engine import open_engine
from goodstanding.ratings.domain.columns import plan
from goodstanding.ratings.domain.facts import Fact, Subject
from goodstanding.ratings.domain.single import rate
from goodstanding.ratings.queries.models import models_in_force
from goodstanding.ratings.tests.tables import KNOWN, put_tables
from goodstanding.ratings.tests.test_models import assert_same

DAY = date(2026, 11, 30)
CODE = "public_credit_enterprise"

days = st.dates(date(2022, 1, 1), date(2027, 6, 30)) | st.sampled_from(
    [DAY, DAY - timedelta(days=1), date(2025, 11, 30), date(2025, 12, 1), date(2024, 11, 30), date(2024, 2, 29)]
)  # fmt: skip
marks = st.frozensets(st.sampled_from(["disputed", "repaired", "taken_down"]), max_size=1)


def fact(item, **fields):
    """A record of the item with fields drawn from the strategies."""
    return st.fixed_dictionaries(fields).map(lambda payload: (item, payload))


def iso(strategy):
    return strategy.map(lambda day: day.isoformat())


said = st.one_of(
    fact(
        "penalty", decided_on=iso(days),
        kinds=st.lists(st.sampled_from(["fine", "warning", "suspend_licence", "closure"]), min_size=1, max_size=2),
        severity=st.sampled_from([None, "", "minor", "general", "serious"]),
    ),
    fact("tax_grade", graded_on=iso(days), grade=st.sampled_from(["A", "B", "M", "C", "D", "X"])),
    fact("customs_credit", graded_on=iso(days), credit_level=st.sampled_from(["ordinary", "seriously_dishonest"])),
    fact("highway_builder_grade", graded_on=iso(days), grade=st.sampled_from(["AA", "D"])),
    fact("annual_report", report_year=st.sampled_from(["2021", "2023", "2024", "2025"]), reported_on=iso(days), state=st.sampled_from([None, "late", "not_reported"])),
    fact("abnormal_list", listed_on=iso(days), removed_on=st.none() | iso(days)),
    fact("commitment_performance", made_on=iso(days), checked_on=iso(days), performance=st.sampled_from(["kept", "broken", "running"])),
    fact("quality_award", awarded_on=iso(days), honour_name=st.sampled_from(["甲", "乙"]), honour_level=st.sampled_from(["national", "city", "industry", None])),
    fact("tax_arrears", as_of=iso(days), tax_kind=st.sampled_from(["vat", "income"]), amount_outstanding=st.sampled_from(["0", "1.5", "x", None])),
    fact("wage_arrears_list", listed_on=iso(days), removed_on=st.none() | iso(days)),
    fact("inspection", inspected_on=iso(days), result=st.sampled_from(["corrected", "no_problem"]), rectified_on=st.none() | iso(days)),
)  # fmt: skip
drawn = st.lists(
    st.tuples(said, st.sampled_from(["housing", "fire-rescue", "nobody"]), marks), max_size=12
)
firms = st.lists(
    st.tuples(
        st.sampled_from(["enterprise", "enterprise", "enterprise", "sole_trader", "agency"]),
        st.sampled_from(["active", "active", "revoked"]),
        st.none() | st.dates(date(2010, 1, 1), date(2026, 6, 1)),
        st.booleans(),
        drawn,
    ),
    min_size=1, max_size=25,
)  # fmt: skip


@pytest.fixture(scope="module")
def shipped(environment):
    catalogue = catalogue_in_force(environment.policy, environment.home / "cache")
    return models_in_force(environment.policy, catalogue)


@pytest.fixture(scope="module")
def rules(shipped):
    return replace(shipped.rules, collected=frozenset(shipped.rules.items))


@pytest.fixture(scope="module")
def compiled(shipped, rules):
    model = shipped.all[CODE]
    return plan(model, rules, day=DAY, known_before=KNOWN, engine="duckdb")


def facts_of(given_, rules):
    return tuple(made(n, *one, rules) for n, one in enumerate(given_, start=1))


def made(n, said_, agency, marked, rules):
    code, payload = said_
    item = rules.items[code]
    payload = {name: value for name, value in payload.items() if value is not None}
    return Fact(
        str(n),
        code,
        agency,
        payload,
        day(payload, item.valid_from),
        day(payload, item.valid_until),
        marked,
    )


def day(payload, name):
    value = payload.get(name or "")
    return date.fromisoformat(value) if value else None


@given(given_=firms)
@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
def test_by_columns_and_one_by_one_the_numbers_are_the_same(given_, shipped, rules, compiled):
    model = shipped.all[CODE]
    pairs = [
        (Subject(n, kind, status, registered, consent), facts_of(facts, rules))
        for n, (kind, status, registered, consent, facts) in enumerate(given_, start=1)
    ]
    with open_engine("duckdb") as engine:
        put_tables(engine, model, pairs, rules)
        for step in compiled:
            engine.create(step)
        rows = {row["id"]: row for row in engine.read("SELECT * FROM rated").to_pylist()}

    for subject, facts in pairs:
        assert_same(rows[subject.id], rate(model, subject, facts, day=DAY, rules=rules))


FIRM = Subject(1, "enterprise", "active", date(2014, 6, 18))


@given(given_=drawn, order=st.randoms(use_true_random=False))
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_the_order_of_records_has_no_effect(given_, order, shipped, rules):
    facts = list(facts_of(given_, rules))
    first = rate(shipped.all[CODE], FIRM, facts, day=DAY, rules=rules)
    order.shuffle(facts)

    assert rate(shipped.all[CODE], FIRM, facts, day=DAY, rules=rules) == first


@given(
    given_=drawn,
    more=st.tuples(st.sampled_from(["housing", "tax"]), days, st.sampled_from(["fine", "closure"])),
)
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_one_more_penalty_never_raises_a_rating(given_, more, shipped, rules):
    model = shipped.all[CODE]
    agency, at, kind = more
    before = facts_of(given_, rules)
    said_ = ("penalty", {"decided_on": at.isoformat(), "kinds": [kind]})
    after = (*before, made(len(before) + 1, said_, agency, frozenset(), rules))

    old, new = (rate(model, FIRM, facts, day=DAY, rules=rules) for facts in (before, after))
    assert new.points <= old.points
    assert model.rank(new.grade) >= model.rank(old.grade)


@given(given_=drawn, which=st.integers(0, 11))
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_putting_a_penalty_right_never_lowers_a_rating(given_, which, shipped, rules):
    model = shipped.all[CODE]
    before = facts_of(given_, rules)
    after = tuple(
        replace(one, marks=one.marks | {"repaired"})
        if one.item == "penalty" and n == which
        else one
        for n, one in enumerate(before)
    )

    old, new = (rate(model, FIRM, facts, day=DAY, rules=rules) for facts in (before, after))
    assert new.points >= old.points
    assert model.rank(new.grade) <= model.rank(old.grade)
