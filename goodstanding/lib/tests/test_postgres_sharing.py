"""One server for all users of a home, for as long as there are any, whatever is killed."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

import psycopg
import pytest

from goodstanding.lib.postgres import embedded, locks
from goodstanding.lib.postgres.places import Places
from goodstanding.lib.postgres.server import processes_in
from goodstanding.lib.tests.postgres_homes import (
    HOLD,
    User,
    answer,
    is_dead,
    is_stopped,
    kill_server,
    kill_supervisor,
    thrown_away,
    wait_until,
)

LEAVE_A_CHILD = "import subprocess; subprocess.Popen(['sleep', '30'], stdout=subprocess.DEVNULL)\n"


def is_half_made(home: Path) -> bool:
    return (Places.of(home).cluster / "data.new").exists()


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    with thrown_away(tmp_path_factory.mktemp("sharing") / "home") as home:
        yield home


def test_two_processes_at_once_on_an_empty_home_share_one_server_and_killed_leave_none(tmp_path):
    with thrown_away(tmp_path / "home") as home:
        users = [User(home, HOLD.replace("sys.stdin", LEAVE_A_CHILD + "sys.stdin")), User(home)]
        urls = [user.line() for user in users]

        assert urls[0] == urls[1]
        assert answer(urls[0]) == 1
        assert len(processes_in(Places.of(home).data)) > 1

        # A child that a user has started does not count as a user.
        for user in users:
            user.kill()

        wait_until(lambda: is_stopped(home))


def test_a_database_half_made_when_the_supervisor_was_killed_is_made_anew(tmp_path):
    with thrown_away(tmp_path / "home") as home:
        user = User(home)
        wait_until(lambda: is_half_made(home))
        kill_supervisor(home)

        assert answer(user.line()) == 1
        assert not is_half_made(home)
        user.leave()


def test_a_row_of_commands_finds_the_same_server(home):
    servers = set()
    for _ in range(3):
        with embedded.acquire(home):
            servers.add(embedded.status(home)["process"])
        time.sleep(0.3)

    assert len(servers) == 1


def test_a_user_who_arrives_while_the_server_stops_gets_a_running_one(home):
    with embedded.acquire(home):
        before = embedded.status(home)["process"]
    wait_until(lambda: locks.is_held(Places.of(home).users_lock))

    with embedded.acquire(home) as lease:
        assert answer(lease.url) == 1
        assert embedded.status(home)["process"] != before


def test_after_the_supervisor_was_killed_the_next_user_gets_a_server_with_what_was_committed(home):
    with embedded.acquire(home) as lease:
        with psycopg.connect(lease.url) as connection:
            connection.execute("CREATE TABLE kept (number) AS VALUES (7)")
        before = embedded.status(home)
        kill_supervisor(home)

        with embedded.acquire(home) as second:
            after = embedded.status(home)
            assert after["supervisor"] != before["supervisor"]
            assert after["process"] != before["process"]
            assert answer(second.url, "SELECT number FROM kept") == 7


def test_a_server_whose_supervisor_was_killed_ends_even_if_nobody_comes(home):
    with embedded.acquire(home):
        kill_supervisor(home)

    wait_until(lambda: not processes_in(Places.of(home).data))


def test_a_killed_server_is_there_again_after_ensure(home):
    with embedded.acquire(home) as lease:
        before = embedded.status(home)
        kill_server(home)
        lease.ensure()

        assert answer(lease.url) == 1
        assert embedded.status(home)["supervisor"] == before["supervisor"]


def test_a_server_killed_while_it_starts_is_started_again(home):
    embedded.stop(home)
    user = User(home)
    wait_until(lambda: embedded.status(home)["process"] is not None)
    kill_server(home)

    assert answer(user.line()) == 1
    user.leave()


def test_a_killed_server_comes_back_although_a_connection_lingers_in_a_long_query(home):
    busy = (
        "import psycopg; psycopg.connect(lease.url).execute("
        "'SELECT count(*) FROM generate_series(1, 10000000000) AS n')\nsys.stdin.read()"
    )
    user = User(home, HOLD.replace("sys.stdin.read()", busy))
    url = user.line()
    active = "SELECT count(*) FROM pg_stat_activity WHERE query LIKE '%generate_series(1, 1%'"
    wait_until(lambda: answer(url, active) == 2)
    kill_server(home)

    with embedded.acquire(home) as lease:
        assert answer(lease.url) == 1
    user.kill()


def test_server_and_supervisor_killed_together_are_replaced(home):
    with embedded.acquire(home) as lease:
        before = embedded.status(home)
        os.kill(before["supervisor"], signal.SIGSTOP)
        kill_server(home)
        kill_supervisor(home)
        lease.ensure()

        assert answer(lease.url) == 1


def test_a_stop_that_somebody_else_asked_of_the_server_does_not_last(home):
    with embedded.acquire(home) as lease:
        before = embedded.status(home)["process"]
        os.kill(before, signal.SIGTERM)
        wait_until(lambda: embedded.status(home)["process"] not in {before, None})
        lease.ensure()

        assert answer(lease.url) == 1


def test_an_operator_stops_the_server_its_users_notwithstanding_and_they_can_start_it_again(home):
    with embedded.acquire(home) as lease:
        assert embedded.stop(home) is True

        assert is_stopped(home)
        assert embedded.status(home)["state"] == "stopped"
        assert embedded.stop(home) is False

        lease.ensure()
        assert embedded.is_running(home)


def test_the_server_stays_while_one_user_lives_even_a_forked_child(home):
    lease = embedded.acquire(home)
    User(home).kill()
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(writer)
        os.read(reader, 1)
        os._exit(0)
    os.close(reader)
    lease.release()
    time.sleep(2.6)

    assert embedded.is_running(home)
    os.close(writer)
    os.waitpid(child, 0)


def test_a_server_file_left_from_before_a_restart_of_the_machine_does_not_hinder(home):
    # The number in it belongs to a living process, which is no server.
    with embedded.acquire(home):
        data = Places.of(home).data
        left = (data / "postmaster.pid").read_text().split("\n")
    embedded.stop(home)
    (data / "postmaster.pid").write_text("\n".join([str(os.getpid()), *left[1:]]))
    if os.geteuid() == 0:
        os.chown(data / "postmaster.pid", data.stat().st_uid, data.stat().st_gid)

    with embedded.acquire(home) as lease:
        assert answer(lease.url) == 1


def test_a_home_that_is_deleted_takes_its_server_with_it(tmp_path):
    with thrown_away(tmp_path / "home") as home, embedded.acquire(home):
        status = embedded.status(home)
        for file in sorted(home.rglob("*"), reverse=True):
            file.rmdir() if file.is_dir() and not file.is_symlink() else file.unlink()

        wait_until(lambda: is_dead(status["supervisor"]))
        wait_until(lambda: not processes_in(Path(status["cluster"])))


def test_a_running_server_is_acquired_in_an_instant(home):
    with embedded.acquire(home):
        before = time.process_time()
        with embedded.acquire(home):
            assert time.process_time() - before < 0.03
