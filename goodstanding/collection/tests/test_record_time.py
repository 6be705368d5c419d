"""Record time keeps the order of arrival within one instant: the tests' clock stands still."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from goodstanding.collection.tests.samples import REGISTRATION, WATER, penalties, penalty
from goodstanding.lib.environment import now
from goodstanding.organisations.queries import find
from goodstanding.records.queries import file_of


@pytest.fixture
def three_versions(send):
    """One penalty, corrected twice within the instant in which it came."""
    send(REGISTRATION)
    return [send(penalties(penalty(fine=fine)), item="penalty", agency="ecology") for fine in "123"]


def fines(known_before, *, history=False):
    versions = file_of(
        find(WATER).pk, as_of=date(2026, 11, 23), known_before=known_before, history=history
    )
    return [version.payload["fine"] for version in versions if version.item == "penalty"]


def test_each_load_is_recorded_after_the_one_before(three_versions, environment):
    moments = [submission.finished_at for submission in three_versions]

    assert moments == sorted(set(moments))
    assert moments[-1] < now(environment) + timedelta(seconds=1)


def test_what_was_known_between_two_loads_of_one_instant_can_be_told(three_versions):
    moments = [submission.finished_at for submission in three_versions]

    seen = [fines(moment + timedelta(microseconds=1)) for moment in moments]

    assert seen == [[1], [2], [3]]


def test_the_history_has_all_of_them_in_their_order(three_versions):
    assert fines(three_versions[-1].finished_at + timedelta(days=1), history=True) == [1, 2, 3]
