"""What protects persons in the copy: screened text, sole traders, fields that an item hides."""

from __future__ import annotations

import pytest
from django.db import connection

from goodstanding.audit.domain import Actor
from goodstanding.collection.tests.samples import WATER
from goodstanding.disclosure.adapters.reading import rows
from goodstanding.disclosure.queries import columns, office, published
from goodstanding.disclosure.services import holding
from goodstanding.disclosure.services.publishing import rebuild
from goodstanding.organisations.queries import find
from goodstanding.records.queries import file_of

REVIEWER = Actor(kind="person", id="7", label="reviewer")
NAMED = "法定代表人：张三在现场，电话13800138000"


def held_penalty(city):
    city.punish(facts=NAMED)
    (record,) = columns.page("penalty").records
    return record


def everything_public():
    views = ("live_record", "live_organisation")
    return "".join(str(rows(f"SELECT * FROM published.{view}")) for view in views)


def test_a_field_that_seems_to_name_a_person_is_not_shown_but_the_record_is(city):
    record = held_penalty(city)

    assert "facts" not in record.payload
    assert record.payload["content"] == "罚款二万元"
    assert record.held == ("facts",)
    assert "张三" not in everything_public()
    assert "13800138000" not in everything_public()


def test_what_is_held_waits_for_the_office_with_the_reason(city):
    record = held_penalty(city)

    (waits,) = office.waiting(agency="ecology")
    assert (waits.version_id, waits.field, waits.reason) == (
        record.version_id,
        "facts",
        "telephone",
    )
    assert office.waiting(agency="market") == []


def test_a_field_that_was_released_is_shown_and_stays_so_in_a_new_copy(city):
    record = held_penalty(city)
    holding.release(version_id=record.version_id, field="facts", by=REVIEWER, now=city.now)

    assert published.record(record.version_id).payload["facts"] == NAMED
    assert published.record(record.version_id).held == ()
    assert office.waiting() == []
    rebuild(now=city.now, environment=city.environment)
    assert published.record(record.version_id).payload["facts"] == NAMED


def test_what_is_not_held_cannot_be_released(city):
    record = held_penalty(city)
    with pytest.raises(holding.NotHeldError):
        holding.release(version_id=record.version_id, field="content", by=REVIEWER, now=city.now)


def test_the_office_sees_how_a_record_stands(city):
    record = held_penalty(city)
    organisation = find(WATER)
    versions = file_of(
        organisation.pk, as_of=city.now.date(), known_before=city.now.replace(hour=23)
    )
    found = office.standings(
        versions, kind=organisation.kind, on=city.now.date(),
        environment=city.environment,
    )  # fmt: skip

    standing = found[record.version_id]
    assert standing.public
    assert str(standing.publicity.until) == "2027-11-18"
    assert standing.publicity.because == record.because
    assert [one.field for one in standing.held] == ["facts"]


SOLE_TRADER = """name,uscc,kind,status,registered_on,legal_representative,tax_number
云溪区张记小吃店,{uscc},sole_trader,存续,2020-01-01,张三丰,
"""


def sole_trader_code():
    from goodstanding.standards import uscc

    first = "92339901MA000004"
    for tail in "0123456789ABCDEFGHJKLMNPQRTUWXY":
        for check in "0123456789ABCDEFGHJKLMNPQRTUWXY":
            if uscc.is_valid(first + tail + check):
                return first + tail + check
    raise AssertionError(first)


def test_the_owner_of_a_sole_trader_is_masked(city):
    code = sole_trader_code()
    city.send(SOLE_TRADER.format(uscc=code))

    shown = published.organisation(code)
    assert shown.facts["legal_representative"] == "张**"
    assert "三丰" not in everything_public()


def test_the_officer_of_an_enterprise_is_shown_as_the_register_shows_it(city):
    city.send(
        "name,uscc,kind,status,registered_on,legal_representative\n"
        f"云溪市清源水务有限公司,{WATER},enterprise,存续,2015-03-02,李四光\n"
    )
    assert published.organisation(WATER).facts["legal_representative"] == "李四光"


HONOUR = """name,uscc,honour_name,awarded_on,awarding_body
{name},{uscc},诚信示范单位,2026-10-01,云溪市人民政府
"""


def test_of_a_sole_trader_only_that_is_public_whose_publication_a_law_names(city):
    code = sole_trader_code()
    city.send(SOLE_TRADER.format(uscc=code))
    city.send(
        HONOUR.format(name="云溪区张记小吃店", uscc=code), item="quality_award", agency="market"
    )
    city.send(
        HONOUR.format(name="云溪市清源水务有限公司", uscc=WATER),
        item="quality_award",
        agency="market",
        key="w",
    )
    city.punish(name="云溪区张记小吃店", uscc=code, subject_category="个体工商户")

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT o.uscc, r.item FROM published.record r JOIN published.organisation o ON o.id = r.organisation_id"
        )
        found = set(cursor.fetchall())
    assert (WATER, "quality_award") in found
    assert {item for uscc, item in found if uscc == code} == {"registration", "penalty"}


def test_a_sole_trader_that_becomes_an_enterprise_shows_the_rest_and_its_officer(city):
    code = sole_trader_code()
    city.send(SOLE_TRADER.format(uscc=code))
    city.send(
        HONOUR.format(name="云溪区张记小吃店", uscc=code), item="quality_award", agency="market"
    )
    city.send(SOLE_TRADER.format(uscc=code).replace("sole_trader", "enterprise"))

    shown = published.organisation(code)
    assert shown.facts["legal_representative"] == "张三丰"
    assert [count.item for count in published.counts(shown.id)] == ["quality_award", "registration"]
