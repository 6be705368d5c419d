"""The period that the database works out for a batch is the one that `domain.publicity` gives."""

from __future__ import annotations

import json
from datetime import date, timedelta

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from goodstanding.disclosure.adapters.period_query import period_query
from goodstanding.disclosure.domain.publicity import Publicity, publicity
from goodstanding.disclosure.tests.test_publicity import item, policy

pytestmark = pytest.mark.django_db

DAYS = st.dates(date(2019, 12, 1), date(2029, 3, 31)) | st.sampled_from(
    [date(2024, 2, 29), date(2026, 3, 31), date(2026, 4, 1), date(2027, 2, 28), date(2026, 11, 23)]
)
TERMS = st.sampled_from(["P0D", "P3M", "P1Y", "P3Y", "P1Y1M1D", "P2W", "P30D", "P11M"])
KINDS = ["fine", "warning", "closure", "revoke_licence", "unknown"]
SEVERITY = (
    policy("2020-01-01", "2023-05-01", general="P2Y"),
    policy("2023-05-01", "2026-04-01", mark="M"),
    policy("2026-04-01"),
)

disclosures = st.one_of(
    st.fixed_dictionaries({"audience": st.just("public"), "period": st.sampled_from(["severity", "valid", "none"])}),
    st.fixed_dictionaries(
        {
            "audience": st.just("public"), "period": st.sampled_from(["term", "listed"]),
            "term": TERMS, "start": st.sampled_from(["decided_on", "listed_on"]),
        }
    ),
    st.fixed_dictionaries(
        {
            "audience": st.just("public"), "period": st.just("listed"), "term": TERMS,
            "start": st.just("listed_on"), "end": st.just("term_until"),
            "extended": st.just("extended_on"), "longest": TERMS,
        }
    ),
    st.fixed_dictionaries(
        {"audience": st.sampled_from(["on-authorisation", "government-only"]), "period": st.just("term"), "term": TERMS}
    ),
)  # fmt: skip
payloads = st.fixed_dictionaries(
    {},
    optional={
        "severity": st.sampled_from(["minor", "general", "serious", "", None]),
        "kinds": st.lists(st.sampled_from(KINDS), max_size=3) | st.none(),
        "decided_on": DAYS.map(str) | st.sampled_from(["", None]),
        "listed_on": DAYS.map(str),
        "term_until": DAYS.map(str) | st.sampled_from(["", None]),
        "extended_on": DAYS.map(str) | st.sampled_from(["", None]),
    },
)
versions = st.lists(
    st.tuples(payloads, DAYS | st.none(), DAYS | st.none(), DAYS), min_size=1, max_size=12
)

# As `record_query` asks it: a period that ends before it begins is none.
ASKED = """
SELECT i, n, until FROM (
    SELECT *, {until} AS until FROM (
        SELECT *, {number} AS n FROM jsonb_to_recordset(%(versions)s)
            AS v(i integer, payload jsonb, valid_from date, valid_until date, recorded_on date)
    ) reasoned
) timed ORDER BY i
"""


def by_database(one, severity, batch):
    query = period_query(one, severity)
    told = [
        {"i": i, "payload": payload, "valid_from": start, "valid_until": end, "recorded_on": came}
        for i, (payload, start, end, came) in enumerate(batch)
    ]
    places = {**query.places, "versions": json.dumps(told, default=str)}
    with connection.cursor() as cursor:
        cursor.execute(ASKED.format(number=query.number, until=query.until), places)
        found = cursor.fetchall()
    assert len(found) == len(batch)
    return [
        None if n is None or (until is not None and until < version[3])
        else Publicity(version[3], until, query.reasons[n - 1])
        for (_, n, until), version in zip(found, batch, strict=True)
    ]  # fmt: skip


def by_domain(one, severity, batch):
    for payload, start, end, came in batch:
        period = publicity(
            one, payload, valid_from=start, valid_until=end, recorded_on=came, severity=severity
        )
        yield period if period.start is not None else None


@settings(
    max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(disclosures, versions)
def test_the_database_gives_every_version_the_period_and_the_reason_of_the_rule(disclosure, batch):
    one = item(**disclosure)

    assert by_database(one, SEVERITY, batch) == list(by_domain(one, SEVERITY, batch))


def test_the_same_with_the_periods_that_are_shipped(environment):
    from goodstanding.catalogue.queries import catalogue_in_force

    loaded = catalogue_in_force(environment.policy, environment.home / "cache")
    days = [date(2023, 4, 30) + timedelta(days=n) for n in (0, 1, 300, 1066, 1067, 1300)]
    batch = [
        ({"kinds": [kind], "severity": stated, "listed_on": str(day)}, day, day + timedelta(days=90), date(2026, 11, 23))
        for day in days
        for kind in ("fine", "warning", "restrict_operations", "other")
        for stated in (None, "minor", "serious")
    ]  # fmt: skip
    for code in ("penalty", "licence", "registration", "dishonest_debtor", "abnormal_list"):
        one = loaded.item(code)
        expected = list(by_domain(one, loaded.severity, batch))
        assert by_database(one, loaded.severity, batch) == expected
        assert any(expected)


def test_without_any_rule_on_severity_nothing_is_public():
    batch = [({"kinds": ["fine"]}, date(2026, 1, 1), None, date(2026, 1, 2))]

    assert by_database(item(period="severity"), (), batch) == [None]
