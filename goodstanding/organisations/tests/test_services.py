"""Organisations are what their records say, whatever the order in which they say it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection

from goodstanding.organisations.models import Organisation, Succession
from goodstanding.organisations.queries import due, find, identity
from goodstanding.organisations.tests.saying import NEW, NOON, PAPER, WATER, Records

OLD, NEWER = "云溪自来水厂", "云溪市长源水务有限公司"

pytestmark = pytest.mark.django_db


@pytest.fixture
def records():
    return Records()


def status(code=WATER):
    found = find(code)
    return found.status, str(found.deregistered_on or "")


def former(code=WATER):
    return [(one["name"], one["until"]) for one in identity(find(code)).former_names]


# -- status


def test_a_deregistration_ends_the_organisation_on_its_own_day(records):
    records.registration(status="active")
    records.change(changed_status="deregistered", since="2026-10-01")

    assert status() == ("deregistered", "2026-10-01")


def test_a_withdrawn_deregistration_never_was(records):
    records.registration(status="active")
    ended = records.change(changed_status="deregistered", since="2026-10-01")
    records.withdraw(ended)

    assert status() == ("active", "")


def test_a_stale_register_does_not_bring_an_ended_organisation_back(records):
    records.registration(status="active")
    records.change(changed_status="deregistered", since="2026-10-01")
    records.registration(status="active", industry="D4610")

    assert status() == ("deregistered", "2026-10-01")


def test_an_end_that_the_register_dates_later_goes_before_an_earlier_one(records):
    records.registration(status="deregistered", deregistered_on="2026-10-01")
    records.change(changed_status="registration_withdrawn", since="2024-01-01")

    assert status() == ("deregistered", "2026-10-01")


def test_a_pause_holds_between_its_days_and_only_for_the_active(records):
    records.registration(status="active")
    records.change(
        changed_status="suspended", since="2026-11-01", until="2026-11-30", temporary="t"
    )

    assert status() == ("suspended", "")

    records.now = NOON + timedelta(days=7)
    assert due(records.now.date(), limit=9) == []
    records.now = NOON + timedelta(days=8)
    assert due(records.now.date(), limit=9) == [1]
    records.derive()
    assert (status(), due(records.now.date(), limit=9)) == (("active", ""), [])


def test_what_has_ended_does_not_pause(records):
    records.registration(status="revoked")
    records.change(changed_status="suspended", since="2026-11-01", temporary="t")

    assert status() == ("revoked", "")


def test_what_is_to_be_is_not_yet(records):
    records.registration(status="active")
    records.change(changed_status="suspended", since="2026-12-01", temporary="t")

    assert status() == ("active", "")
    assert str(find(WATER).changes_on) == "2026-12-01"


# -- names


def test_a_change_of_name_is_the_name_from_its_day(records):
    records.registration()
    records.change(changed_name=NEWER, name_before=NEW, since="2026-05-06")

    assert find(WATER).name == NEWER
    assert find(NEW).pk == 1
    assert former() == [(NEW, "2026-05-06")]


def test_a_withdrawn_change_of_name_leaves_no_name_behind(records):
    records.registration()
    records.withdraw(records.change(changed_name=NEWER, name_before=NEW, since="2026-05-06"))

    assert find(WATER).name == NEW
    assert former() == []


def test_changes_of_name_follow_their_days_and_not_their_arrival(records):
    records.registration(name=OLD)
    records.change(changed_name=NEWER, name_before=NEW, since="2026-05-06")
    records.change(changed_name=NEW, name_before=OLD, since="2020-01-01")

    assert find(WATER).name == NEWER
    assert former() == [(OLD, "2020-01-01"), (NEW, "2026-05-06")]


def test_an_old_change_of_name_does_not_rename_who_is_called_otherwise_by_now(records):
    records.registration(name=NEWER)
    records.change(changed_name=NEW, name_before=OLD, since="2020-01-01")

    assert find(WATER).name == NEWER
    assert find(OLD).pk == find(NEW).pk == 1


def test_the_register_that_names_a_later_day_has_the_last_word(records):
    records.registration(name=OLD)
    records.change(changed_name=NEW, name_before=OLD, since="2020-01-01")
    records.registration(name=NEWER, renamed_on="2026-05-06")

    assert find(WATER).name == NEWER


# -- successor, parent


def test_a_successor_that_comes_later_is_linked_when_it_comes(records):
    records.registration()
    records.change(successor=PAPER, succession="merger", since="2026-10-01")
    assert Succession.objects.get().successor_id is None

    records.registration(2, uscc=PAPER, name="云溪青禾纸业有限公司")

    kept = Succession.objects.get()
    assert (kept.predecessor_id, kept.successor_id, kept.kind) == (1, 2, "merger")


def test_a_succession_goes_with_its_record(records):
    records.registration()
    records.registration(2, uscc=PAPER, name="云溪青禾纸业有限公司")
    told = records.change(successor=PAPER, succession="merger", since="2026-10-01")
    assert Succession.objects.count() == 1

    records.withdraw(told)

    assert not Succession.objects.exists()


def test_a_branch_knows_its_parent(records):
    records.registration()
    records.change(parent=PAPER)

    assert find(WATER).parent_uscc == PAPER


# -- what has changed, and when


@pytest.mark.parametrize(
    "cells",
    [
        {"changed_status": "deregistered", "since": "2026-10-01"},
        {"changed_name": NEWER, "name_before": NEW, "since": "2026-05-06"},
        {"changed_name": NEW, "name_before": OLD, "since": "2016-05-06"},  # a former name more
        {"successor": PAPER, "succession": "merger", "since": "2026-10-01"},
        {"parent": PAPER},
    ],
)
def test_whatever_is_shown_moves_the_time_of_the_last_change(records, cells):
    records.registration()
    records.registration(2, uscc=PAPER, name="云溪青禾纸业有限公司", registration_number="3")
    records.now = NOON + timedelta(hours=1)
    records.derive()
    assert set(Organisation.objects.values_list("changed_at", flat=True)) == {NOON}

    records.change(**cells)

    assert find(WATER).changed_at == records.now


def snapshot():
    """Everything there is, but for the numbers of rows that nobody refers to."""
    tables = {
        "organisation": "*", "identifier": "organisation_id, scheme, value, valid_from, derived",
        "name": "organisation_id, name, folded, valid_from, valid_until, current",
        "succession": "predecessor_id, successor_id, successor_uscc, kind, happened_on",
    }  # fmt: skip
    with connection.cursor() as cursor:
        found = {}
        for table, columns in tables.items():
            cursor.execute(f"SELECT {columns} FROM organisations_{table} ORDER BY 1, 2, 3")
            found[table] = cursor.fetchall()
    return found


def test_from_nothing_it_becomes_what_it_was(records):
    records.registration(former_name=OLD, renamed_on="2020-01-01", tax_number="339901100000016")
    records.registration(2, uscc=PAPER, name="云溪青禾纸业有限公司")
    records.change(changed_name=NEWER, name_before=NEW, since="2026-05-06")
    records.change(changed_status="deregistered", since="2026-10-01")
    records.change(successor=PAPER, succession="merger", since="2026-10-01")
    before = snapshot()

    with connection.cursor() as cursor:
        cursor.execute(
            "TRUNCATE organisations_succession, organisations_name, organisations_identifier,"
            " organisations_organisation CASCADE"
        )
    records.derive()

    assert snapshot() == before
