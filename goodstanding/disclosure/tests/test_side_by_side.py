"""A long chunk is published by two connections: the copy is the same, and ends after a half whatever fails."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import OperationalError, connection, transaction

from goodstanding.collection.tests.samples import penalties, penalty
from goodstanding.disclosure.adapters.backlog import Chunk, watermark
from goodstanding.disclosure.adapters.reading import rows
from goodstanding.disclosure.services import publishing
from goodstanding.disclosure.tests import conftest
from tests.emptying import empty

ROWS = 9
TEXTS = {3: "联系电话13900000000", 8: "联系电话13900000001"}  # one of each half is held back


pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def city(environment, transactional_db, monkeypatch):
    """A city that is committed, so that other connections see it, and shares even a small chunk."""
    monkeypatch.setattr(publishing, "SHARED", ROWS)
    empty()
    yield conftest.publishing(environment)
    empty()


@pytest.fixture
def shared(monkeypatch):
    """How many parts were done at the same time, each time."""
    found = []

    def counted(parts):
        listed = list(parts)
        found.append(len(listed))
        return one_by_one(listed)

    one_by_one = publishing.side_by_side
    monkeypatch.setattr(publishing, "side_by_side", counted)
    return found


def send_many(city):
    city.send(
        penalties(
            *(
                penalty(document_number=f"{n}号", facts=TEXTS.get(n, "排放超标"))
                for n in range(1, ROWS + 1)
            )
        ),
        item="penalty", agency="ecology",
    )  # fmt: skip


def copy():
    return rows("SELECT * FROM published.live_record ORDER BY version_id")


def numbers():
    return {one["number"] for one in copy() if one["item"] == "penalty"}


def test_the_copy_is_the_one_that_a_single_connection_makes(city, shared, monkeypatch):
    send_many(city)
    together = copy()
    assert shared == [1, 2]  # the reasons; the halves
    assert sum(bool(one["held"]) for one in together) == len(TEXTS)

    monkeypatch.setattr(publishing, "SHARED", ROWS + 1)
    publishing.rebuild(now=city.now, environment=city.environment)

    assert shared == [1, 2]
    assert copy() == together


@pytest.mark.parametrize(("failing", "public"), [(5, 0), (4, 5)])  # the longer half is the first
def test_a_half_that_fails_takes_only_what_is_behind_it_along(city, monkeypatch, failing, public):
    add = publishing._add

    def fail(cursor, chunk, *rest, **more):
        if chunk.rows == failing:
            raise ZeroDivisionError
        return add(cursor, chunk, *rest, **more)

    with monkeypatch.context() as faulty:
        faulty.setattr(publishing, "_add", fail)
        with pytest.raises(ZeroDivisionError):
            send_many(city)
    assert numbers() == {f"{n}号" for n in range(1, public + 1)}

    publishing.publish(now=city.now, environment=city.environment)
    assert numbers() == {f"{n}号" for n in range(1, ROWS + 1)}


def test_the_halves_do_not_wait_for_what_the_turn_has_written(city, shared):
    with connection.cursor() as cursor:
        cursor.execute("UPDATE published.watermark SET edition = ''")
    send_many(city)

    assert shared == []  # this transaction wrote the edition: it publishes alone
    assert len(numbers()) == ROWS


def test_within_another_transaction_nobody_else_is_asked_for_what_they_would_not_see(city, shared):
    with transaction.atomic():
        send_many(city)

    assert shared == []
    assert len(numbers()) == ROWS


def test_what_replaces_records_is_published_by_one_connection(city, shared):
    send_many(city)
    shared.clear()
    city.send(
        penalties(*(penalty(document_number=f"{n}号", fine="3") for n in range(1, ROWS + 1))),
        item="penalty", agency="ecology",
    )  # fmt: skip

    assert shared == []
    assert {one["amount"] for one in copy() if one["item"] == "penalty"} == {3}


def test_whoever_publishes_has_the_turn_alone(city):
    def take():
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute("SET LOCAL lock_timeout = '100ms'")
                watermark(cursor)
        finally:
            connection.close()

    with transaction.atomic(), connection.cursor() as cursor, ThreadPoolExecutor(1) as other:
        watermark(cursor)
        with pytest.raises(OperationalError, match="lock timeout"):
            other.submit(take).result()


def test_the_parts_of_a_chunk_have_all_its_rows_in_their_order(city):
    chunk = Chunk(1, "penalty", "ecology", "", city.now, after=10, to=99, rows=5, replaces=False)

    assert [(one.after, one.to, one.rows) for one in chunk.parts(2)] == [(10, 13, 3), (13, 99, 2)]
