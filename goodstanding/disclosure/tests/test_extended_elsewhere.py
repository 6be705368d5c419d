"""A list that another body decides on: what a court extended arrives by the import, with its date and reason."""

from __future__ import annotations

from datetime import date

import pytest

from goodstanding.collection.tests.samples import WATER
from goodstanding.disclosure.queries import published
from goodstanding.organisations.queries import find

pytestmark = pytest.mark.django_db

DEBTOR = {
    "name": "云溪市清源水务有限公司", "uscc": WATER, "case_number": "（2025）浙9901执1号", "reason": "有能力而拒不履行",
    "basis": "若干规定第一条", "notice_on": "2025-01-20", "listed_on": "2025-02-01", "authority": "云溪市人民法院",
    "term_until": "2027-01-31", "performance": "全部未履行",
}  # fmt: skip
EXTENDED = {
    "term_until": "2028-01-31", "extended_on": "2026-11-20", "extension_reason": "以暴力妨碍执行",
    "extension_basis": "若干规定第二条", "extension_document": "（2026）浙9901执异1号",
}  # fmt: skip


def brought(city, **cells):
    row = {**DEBTOR, **cells}
    return city.send(
        f"{','.join(row)}\n{','.join(row.values())}\n", item="dishonest_debtor", agency="court"
    )


def until(city):
    found = published.records_of(find(WATER).pk, item="dishonest_debtor").records
    return found[0].public_until if found else None


def test_a_term_extended_by_the_court_is_public_until_its_new_end(city):
    brought(city)
    assert until(city) == date(2027, 1, 31)

    sent = brought(city, **EXTENDED)

    assert (sent.changed, sent.quarantined) == (1, 0)
    assert until(city) == date(2028, 1, 31)


def test_a_longer_end_without_the_decision_counts_nothing(city):
    brought(city, term_until="2029-01-31")

    assert until(city) == date(2027, 2, 1)  # two years


@pytest.mark.parametrize(
    "fault",
    [
        {"extension_reason": ""},
        {"term_until": ""},
        {"extended_on": "2025-01-01"},
        {"listed_on": "2024-02-01", "extended_on": "2026-11-20"},  # it had ended by itself
    ],
)
def test_an_extension_without_reason_or_end_or_after_the_end_is_refused(city, fault):
    sent = brought(city, **{**EXTENDED, **fault})

    assert sent.quarantined == 1
    assert until(city) is None
