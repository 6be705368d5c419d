"""The public search finds what is public now, and nothing else, whatever the index has."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner
from django.db import connection, utils

from goodstanding.collection.tests.samples import FOOD, PAPER, WATER
from goodstanding.disclosure.adapters.reading import public_cursor
from goodstanding.disclosure.services.organisations import NOT_SHOWN
from goodstanding.disclosure.tests.conftest import publishing
from goodstanding.lib.environment import now
from goodstanding.matching.queries.search import search, suggest
from goodstanding.matching.services.index import bring_up_to_date

SOLE_TRADER = "92339901400000041D"


@pytest.fixture
def city(environment, db):
    """Three organisations that are public, and found."""
    made = publishing(environment)
    bring_up_to_date(policy=environment.policy, now=now(environment))
    return made


def found(text, *, public=True):
    return [hit.uscc for hit in search(text, public=public).hits if not hit.is_similar]


def run(statement, *places):
    with connection.cursor() as cursor:
        cursor.execute(statement, places)


@pytest.mark.parametrize(
    "text",
    [
        "清源",
        "云溪市清源水务有限公司",
        "qingyuan",
        "yxsqysw",
        WATER,
        WATER.lower(),
        WATER[:12],
        WATER[8:17],
    ],
)
def test_what_is_public_is_found(city, text):
    assert WATER in found(text)


def test_a_former_name_is_found_and_told(city):
    hit = search("青禾造纸厂", public=True).hits[0]

    assert (hit.uscc, hit.matched, hit.why) == (
        PAPER, "云溪青禾造纸厂", ("name.brand", "former_name")
    )  # fmt: skip


@pytest.mark.parametrize(
    "text",
    ["清源", "清源水务 云溪", "qingyuan", "qysw", WATER, WATER[:12], WATER[8:17], "青源水务"],
)
def test_an_organisation_that_was_taken_down_vanishes_at_once(city, text):
    run("UPDATE published.organisation SET suppressed_on = '2026-11-23' WHERE uscc = %s", WATER)

    assert WATER not in [hit.uscc for hit in search(text, public=True).hits]
    assert WATER not in [hit.uscc for hit in suggest(text, public=True)]
    assert WATER in [hit.uscc for hit in search(text, public=False).hits]


def test_a_name_that_was_taken_down_vanishes_at_once_and_its_bearer_stays(city):
    run("UPDATE published.organisation SET name = %s WHERE uscc = %s", NOT_SHOWN, FOOD)
    run("UPDATE published.organisation SET former_names = '[]' WHERE uscc = %s", PAPER)

    assert found("百味") == found("baiwei") == []
    assert [hit.name for hit in search(FOOD, public=True).hits] == [NOT_SHOWN]
    assert found("青禾造纸厂") == []
    assert found("青禾纸业") == [PAPER]


def test_a_new_name_is_not_found_before_it_is_published(city):
    run("UPDATE organisations_name SET current = false WHERE name = '云溪市百味食品有限公司'")
    run(
        "INSERT INTO organisations_name (organisation_id, name, folded, current)"
        " SELECT id, '云溪市千味食品有限公司', '云溪市千味食品有限公司', true"
        " FROM organisations_organisation WHERE uscc = %s", FOOD,
    )  # fmt: skip
    bring_up_to_date(policy=city.environment.policy, now=city.now)

    assert found("千味") == []
    assert found("千味", public=False) == [FOOD]
    assert found("百味") == [FOOD]


def test_a_number_that_is_not_published_is_not_found(city):
    run("UPDATE published.organisation SET identifiers = '[]' WHERE uscc = %s", WATER)

    assert found(WATER[8:17]) == []
    assert found(WATER[8:17], public=False) == [WATER]


def test_the_role_that_reads_for_the_public_can_read_no_more_than_the_views(city):
    for table in ("matching_term", "matching_termcount", "organisations_name"):
        with pytest.raises(utils.ProgrammingError), public_cursor() as cursor:
            cursor.execute(f"SELECT * FROM {table}")


def test_the_command_answers_the_document_of_the_interface(city, monkeypatch):
    from goodstanding.cli.search import search as command

    monkeypatch.setattr("goodstanding.background.adapters.node.open_node", lambda _: None)
    answer = CliRunner().invoke(command, ["清源", "--json"], obj=city.environment)
    entry = json.loads(answer.stdout)[0]

    assert {key: entry[key] for key in ("uscc", "name", "kind", "status", "why")} == {
        "uscc": WATER, "name": "云溪市清源水务有限公司", "kind": "enterprise", "status": "active",
        "why": ["name.brand"],
    }  # fmt: skip
    assert 0 < entry["score"] <= 100


def test_the_command_says_nothing_of_a_persons_number(city, monkeypatch):
    from goodstanding.cli.search import search as command

    monkeypatch.setattr("goodstanding.background.adapters.node.open_node", lambda _: None)
    answer = CliRunner().invoke(command, ["11010519491231002X", "--json"], obj=city.environment)

    assert json.loads(answer.stdout) == []
    assert "本站只查询组织" in answer.stderr
    assert "19491231" not in answer.output
