"""Killed at any moment, a load comes to the state that it would have come to anyway.

A file of 200,000 penalties is sent, and whoever is at work on it (the command, the worker,
the database server) is ended by signal 9, again and again, each time followed by what a user
would do: the same command, or a worker. The moments are drawn from a fixed seed.
"""

from __future__ import annotations

import random
import shutil
import tempfile
import time
from pathlib import Path

import pytest

from tests.faults.conftest import assert_explained
from tests.faults.files import load_of_penalties, many_organisations, registrations
from tests.faults.node import Node

pytestmark = pytest.mark.slow

ROWS = 200_000
KILLS = 7  # of each of the three
ORGANISATIONS = many_organisations(3_000)
PENALTY = ("penalty", "ecology")


class Loading:
    """A city with its organisations, and the large file that it will be sent."""

    def __init__(self, folder: Path) -> None:
        self.template = Node(folder / "template")
        register = self.template.file("register.csv", registrations(ORGANISATIONS))
        answer = self.template.submit(register, "registration", "market")
        assert answer.json["new"] == len(ORGANISATIONS), answer
        self.template.stop()
        self.file = folder / "penalties.csv"
        self.file.write_text(load_of_penalties(ORGANISATIONS, ROWS), encoding="utf-8")
        node = self.new(folder / "unkilled")
        self.unkilled = node.submit(self.file, *PENALTY)
        assert self.unkilled.json["new"] == ROWS // 50 * 48, self.unkilled
        self.state = node.state()
        node.remove()

    def new(self, folder: Path) -> Node:
        """The city before the file, in a home of its own."""
        node = Node(folder)
        if not node.begin_as(self.template):
            file = node.file("register.csv", registrations(ORGANISATIONS))
            assert node.submit(file, "registration", "market").status == 0
        return node


@pytest.fixture(scope="module")
def loading():
    folder = Path(tempfile.mkdtemp(prefix="gs-kills-"))
    folder.chmod(0o711)
    made = Loading(folder)
    yield made
    made.template.remove()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def killed(loading):
    """`killed(begin, strike)` kills until it has KILLS, and then lets the work come to its end."""
    folder = Path(tempfile.mkdtemp(prefix="gs-kills-"))
    folder.chmod(0o711)
    nodes = [loading.new(folder / "0")]

    def killed(begin, strike, *, seed, ends):
        chance = random.Random(seed)
        kills = 0
        while kills < KILLS:
            node = nodes[-1]
            running = begin(node)
            moment = chance.uniform(0.05, 0.95) * loading.unkilled.seconds
            while not running.ended() and _age(running) < moment:
                _nap()
            struck = not running.ended() and strike(node, running)
            answer = running.wait()
            kills += struck
            if struck:
                assert answer.status in ends, answer
                assert "Traceback" not in answer.err, answer
            if not struck or answer.status == 0:
                # It was done before the blow: that city is as it should be, and we begin anew.
                assert_state(node, loading)
                node.remove()
                nodes.append(loading.new(folder / str(len(nodes))))
        return nodes[-1]

    yield killed
    nodes[-1].remove()
    shutil.rmtree(folder, ignore_errors=True)


def _age(running):
    return time.monotonic() - running.started


def _nap():
    time.sleep(0.005)


def assert_state(node, loading):
    """The state that the unkilled node came to, however often this one was struck."""
    last = node.submit(loading.file, *PENALTY)
    assert_explained(last, 0)
    assert _counts(last) == _counts(loading.unkilled)
    assert node.state() == loading.state


def _counts(answer):
    """What was loaded; candidates for what was not are proposed afterwards, by a worker."""
    return {key: value for key, value in answer.json.items() if key not in {"seconds", "proposed"}}


def submit_again(loading):
    return lambda node: node.start(*node.submission(loading.file, *PENALTY))


def kill_command(node, running):
    running.kill()
    return True


def test_the_command_is_killed(loading, killed):
    node = killed(submit_again(loading), kill_command, seed=1, ends={0, -9})

    assert_state(node, loading)


def test_the_worker_is_killed(loading, killed):
    def begin(node):
        words = node.submission(loading.file, *PENALTY, "--no-wait")
        assert_explained(node.run(*words), 0)
        return node.start("worker", "--once")

    node = killed(begin, kill_command, seed=2, ends={0, -9})

    assert begin(node).wait().status == 0  # the last city may be one that was made anew
    assert node.ask("SELECT count(*) FROM collection_submission WHERE state = 'received'") == [(0,)]
    assert node.ask("SELECT count(*) FROM matching_proposal") == [(ROWS // 50,)]
    assert_state(node, loading)


def test_the_database_is_killed(loading, killed):
    """The command says that the database is gone; or had no more need of it."""
    node = killed(submit_again(loading), lambda node, _: node.kill_server(), seed=3, ends={0, 4})

    assert_state(node, loading)
