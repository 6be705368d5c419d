"""A key's share is one for all processes of the node."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection
from django.db.models import F

from goodstanding.accounts.models import Share
from goodstanding.accounts.services import keys


def take(whose="key 1", burst=20):
    return keys.take_share(whose, per_minute=1, burst=burst)


def take_some(_number):
    try:
        return [take() for _ in range(10)]
    finally:
        connection.close()


@pytest.mark.django_db(transaction=True)
def test_many_connections_at_once_get_one_share_and_no_more():
    with ThreadPoolExecutor(6) as pool:
        waits = [wait for found in pool.map(take_some, range(6)) for wait in found]

    assert waits.count(0) == 20
    assert all(0 < wait <= 60 for wait in waits if wait)


@pytest.mark.django_db
def test_a_share_comes_back_with_time_and_is_each_one_s_own():
    assert [take(burst=2) for _ in range(3)][:2] == [0, 0]
    assert take("key 2", burst=2) == 0

    _pass(90)

    assert take(burst=2) == 0
    assert 0 < take(burst=2) <= 60


@pytest.mark.django_db
def test_whoever_has_a_full_share_again_is_forgotten():
    take("early")
    _pass(61)
    take("late")

    keys.sweep()

    assert list(Share.objects.values_list("whose", flat=True)) == ["late"]


def _pass(seconds):
    Share.objects.update(until=F("until") - timedelta(seconds=seconds))
