"""What is taken down or marked while its record is on its way to the public is not shown as it was before."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor, wait
from threading import Event

import pytest
from django.db import connection

from goodstanding.audit.domain import Actor
from goodstanding.disclosure.adapters.reading import rows
from goodstanding.disclosure.services import publishing, suppressing
from goodstanding.disclosure.tests import conftest
from goodstanding.records.models import Version
from tests.emptying import empty

REVIEWER = Actor(kind="person", id="7", label="reviewer")

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def city(environment, transactional_db):
    """A city that is committed, so that other connections see it."""
    empty()
    yield conftest.publishing(environment)
    empty()


@pytest.fixture
def on_its_way(city, monkeypatch):
    """Does something by another connection while a penalty is published but not committed yet."""
    move, written, done = publishing._move, Event(), Event()

    def slowly(*given, **named):
        written.set()
        done.wait(30)
        move(*given, **named)

    def alone(what, *given, **named):
        try:
            what(*given, **named)
        finally:
            connection.close()

    def during(what, **named):
        with monkeypatch.context() as patched, ThreadPoolExecutor(2) as others:
            patched.setattr(publishing, "_move", slowly)
            sending = others.submit(alone, city.punish)
            assert written.wait(30)
            version = Version.objects.get(item="penalty")
            target = {
                "organisation_id": version.organisation_id,
                "item": "penalty",
                "fact": version.key,
            }
            acting = others.submit(alone, what, **target, by=REVIEWER, now=city.now, **named)
            waited = not wait([acting], timeout=0.5).done
            done.set()
            sending.result()
            acting.result()
            return waited

    return during


def test_a_record_taken_down_while_it_is_published_is_not_public(on_its_way):
    assert on_its_way(suppressing.suppress_record, reason="错报")

    assert rows("SELECT * FROM published.live_record WHERE item = 'penalty'") == []


def test_a_record_marked_while_it_is_published_wears_its_mark(on_its_way):
    assert on_its_way(suppressing.mark)

    (record,) = rows("SELECT marks FROM published.live_record WHERE item = 'penalty'")
    assert record["marks"] == ["disputed"]
