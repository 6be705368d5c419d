"""The database goes away in the middle of a load and comes back: nothing is lost, and it is said."""

from __future__ import annotations

import time

import pytest

from tests.faults.conftest import assert_explained
from tests.faults.files import load_of_penalties, many_organisations, registrations
from tests.faults.node import Node

pytestmark = pytest.mark.slow

ORGANISATIONS = many_organisations(300)


@pytest.fixture
def city(node):
    file = node.file("register.csv", registrations(ORGANISATIONS))
    assert node.submit(file, "registration", "market").status == 0
    return node


def _strike_while_loading(node, running, blow):
    """Strike once the submission has been received: from then on it must never be lost."""
    while not node.ask("SELECT 1 FROM collection_submission WHERE item = 'penalty'"):
        assert not running.ended(), running.wait()
        time.sleep(0.02)
    blow()


@pytest.mark.parametrize("blow", [Node.kill_server, Node.stop], ids=["killed", "stopped"])
def test_a_database_that_goes_away_is_told_and_the_same_command_loads_when_it_is_back(city, blow):
    file = city.file("penalties.csv", load_of_penalties(ORGANISATIONS, 20_000))
    running = city.start(*city.submission(file, "penalty", "ecology"))

    _strike_while_loading(city, running, lambda: blow(city))
    answer = running.wait()

    assert_explained(answer, 4)
    assert "again" in answer.err
    again = city.submit(file, "penalty", "ecology")
    assert_explained(again, 0)
    assert (again.json["state"], again.json["new"]) == ("loaded", 19_200)
    assert city.ask("SELECT count(*) FROM records_version WHERE item = 'penalty'") == [(19_200,)]
    assert city.ask("SELECT count(*) FROM collection_submission WHERE item = 'penalty'") == [(1,)]


def test_a_database_elsewhere_that_does_not_answer_is_told(tmp_path):
    node = Node(
        tmp_path, GOODSTANDING_DATABASE_URL=f"postgresql://nobody@/none?host={tmp_path}&port=5432"
    )
    file = node.file("register.csv", registrations(ORGANISATIONS))

    answer = node.submit(file, "registration", "market")

    assert_explained(answer, 4)
    assert "database" in answer.err.lower()


def test_a_worker_outlives_its_database(city):
    """What waits is loaded, whether by this worker or the next."""
    file = city.file("penalties.csv", load_of_penalties(ORGANISATIONS, 20_000))
    assert_explained(city.submit(file, "penalty", "ecology", "--no-wait"), 0)
    running = city.start("worker", "--once")
    while not city.ask("SELECT 1 FROM collection_submission WHERE attempts > 0"):
        assert not running.ended(), running.wait()
        time.sleep(0.02)
    city.kill_server()

    answer = running.wait()

    assert answer.status in {0, 4}, answer
    assert "Traceback" not in answer.err, answer
    assert city.run("worker", "--once").status == 0
    assert city.ask("SELECT count(*) FROM records_version WHERE item = 'penalty'") == [(19_200,)]
