"""Whoever is killed in the middle of its work comes to the state that it would have come to anyway.

A city with a case of every procedure in every state. In the first story people decide, and the
process that does what they decided dies: publicity ends and holders are told, both or neither.
In the second a night comes three years later: entries and publicity end, clocks run out, measures
are lifted, bodies are asked and reminded, and the worker dies. Both die before a statement that is
drawn from a fixed seed, again and again, and are then let go on.
"""

from __future__ import annotations

import random
import shutil
import tempfile
from pathlib import Path

import psycopg
import pytest

from goodstanding.lib.postgres import embedded
from tests.faults.evening import NIGHT, TODAY
from tests.faults.node import Node

pytestmark = pytest.mark.slow

KILLS = 5
DYING = "tests.faults.dying"
DAY = {"GOODSTANDING_ENV": "demo", "GOODSTANDING_CLOCK": f"{TODAY}T20:00:00+08:00"}
WORK, DECIDE = ("worker", "--once"), ("acts",)
# Every table that a night writes to, without what arrival alone gives: numbers of rows.
ROWS = {
    "cases": "SELECT number, step, due_on, suspended, closed_at, outcome FROM casework_case",
    "clocks": 'SELECT c.number, k."limit", k.due_on, k.stopped_on FROM casework_clock k'
    " JOIN casework_case c ON c.id = k.case_id",
    "stories": "SELECT c.number, e.code, e.at, e.details::text FROM casework_entry e"
    " JOIN casework_case c ON c.id = e.case_id",
    "notices": "SELECT c.number, n.kind, n.text, n.served_on FROM casework_notice n"
    " JOIN casework_case c ON c.id = n.case_id",
    "entries": "SELECT c.number, e.state, e.ending, e.ended_on FROM listings_entry e"
    " JOIN casework_case c ON c.id = e.case_id",
    "steps": 'SELECT c.number, s.state, s."on", s.proof FROM listings_step s'
    " JOIN listings_entry e ON e.id = s.entry_id JOIN casework_case c ON c.id = e.case_id",
    "measures": "SELECT c.number, m.measure, m.body, m.state, m.lifted_on, m.due_on, m.reminders"
    " FROM measures_call m JOIN listings_entry e ON e.id = m.entry_id JOIN casework_case c ON c.id = e.case_id",
    "reports": "SELECT m.measure, m.body, r.state, r.at FROM measures_report r"
    " JOIN measures_call m ON m.id = r.call_id",
    "objections": "SELECT c.number, o.state FROM objections_objection o JOIN casework_case c ON c.id = o.case_id",
    "commitments": "SELECT c.number, o.state FROM commitments_commitment o JOIN casework_case c ON c.id = o.case_id",
    "unremedied": "SELECT c.number, u.item, u.fact, u.ends_on FROM repairs_unremedied u"
    " JOIN casework_case c ON c.id = u.case_id",
    "public": "SELECT organisation_id, item, fact, public_until, suppressed_on, marks FROM published.record",
    "repairs": "SELECT c.number, r.state, r.holders_told FROM repairs_repair r JOIN casework_case c ON c.id = r.case_id",
    "recalls": "SELECT h.code, r.sent_on, r.due_on, r.reminded_on, l.cause, c.item, c.fact FROM recall_recall r"
    " JOIN recall_holder h ON h.id = r.holder_id JOIN recall_line l ON l.recall_id = r.id"
    " JOIN recall_copied c ON c.id = l.copied_id",
    "records": "SELECT item, key, withdrawn, payload::text FROM records_version WHERE superseded_at IS NULL",
    "marks": "SELECT item, fact, mark, lifted_at FROM disclosure_mark",
    "taken down": "SELECT item, fact, because, lifted_at FROM disclosure_suppression",
}


def state(node):
    """What was left, in no order; of a table the columns that arrival alone does not give."""
    with embedded.acquire(node.home) as lease, psycopg.connect(lease.url) as connection:
        return {name: sorted(map(repr, connection.execute(sql))) for name, sql in ROWS.items()}


@pytest.fixture(scope="module")
def evening():
    """The city before anybody is killed; its copies are the nodes of the tests."""
    folder = Path(tempfile.mkdtemp(prefix="gs-night-"))
    folder.chmod(0o711)
    node = Node(folder / "evening", **DAY)
    statements(node.run("0", "fill", module=DYING))
    node.stop()
    yield node
    node.remove()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def both(evening):
    """Two copies of the city: `both(settings)`."""
    nodes = []

    def copied(**settings):
        for name in ("quiet", "struck"):
            node = Node(evening.folder.parent / name, **{**DAY, **settings})
            if not node.begin_as(evening):
                pytest.skip("the server's files are not in the home, so that it can't be copied")
            nodes.append(node)
        return nodes

    yield copied
    for node in nodes:
        node.remove()


def statements(answer):
    """How many statements a process sent that came to its end, and had nothing to complain of."""
    assert (answer.status, "Traceback" in answer.err) == (0, False), answer
    return int(answer.err.rsplit("statements ", 1)[1])


def killed(node, words, *, most, seed):
    """Kill the work again and again, then let it come to its end."""
    chance, kills = random.Random(seed), 0
    with embedded.acquire(node.home):  # the server stays
        for _ in range(KILLS):
            answer = node.run(f"{chance.randrange(most // 20, most // 2)}", *words, module=DYING)
            assert answer.status in {0, -9}, answer
            kills += answer.status == -9
        statements(node.run("0", *words, module=DYING))
    assert kills >= KILLS // 2


def test_what_was_decided_takes_effect_whole_or_not_at_all(both):
    quiet, struck = both()
    before = state(quiet)
    most = statements(quiet.run("0", *DECIDE, module=DYING))
    expected = state(quiet)
    changed = {name for name in ROWS if expected[name] != before[name]}
    assert changed >= {"repairs", "recalls", "taken down", "entries", "objections", "records"}

    killed(struck, DECIDE, most=most, seed=7)

    assert state(struck) == expected


def test_a_night_that_is_killed_again_and_again_ends_as_one_that_was_not(both):
    quiet, struck = both(GOODSTANDING_CLOCK=NIGHT)
    before = state(quiet)
    most = statements(quiet.run("0", *WORK, module=DYING))
    expected = state(quiet)
    changed = {name for name in ROWS if expected[name] != before[name]}
    assert changed >= {"cases", "clocks", "stories", "entries", "steps", "measures", "reports", "unremedied", "public"}  # fmt: skip

    killed(struck, WORK, most=most, seed=4)

    assert state(struck) == expected
