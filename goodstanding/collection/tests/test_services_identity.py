"""What an agency's file tells of who an organisation is moves the organisation, and moves it back."""

from __future__ import annotations

import pytest
from django.db import connection

from goodstanding.collection.services import identity
from goodstanding.collection.services.submitting import node_of
from goodstanding.collection.tests.samples import FOOD, PAPER, WATER
from goodstanding.lib.environment import now
from goodstanding.organisations.queries import find

NAMES = {
    WATER: "云溪市清源水务有限公司",
    PAPER: "云溪青禾纸业（东湖）有限公司",
    FOOD: "云溪市百味食品有限公司",
}
BODY = {
    "authority": "云溪市市场监督管理局", "authority_uscc": "11320100MB1886843H",
    "source": "云溪市市场监督管理局",
}  # fmt: skip


def file(*rows):
    titles = list(dict.fromkeys(name for row in rows for name in row))
    lines = [",".join(titles), *(",".join(row.get(name, "") for name in titles) for row in rows)]
    return "\n".join(lines) + "\n"


def row(code, **cells):
    return {"name": NAMES[code], "uscc": code, **BODY, **cells}


def snapshot():
    tables = {
        "organisation": "*", "identifier": "organisation_id, scheme, value, valid_from, derived",
        "name": "organisation_id, name, folded, valid_from, valid_until, current",
        "succession": "predecessor_id, successor_id, successor_uscc, kind, happened_on",
    }  # fmt: skip
    found = {}
    with connection.cursor() as cursor:
        for table, columns in tables.items():
            cursor.execute(f"SELECT {columns} FROM organisations_{table} ORDER BY 1, 2, 3")
            found[table] = cursor.fetchall()
    return found


@pytest.fixture
def told(send, registered):
    """Two organisations end, one of them by a merger into the other's neighbour, one is renamed."""
    ended = send(
        file(row(PAPER, deregistered_on="2026-11-10", successor_uscc=FOOD)), item="deregistration"
    )
    renamed = send(
        file(
            row(
                WATER, change_item="名称", old_value=NAMES[WATER],
                new_value="云溪市长源水务有限公司", changed_on="2026-11-12",
            )
        ),
        item="registration_change",
    )  # fmt: skip
    assert (ended.new, renamed.new) == (1, 1)


def test_a_deregistration_and_a_change_of_name_move_the_organisation(told):
    assert (find(PAPER).status, str(find(PAPER).deregistered_on)) == ("deregistered", "2026-11-10")
    assert find(PAPER).successions.get().successor == find(FOOD)
    assert find(WATER).name == "云溪市长源水务有限公司"
    assert find(NAMES[WATER]).uscc == WATER


def test_what_is_withdrawn_moves_it_back(told, send):
    withdrawn = send(file(row(PAPER)), item="deregistration", mode="withdraw")

    assert withdrawn.withdrawn == 1
    assert (find(PAPER).status, find(PAPER).deregistered_on) == ("active", None)
    assert not find(PAPER).successions.exists()


def test_a_correction_puts_the_day_right(told, send):
    corrected = send(file(row(PAPER, deregistered_on="2026-11-09")), item="deregistration")

    assert corrected.changed == 1
    assert str(find(PAPER).deregistered_on) == "2026-11-09"


def test_rebuilt_from_records_it_is_what_the_loads_had_left(told, environment):
    before, node = snapshot(), node_of(environment)

    assert identity.rebuild(node=node, now=now(environment)) == 3
    assert snapshot() == before  # down to the time of the last change

    with connection.cursor() as cursor:
        cursor.execute("UPDATE organisations_organisation SET status = 'active', name = 'x'")
        cursor.execute("DELETE FROM organisations_name")
        cursor.execute("DELETE FROM organisations_succession")
    identity.rebuild(node=node, now=now(environment))

    after = snapshot()
    for table in ("identifier", "name", "succession"):
        assert after[table] == before[table]
    assert find(PAPER).status == "deregistered"
    assert find(WATER).name == "云溪市长源水务有限公司"
