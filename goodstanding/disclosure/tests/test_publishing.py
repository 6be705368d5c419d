from __future__ import annotations

from importlib import import_module

import pytest
from django.db import connection

from goodstanding.collection.tests.samples import FOOD, PAPER, WATER, penalties, penalty
from goodstanding.disclosure.adapters.reading import rows
from goodstanding.disclosure.queries import columns, published
from goodstanding.disclosure.services import ending
from goodstanding.disclosure.services.publishing import publish, rebuild


def copy():
    """The copy as the public sees it, reasons and all."""
    return [
        rows(f"SELECT * FROM published.{view} ORDER BY 1")
        for view in ("live_record", "live_organisation")
    ]


def penalties_of(uscc):
    organisation = published.organisation(uscc)
    return published.records_of(organisation.id, item="penalty").records


def test_what_an_agency_sends_is_public_as_soon_as_the_command_returns(city):
    city.punish()

    (record,) = penalties_of(WATER)
    assert record.payload["document_number"] == "云环罚〔2026〕1号"
    assert (str(record.public_from), str(record.public_until)) == ("2026-11-23", "2027-11-18")
    assert record.because.en.startswith("general (by kind of penalty): public for at most 1 year")


def test_publishing_again_changes_nothing(city):
    city.punish()
    before = copy()

    assert publish(now=city.now, environment=city.environment).chunks == 0
    assert copy() == before


def test_a_penalty_that_is_not_published_by_its_severity_is_not_in_the_copy_at_all(city):
    city.punish(kinds="警告", fine="")

    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM published.record WHERE item = 'penalty'")
        assert cursor.fetchone() == (0,)


def test_a_corrected_record_takes_the_place_of_the_one_before(city):
    city.punish()
    (before,) = penalties_of(WATER)
    city.punish(fine="3", content="罚款三万元")

    (after,) = penalties_of(WATER)
    assert (after.amount, after.payload["content"]) == (3, "罚款三万元")
    assert after.version_id > before.version_id
    assert published.record(before.version_id) is None


def test_a_withdrawn_record_leaves_the_copy(city):
    city.punish()
    city.send(penalties(penalty()), item="penalty", agency="ecology", mode="withdraw")

    assert penalties_of(WATER) == ()


def test_a_withdrawn_record_that_is_sent_again_is_public_again(city):
    city.punish()
    city.send(penalties(penalty()), item="penalty", agency="ecology", mode="withdraw")
    city.send(penalties(penalty(remarks="")), item="penalty", agency="ecology", key="again")

    assert len(penalties_of(WATER)) == 1


def test_an_organisation_shows_its_present_name_and_its_former_ones(city):
    found = published.organisation(PAPER)

    assert found.name == "云溪青禾纸业（东湖）有限公司"
    assert [one["name"] for one in found.former_names] == ["云溪青禾造纸厂"]
    assert found.facts["registered_on"] == "2016-04-01"


def test_a_changed_registration_refreshes_the_organisation(city):
    city.send(
        f"name,uscc,kind,status,registered_on,deregistered_on\n云溪市百味食品有限公司,{FOOD},enterprise,注销,2017-05-06,2026-11-01\n"
    )

    found = published.organisation(FOOD)
    assert (found.status, str(found.deregistered_on)) == ("deregistered", "2026-11-01")
    assert found.facts["status"] == "deregistered"


def test_a_copy_made_in_small_chunks_is_the_copy_made_at_once(city):
    city.send(
        penalties(*(penalty(document_number=f"{n}号") for n in range(1, 8))),
        item="penalty",
        agency="ecology",
    )
    at_once = copy()
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE published.record, published.organisation")
        cursor.execute("UPDATE published.watermark SET loaded_at = '-infinity'")
    done = publish(now=city.now, environment=city.environment, chunk=2)

    assert done.chunks > 4
    assert copy() == at_once


def test_a_load_that_was_half_in_the_copy_by_its_rows_begins_anew_with_the_upgrade(city):
    city.send(
        penalties(*(penalty(document_number=f"{n}号") for n in range(1, 8))),
        item="penalty",
        agency="ecology",
    )
    whole = copy()
    upgrade = import_module("goodstanding.disclosure.migrations.0009_up_to_a_version")
    with connection.cursor() as cursor:
        cursor.execute(upgrade.BACK)
        cursor.execute('UPDATE published.watermark SET "row" = 3')
        cursor.execute("DELETE FROM published.record WHERE number IN ('4号', '5号', '6号', '7号')")
        cursor.execute(upgrade.FORWARD)
    publish(now=city.now, environment=city.environment)

    assert copy() == whole


def test_a_copy_made_anew_from_nothing_is_the_one_that_grew_step_by_step(city):
    city.punish()
    city.punish(document_number="2号")
    city.punish(fine="3", content="罚款三万元")
    city.punish(document_number="3号", decided_on="2026-01-05")
    city.send(
        penalties(penalty(document_number="2号")), item="penalty", agency="ecology", mode="withdraw"
    )
    city.at("2027-02-01")
    city.run_jobs()
    grown = copy()
    assert len(grown[0]) == 4  # one penalty has ended, one was withdrawn

    rebuild(now=city.now, environment=city.environment)

    assert _but_numbers(copy()) == _but_numbers(grown)


def _but_numbers(found):
    return found


def test_a_record_that_has_ended_is_removed_and_its_number_is_told(city):
    city.punish()
    (record,) = penalties_of(WATER)
    city.at("2027-11-19")

    assert ending.end_due(now=city.now) == 1
    assert ending.end_due(now=city.now) == 0
    (gone,) = rows("SELECT version_id, gone_on::text FROM published.live_withdrawal")
    assert gone == {"version_id": record.version_id, "gone_on": "2027-11-19"}


@pytest.mark.parametrize("day", ["2027-11-18", "2027-11-19"])
def test_the_last_day_is_public_and_the_day_after_is_not_whatever_the_jobs_did(city, day):
    city.punish()
    city.at(day)

    assert bool(penalties_of(WATER)) == (day == "2027-11-18")
    assert bool(columns.page("penalty").records) == (day == "2027-11-18")
