from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection

from goodstanding.background import services as background
from goodstanding.collection import jobs
from goodstanding.collection.models import Submission
from goodstanding.collection.queries.backlog import LOADING_LOCK, TRIES, due, node_status
from goodstanding.collection.services import loading
from goodstanding.collection.tests.samples import REGISTRATION, penalties, penalty
from goodstanding.lib.environment import now
from goodstanding.organisations.models import Organisation


@pytest.fixture(autouse=True)
def node(monkeypatch, environment):
    """The worker reads the node's settings from the process's environment."""
    monkeypatch.setenv("GOODSTANDING_CLOCK", environment.clock.isoformat())


@pytest.fixture
def received(send):
    """Three submissions that wait, in the order in which they came."""
    return [
        send(REGISTRATION.replace("清源", name), wait=False, key=name)
        for name in ("清源", "长源", "大源")
    ]


def keys(submissions):
    return [submission.pk for submission in submissions]


def tried(submission, attempts):
    Submission.objects.filter(pk=submission.pk).update(attempts=attempts)


def test_what_was_received_is_due_in_the_order_it_came(received, environment):
    assert due(now=now(environment)) == keys(received)


def test_what_was_tried_most_comes_last(received, environment):
    tried(received[0], 2)

    assert due(now=now(environment)) == keys([received[1], received[2], received[0]])


def test_a_finished_submission_is_not_due(send, environment):
    send(REGISTRATION)

    assert due(now=now(environment)) == []


def test_a_stuck_submission_is_tried_again_at_ever_longer_intervals(received, environment):
    stuck, came = received[0], now(environment)
    for attempts in (TRIES, TRIES + 1):
        tried(stuck, attempts)
        moment = came + timedelta(minutes=2**attempts)
        assert stuck.pk not in due(now=moment - timedelta(seconds=1))
        assert stuck.pk in due(now=moment)


def test_the_status_tells_of_a_stuck_submission(received, environment):
    assert (node_status(environment, now=now(environment))["state"], count(environment)) == (
        "ok",
        0,
    )

    tried(received[0], TRIES)

    assert (node_status(environment, now=now(environment))["state"], count(environment)) == (
        "stuck",
        1,
    )


def count(environment):
    return node_status(environment, now=now(environment))["stuck"]


def test_what_another_process_loads_just_now_is_left_to_it(received, environment):
    other = connection.copy()
    with other.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s, %s)", [LOADING_LOCK, received[0].pk])
        assert due(now=now(environment)) == keys(received[1:])
        cursor.execute("SELECT pg_advisory_unlock_all()")
    other.close()

    assert due(now=now(environment)) == keys(received)


@pytest.mark.django_db(transaction=True)
class TestTheWorker:
    @pytest.fixture(autouse=True)
    def _closed(self, transactional_db):
        with connection.cursor() as cursor:  # Django empties only the tables that it made
            cursor.execute("TRUNCATE records_version, procrastinate_jobs CASCADE")
        yield
        connection.close()

    def test_loads_what_was_received_without_waiting(self, send):
        submission = send(REGISTRATION, wait=False)
        assert submission.state == "received"

        background.work(once=True)

        submission.refresh_from_db()
        assert (submission.state, submission.new) == ("loaded", 3)

    def test_takes_up_a_submission_whose_job_was_lost(self, send):
        submission = send(REGISTRATION, wait=False)
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM procrastinate_jobs")

        background.work(once=True)

        submission.refresh_from_db()
        assert submission.state == "loaded"

    def test_is_not_held_up_by_a_submission_that_fails(self, send, monkeypatch):
        poison = send(REGISTRATION, wait=False)
        sound = send(penalties(penalty()), item="penalty", agency="ecology", wait=False)
        load_soundly = loading._load

        def load(submission, *rest):
            if submission.pk == poison.pk:
                raise ZeroDivisionError
            load_soundly(submission, *rest)

        monkeypatch.setattr(loading, "_load", load)

        background.work(once=True)

        poison.refresh_from_db()
        sound.refresh_from_db()
        assert (poison.state, poison.attempts) == ("received", 1)
        assert sound.state == "loaded"

    def test_that_died_in_the_middle_leaves_the_submission_as_it_was(self, send, monkeypatch):
        submission = send(REGISTRATION, wait=False)
        answer = loading.write_answer

        def die(*arguments, **options):
            answer(*arguments, **options)
            raise KeyboardInterrupt  # everything is written, nothing committed

        monkeypatch.setattr(loading, "write_answer", die)
        with pytest.raises(KeyboardInterrupt):
            jobs.load(submission_id=submission.pk)
        submission.refresh_from_db()
        assert (submission.state, Organisation.objects.count()) == ("received", 0)
        monkeypatch.undo()

        background.work(once=True)

        submission.refresh_from_db()
        assert (submission.state, submission.attempts) == ("loaded", 2)
