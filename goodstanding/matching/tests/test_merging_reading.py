"""Two organisations found to be one: every reader follows."""

from __future__ import annotations

from datetime import timedelta

import pytest

from goodstanding.collection.tests.samples import WATER, penalties, penalty
from goodstanding.disclosure.models import Suppression
from goodstanding.disclosure.queries import published
from goodstanding.disclosure.services import suppressing
from goodstanding.lib.environment import CIVIL_TIME
from goodstanding.matching.queries.matching import Sources, match
from goodstanding.matching.queries.search import search
from goodstanding.matching.services import merging
from goodstanding.matching.tests.twins import (
    BOTH,
    FIRST,
    REGISTER,
    TWIN,
    TWIN_NAME,
    facts,
    file,
    fine,
    merged,
    penalties_of,
    shown,
)  # fmt: skip
from goodstanding.organisations.queries import bearer, find
from goodstanding.records.queries import current_in_file


@pytest.fixture
def city(twins):
    return twins


@pytest.mark.parametrize("code", [WATER, TWIN, TWIN_NAME])
def test_the_credit_file_is_one_under_either_code_and_name(city, code):
    merged(city)

    found = file(city, code)

    assert found["uscc"] == WATER
    assert penalties_of(found) == BOTH
    assert TWIN_NAME in [one["name"] for one in found["former_names"]]
    assert TWIN in [one["value"] for one in found["identifiers"] if one["scheme"] == "uscc"]


def test_the_public_sees_one_organisation_with_both_penalties_and_one_registration(city):
    merged(city)

    assert shown(WATER) == BOTH
    assert published.organisation(TWIN) is None
    assert published.merged_into(TWIN) == WATER
    water = published.organisation(WATER)
    assert water.name == "云溪市清源水务有限公司"
    assert water.facts["name"] == "云溪市清源水务有限公司"
    assert [one["name"] for one in water.former_names] == [TWIN_NAME]
    registered = [one for one in published.counts(water.id) if one.item == "registration"]
    assert registered[0].number == 1


def test_the_file_of_the_public_on_another_day_is_the_same(city):
    merged(city)

    found = file(city, TWIN, public=True)

    assert penalties_of(found) == BOTH
    assert [one["item"] for one in found["records"]].count("registration") == 1


@pytest.mark.parametrize("public", [True, False])
@pytest.mark.parametrize("text", [TWIN, TWIN_NAME, "qingyuanshuiwu"])
def test_search_finds_the_one_that_stays(city, text, public):
    merged(city)

    hits = search(text, public=public).hits

    assert [hit.uscc for hit in hits].count(WATER) == 1
    assert hits[0].uscc == WATER
    assert TWIN not in [hit.uscc for hit in hits]


def test_a_list_is_matched_and_proposed_to_the_one_that_stays(city):
    import pyarrow as pa

    merged(city)
    sources = Sources(city.environment.policy, city.environment.home / "cache")
    names = [TWIN_NAME, "云溪市清源水务责任公司"]
    columns = {"row": pa.array([1, 2], pa.int64()), "name": names}
    others = ["uscc", "organisation_code", "registration_number", "tax_number",
              "public_institution_number", "social_organisation_number"]  # fmt: skip
    columns |= {name: pa.array([None, None], pa.string()) for name in others}

    linked, alike = match(pa.table(columns), sources=sources)

    assert linked.how == "name"
    assert [one.uscc for one in alike.candidates].count(WATER) == 1
    assert TWIN not in [one.uscc for one in alike.candidates]


def test_rows_that_come_later_under_either_code_or_name_stand_in_the_one_file(city):
    merged(city)

    fine(city, "3", uscc=TWIN, name="云溪市清源水务有限公司")
    fine(city, "4", uscc=WATER, name=TWIN_NAME)

    numbers = [f"云环罚〔2026〕{n}号" for n in range(1, 5)]
    assert penalties_of(file(city, WATER)) == numbers
    assert shown(WATER) == numbers


def test_a_code_of_one_beside_an_old_code_of_the_other_contradicts_no_more(city):
    other = REGISTER.replace("division", "registration_number")
    city.send(f"{other}{TWIN_NAME},{TWIN},enterprise,存续,2019-01-01,339901000099999\n")
    row = {"uscc": WATER, "organisation_code": TWIN[8:17]}
    before = match(_asked(**row), sources=_sources(city))
    merged(city)

    after = match(_asked(**row), sources=_sources(city))

    assert before[0].reason == "codes_contradict"
    assert (after[0].how, after[0].uscc) == ("identifier", WATER)


def _sources(city):
    return Sources(city.environment.policy, city.environment.home / "cache")


def _asked(**cells):
    import pyarrow as pa

    from goodstanding.matching.queries.matching import GIVEN

    cells = {"name": "云溪市清源水务有限公司", **cells}
    columns = {name: pa.array([cells.get(name)], pa.string()) for name in GIVEN}
    return pa.table({"row": pa.array([1], pa.int64()), **columns})


def test_the_same_document_told_under_both_codes_is_public_once(city):
    fine(city, "1", uscc=TWIN, name=TWIN_NAME)
    assert shown(TWIN) == BOTH

    merged(city)

    assert shown(WATER) == BOTH
    city.send(penalties(penalty()), item="penalty", agency="ecology", mode="withdraw")
    assert shown(WATER) == BOTH  # what the other code told still stands


def test_what_was_known_before_the_merge_is_shown_as_it_was(city):
    day = city.now.astimezone(CIVIL_TIME).date()
    city.at(day + timedelta(days=3))
    merged(city)

    before = file(city, TWIN, known=day)

    assert before["uscc"] == TWIN
    assert penalties_of(before) == BOTH[1:]
    assert penalties_of(file(city, WATER, known=day)) == BOTH[:1]


def test_a_rebuilt_copy_is_the_same(city):
    from goodstanding.disclosure.services.publishing import rebuild

    merged(city)
    before = shown(WATER)

    rebuild(now=city.now, environment=city.environment)

    assert shown(WATER) == before == BOTH
    assert published.organisation(TWIN) is None


def test_what_is_taken_down_of_either_stays_down(city):
    made = merged(city)
    water = find(WATER)

    suppressing.suppress_organisation(
        organisation_id=water.pk, reason="核实中", by=FIRST, now=city.now
    )

    assert shown(WATER) == []
    assert published.records_of(water.pk, item="penalty").records == ()
    suppressing.lift(Suppression.objects.get().pk, by=FIRST, now=city.now)
    assert shown(WATER) == BOTH
    merging.undo(made.pk, reason="看错了", by=FIRST, now=city.now)
    assert shown(WATER) == BOTH[:1]


@pytest.mark.parametrize("code", [WATER, TWIN])
def test_a_fact_of_the_file_is_found_from_either_code(city, code):
    told = {one for one in facts(city, TWIN) if one[1] == "penalty"}
    merged(city)

    ((told_of, item, fact),) = told
    version = current_in_file(bearer(code).pk, item, fact)

    assert version.organisation_id == told_of == bearer(TWIN).pk
