"""Several processes at one home: nothing is taken in twice, and nothing is lost."""

from __future__ import annotations

import pytest

from tests.faults.conftest import assert_explained
from tests.faults.files import load_of_penalties, many_organisations, registrations

pytestmark = pytest.mark.slow

ORGANISATIONS = many_organisations(200)
COUNTED = ("submission", "rows", "new", "changed", "unchanged", "withdrawn", "quarantined", "findings")  # fmt: skip


@pytest.fixture
def city(node):
    answer = node.submit(
        node.file("register.csv", registrations(ORGANISATIONS)), "registration", "market"
    )
    assert answer.json["new"] == len(ORGANISATIONS), answer
    return node


def test_two_processes_that_send_one_file_are_answered_as_one(city):
    file = city.file("penalties.csv", load_of_penalties(ORGANISATIONS, 5_000))
    words = city.submission(file, "penalty", "ecology")

    answers = [running.wait() for running in [city.start(*words), city.start(*words)]]

    for answer in answers:
        assert_explained(answer, 0)
    first, second = ([answer.json[name] for name in COUNTED] for answer in answers)
    assert first == second
    assert answers[0].json["new"] == 4_800
    assert city.ask("SELECT count(*) FROM collection_submission WHERE item = 'penalty'") == [(1,)]
    assert city.ask("SELECT count(*) FROM records_version WHERE item = 'penalty'") == [(4_800,)]


def test_the_first_commands_of_a_home_may_be_several(bare):
    file = bare.file("register.csv", registrations(ORGANISATIONS))
    words = bare.submission(file, "registration", "market")

    answers = [running.wait() for running in [bare.start(*words) for _ in range(3)]]

    for answer in answers:
        assert_explained(answer, 0)
        assert answer.json["new"] == len(ORGANISATIONS)
    assert bare.ask("SELECT count(*) FROM organisations_organisation") == [(len(ORGANISATIONS),)]


def test_eight_processes_with_a_file_each_are_all_loaded(city):
    contents = [load_of_penalties(ORGANISATIONS, 500, series=f"第{n}") for n in range(8)]
    paths = [city.file(f"{n}.csv", content) for n, content in enumerate(contents)]

    running = [city.start(*city.submission(path, "penalty", "ecology")) for path in paths]
    answers = [one.wait() for one in running]

    for answer in answers:
        assert_explained(answer, 0)
        assert (answer.json["rows"], answer.json["new"]) == (500, 480)
    assert len({answer.json["submission"] for answer in answers}) == 8
    assert city.ask("SELECT count(*) FROM records_version WHERE item = 'penalty'") == [(8 * 480,)]


def test_eight_processes_that_bring_the_same_records_bring_them_once(city):
    contents = [load_of_penalties(ORGANISATIONS, 500) + "\n" * n for n in range(1, 9)]
    paths = [city.file(f"{n}.csv", content) for n, content in enumerate(contents)]

    running = [city.start(*city.submission(path, "penalty", "ecology")) for path in paths]
    answers = [one.wait() for one in running]

    for answer in answers:
        assert_explained(answer, 0)
    assert sum(answer.json["new"] for answer in answers) == 480
    assert sum(answer.json["unchanged"] for answer in answers) == 7 * 480
    assert city.ask("SELECT count(*) FROM records_version WHERE item = 'penalty'") == [(480,)]
