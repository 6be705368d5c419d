"""A list on its way is killed by signal 9: taken up again it is answered as if it never had been."""

from __future__ import annotations

import time

import pytest

from tests.faults.conftest import assert_explained
from tests.faults.files import many_organisations, registrations

pytestmark = pytest.mark.slow

ORGANISATIONS = many_organisations(2_000)
ROWS = 120_000  # three parts
ANSWERED = """
SELECT r.rows, r.found, r.noted, r.clear, r.undecided, r.sha256,
       (SELECT array_agg(p.file->>'sha256' ORDER BY p.number) FROM verification_part p WHERE p.request_id = q.id)
FROM verification_request q JOIN verification_run r ON r.id = q.run_id ORDER BY q.id
"""


@pytest.fixture
def asked(node):
    """A city, and the words that check a list of it for a matter."""
    register = node.file("register.csv", registrations(ORGANISATIONS))
    assert node.submit(register, "registration", "market").status == 0
    lines = (ORGANISATIONS[n % len(ORGANISATIONS)][1] for n in range(ROWS))
    given = node.file("list.csv", "代码\n" + "\n".join(lines) + "\n")
    return lambda matter: ("check", str(given), "--purpose", "award_review", "--matter", matter)


def kill_between_parts(node, words):
    """Kill a command once a part of its list is kept and another one is not."""
    running = node.start(*words)
    while not running.ended() and not node.ask("SELECT 1 FROM verification_part p JOIN verification_request q ON q.id = p.request_id WHERE q.state = 'waiting'"):  # fmt: skip
        time.sleep(0.05)
    running.kill()
    assert running.wait().status == -9
    ((state, parts),) = node.ask("SELECT q.state, (SELECT count(*) FROM verification_part p WHERE p.request_id = q.id) FROM verification_request q ORDER BY q.id DESC LIMIT 1")  # fmt: skip
    assert state == "waiting"
    assert parts < 3


def test_killed_and_taken_up_by_a_worker_or_by_the_same_call(node, asked):
    assert_explained(node.run(*asked("never killed")), 0)
    kill_between_parts(node, asked("by a worker"))
    assert node.run("worker", "--once").status == 0
    kill_between_parts(node, asked("by the same call"))
    assert_explained(node.run(*asked("by the same call")), 0)

    never_killed, by_worker, by_call = node.ask(ANSWERED)

    assert never_killed[0] == ROWS
    assert by_worker == by_call == never_killed
