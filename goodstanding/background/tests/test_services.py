from __future__ import annotations

import os
import signal
import threading
import time

import pytest
from django.db import connection, transaction

from goodstanding.background import services
from goodstanding.background.adapters import node, processes, queue
from goodstanding.background.services import Job
from goodstanding.lib.errors import TemporaryError

done: list[int] = []


def remember(*, number: int) -> None:
    done.append(number)


def fail(*, number: int) -> None:
    raise ValueError(number)


def fail_for_now(*, number: int) -> None:
    raise TemporaryError


def remember_the_time() -> None:
    done.append(0)


def stop_ourselves(*, number: int) -> None:
    done.append(number)
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(0.3)
    done.append(-number)


@pytest.fixture
def jobs(monkeypatch, transactional_db):
    """The functions above as jobs of their own names, and an empty queue."""
    here = f"{__name__}:"
    named = {function: Job(here + function) for function in ("remember", "fail", "fail_for_now")}
    named["stop_ourselves"] = Job(here + "stop_ourselves")
    named["remember_the_time"] = Job(here + "remember_the_time", cron="* * * * *")
    monkeypatch.setattr(services, "JOBS", named)
    done.clear()
    with connection.cursor() as cursor:  # Django empties only the tables that it made
        cursor.execute("TRUNCATE procrastinate_jobs CASCADE")
    yield
    connection.close()


def waiting():
    """Name, attempts and state of what is in the queue."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT task_name, attempts, status::text FROM procrastinate_jobs ORDER BY id"
        )
        return cursor.fetchall()


def test_a_job_is_put_into_the_queue_only_with_its_transaction(jobs):
    with transaction.atomic():
        services.defer("remember", number=1)
        assert waiting() == []
        transaction.set_rollback(True)

    assert waiting() == []


def test_a_job_that_waits_already_is_not_put_there_twice(jobs):
    for number in (1, 2, 1):
        services.defer("remember", number=number)

    assert len(waiting()) == 2


def test_a_job_without_a_name_in_the_table_is_a_bug(jobs):
    with pytest.raises(KeyError):
        services.defer("forgotten", number=1)


def test_what_waits_is_done_in_order_and_then_the_worker_ends(jobs):
    services.defer("remember", number=7)
    services.defer("remember", number=8)

    services.work(once=True)

    assert [number for number in done if number] == [7, 8]
    assert waiting() == []


def test_a_job_with_a_time_of_its_own_is_done_at_the_start(jobs):
    services.work(once=True)

    assert done == [0]


def test_a_job_that_fails_holds_up_no_other_and_is_not_tried_again(jobs):
    services.defer("fail", number=1)
    services.defer("remember", number=2)

    services.work(once=True)

    assert 2 in done
    assert waiting() == [("fail", 1, "failed")]


def test_what_fails_for_a_passing_reason_is_tried_again_later(jobs):
    services.defer("fail_for_now", number=1)

    services.work(once=True)

    assert waiting() == [("fail_for_now", 1, "todo")]


def test_a_worker_that_is_told_to_stop_finishes_the_job_in_hand(jobs):
    services.defer("stop_ourselves", number=3)
    before = signal.getsignal(signal.SIGTERM)

    try:
        services.work(once=False)
    finally:
        signal.signal(signal.SIGTERM, before)

    assert [number for number in done if number] == [3, -3]


def test_jobs_that_a_dead_worker_had_in_hand_are_taken_off_the_queue(jobs):
    services.defer("fail", number=1)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = 'doing', worker_id = NULL")

    services.work(once=True)

    assert waiting() == []


def test_with_once_a_database_that_goes_away_is_told(jobs, monkeypatch):
    monkeypatch.setattr(queue, "run_jobs", lambda *_arguments, **_options: False)

    with pytest.raises(node.DatabaseGoneError):
        services.work(once=True)


def test_a_process_can_be_found_while_it_runs_and_is_waited_for(tmp_path):
    told = []
    before = signal.signal(signal.SIGTERM, lambda *_: told.append("stop"))
    running = threading.Event()

    def run():
        with processes.findable(tmp_path):
            running.set()
            while not told:
                time.sleep(0.01)

    worker = threading.Thread(target=run)
    worker.start()
    running.wait()
    # The signal is handled by the main thread, which waits in stop_workers.
    try:
        assert processes.stop_workers(tmp_path) is True
    finally:
        worker.join()
        signal.signal(signal.SIGTERM, before)
    assert processes.stop_workers(tmp_path) is False
    assert list((tmp_path / "run").iterdir()) == []
