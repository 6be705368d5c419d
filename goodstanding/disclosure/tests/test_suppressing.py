from __future__ import annotations

import pytest
from django.db import connection

from goodstanding.audit.domain import Actor
from goodstanding.audit.models import Event
from goodstanding.collection.tests.samples import PAPER, WATER
from goodstanding.disclosure.adapters.reading import rows
from goodstanding.disclosure.models import Suppression
from goodstanding.disclosure.queries import columns, open_data, published
from goodstanding.disclosure.services import suppressing
from goodstanding.disclosure.services.organisations import NOT_SHOWN
from goodstanding.disclosure.services.publishing import rebuild

REVIEWER = Actor(kind="person", id="7", label="reviewer")


def fact_of(record):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT fact FROM published.record WHERE version_id = %s", [record.version_id]
        )
        (fact,) = cursor.fetchone()
    return {"organisation_id": record.organisation_id, "item": record.item, "fact": fact}


@pytest.fixture
def punished(city):
    """The city with one penalty; answers it too."""
    city.punish()
    (record,) = columns.page("penalty").records
    return city, record


def test_a_record_that_is_taken_down_is_nowhere_at_once_and_its_number_is_told(punished):
    city, record = punished
    suppressing.suppress_record(**fact_of(record), reason="错报", by=REVIEWER, now=city.now)

    assert columns.page("penalty").records == ()
    assert published.record(record.version_id) is None
    assert f'"id":{record.version_id}'.encode() in b"".join(open_data.changes(city.now.date()))


def test_a_record_stays_down_through_its_versions_and_a_new_copy(punished):
    city, record = punished
    suppressing.suppress_record(**fact_of(record), reason="错报", by=REVIEWER, now=city.now)
    city.punish(fine="3", content="罚款三万元")
    assert columns.page("penalty").records == ()

    rebuild(now=city.now, environment=city.environment)
    assert columns.page("penalty").records == ()


def test_what_is_lifted_is_shown_again_in_its_present_version(punished):
    city, record = punished
    suppressing.suppress_record(**fact_of(record), reason="错报", by=REVIEWER, now=city.now)
    city.punish(fine="3", content="罚款三万元")
    suppressing.lift(Suppression.objects.get().pk, by=REVIEWER, now=city.now)

    (shown,) = columns.page("penalty").records
    assert shown.amount == 3
    assert (
        rows(
            "SELECT * FROM published.live_withdrawal WHERE version_id = %(v)s",
            {"v": shown.version_id},
        )
        == []
    )


def test_an_organisation_that_is_taken_down_takes_its_records_with_it(punished):
    city, record = punished
    suppressing.suppress_organisation(
        organisation_id=record.organisation_id, reason="涉诉", by=REVIEWER, now=city.now
    )
    city.punish(document_number="2号")

    assert published.organisation(WATER) is None
    assert published.records_of(record.organisation_id).records == ()
    assert published.organisation(PAPER) is not None

    suppressing.lift(Suppression.objects.get().pk, by=REVIEWER, now=city.now)
    assert published.organisation(WATER) is not None
    assert published.counts(record.organisation_id)[0].number == 2


def test_a_former_name_that_is_taken_down_is_in_no_field_of_the_organisation(city):
    paper = published.organisation(PAPER)
    suppressing.suppress_name(
        organisation_id=paper.id, name="云溪青禾造纸厂", reason="含人名", by=REVIEWER, now=city.now
    )

    shown = published.organisation(PAPER)
    assert shown.former_names == ()
    assert "造纸厂" not in str(shown)


def test_a_present_name_that_is_taken_down_leaves_the_code(city):
    paper = published.organisation(PAPER)
    suppressing.suppress_name(
        organisation_id=paper.id, name=paper.name, reason="含人名", by=REVIEWER, now=city.now
    )

    shown = published.organisation(PAPER)
    assert (shown.uscc, shown.name) == (PAPER, NOT_SHOWN)
    assert "纸业" not in str(shown)


def test_a_disputed_record_says_so_through_its_versions_until_the_mark_is_taken_away(punished):
    city, record = punished
    target = fact_of(record)
    suppressing.mark(**target, by=REVIEWER, now=city.now)
    assert columns.page("penalty").records[0].marks == ("disputed",)

    city.punish(fine="3", content="罚款三万元")
    assert columns.page("penalty").records[0].marks == ("disputed",)

    suppressing.unmark(**target, by=REVIEWER, now=city.now)
    assert columns.page("penalty").records[0].marks == ()


def test_what_is_not_in_force_cannot_be_lifted(punished):
    city, record = punished
    with pytest.raises(suppressing.NotSuppressedError):
        suppressing.lift(4711, by=REVIEWER, now=city.now)
    with pytest.raises(suppressing.NotSuppressedError):
        suppressing.unmark(**fact_of(record), by=REVIEWER, now=city.now)


def test_each_of_these_is_in_the_audit_log(punished):
    city, record = punished
    suppressing.mark(**fact_of(record), by=REVIEWER, now=city.now)
    suppressing.suppress_record(**fact_of(record), reason="错报", by=REVIEWER, now=city.now)
    suppressing.lift(Suppression.objects.get().pk, by=REVIEWER, now=city.now)
    suppressing.unmark(**fact_of(record), by=REVIEWER, now=city.now)

    told = Event.objects.filter(action__startswith="disclosure.").values_list("action", flat=True)
    assert set(told) == {
        "disclosure.marked", "disclosure.suppressed", "disclosure.shown_again", "disclosure.unmarked",
    }  # fmt: skip


def test_a_suppression_twice_is_one(punished):
    city, record = punished
    for _ in range(2):
        suppressing.suppress_record(**fact_of(record), reason="错报", by=REVIEWER, now=city.now)

    assert Suppression.objects.count() == 1
