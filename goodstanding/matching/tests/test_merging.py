"""Two organisations found to be one: two persons, every reader follows, and it can be taken back."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from goodstanding.audit.domain import Actor
from goodstanding.audit.models import Event
from goodstanding.cli.organisation import credit_file
from goodstanding.collection.queries import submissions
from goodstanding.collection.tests.samples import FOOD, PAPER, WATER, penalties, penalty
from goodstanding.disclosure.models import Suppression
from goodstanding.disclosure.queries import published
from goodstanding.disclosure.services import suppressing
from goodstanding.disclosure.tests.conftest import City, publishing
from goodstanding.lib.environment import CIVIL_TIME
from goodstanding.matching.models import MergeUse
from goodstanding.matching.queries.matching import Sources, match
from goodstanding.matching.queries.search import search
from goodstanding.matching.services import merging
from goodstanding.matching.services.index import bring_up_to_date
from goodstanding.organisations.models import Organisation, Reassignment
from goodstanding.organisations.queries import bearer, find
from goodstanding.organisations.services import reassigning
from goodstanding.records.queries import current_in_file
from tests.emptying import empty

FIRST = Actor(kind="person", id="7", label="吴倩")
SECOND = Actor(kind="person", id="8", label="郑凯")
WHY = "两个代码的地址、法定代表人相同"
TWIN = "913399014000000428"
TWIN_NAME = "云溪市清源水务有限责任公司"
REGISTER = "name,uscc,kind,status,registered_on,division\n"


@pytest.fixture(scope="module")
def made_once(environment, django_db_setup, django_db_blocker):
    """清源水务 on file a second time, with a penalty under each of the codes: loading takes seconds."""
    with django_db_blocker.unblock():
        empty()
        city = publishing(environment)
        city.send(f"{REGISTER}{TWIN_NAME},{TWIN},enterprise,存续,2019-01-01,\n")
        city.punish()
        fine(city, "2", uscc=TWIN, name=TWIN_NAME)
        bring_up_to_date(policy=environment.policy, now=city.now)
        yield city
        empty()


@pytest.fixture
def city(made_once, db, settings):
    """The same for one test, which changes it in a transaction."""
    settings.ENVIRONMENT = made_once.environment
    return City(made_once.environment)


def fine(city, number, **cells):
    row = penalty(document_number=f"云环罚〔2026〕{number}号", **cells)
    return city.send(penalties(row), item="penalty", agency="ecology")


def proposed(city, **more):
    return merging.propose(find(TWIN), find(WATER), reason=WHY, by=FIRST, now=city.now, **more)


def merged(city):
    return merging.confirm(proposed(city).pk, reason="核对无误", by=SECOND, now=city.now)


def file(city, code, *, known=None, public=False):
    day = city.now.astimezone(CIVIL_TIME).date()
    return credit_file(
        city.environment, code, day=day, known=known or day, public=public, history=False
    )


def penalties_of(file):
    return sorted(one["key"].split()[-1] for one in file["records"] if one["item"] == "penalty")


def shown(code):
    found = published.organisation(code)
    records = published.records_of(found.id, item="penalty").records if found else ()
    return sorted(one.number for one in records)


BOTH = ["云环罚〔2026〕1号", "云环罚〔2026〕2号"]


def test_what_is_proposed_changes_nothing(city):
    proposed(city)

    assert penalties_of(file(city, WATER)) == BOTH[:1]
    assert shown(TWIN) == BOTH[1:]


def test_who_proposed_does_not_confirm(city):
    made = proposed(city)

    with pytest.raises(reassigning.SamePersonError):
        merging.confirm(made.pk, reason="核对无误", by=FIRST, now=city.now)


def test_the_database_itself_wants_another_person(city):
    made = proposed(city)
    decided = {"decided_by_id": "7", "decided_by": "吴倩", "decided_at": city.now}

    with pytest.raises(IntegrityError, match="reassigned_by_two_persons"), transaction.atomic():
        Reassignment.objects.filter(pk=made.pk).update(
            state="in_force", decided_because="核对无误", **decided
        )


@pytest.mark.parametrize(
    "change", [{"reason": "另一理由"}, {"target_id": 99}, {"state": "proposed"}]
)
def test_what_was_decided_is_only_undone(city, change):
    made = merged(city)

    with pytest.raises(IntegrityError, match="only undone"), transaction.atomic():
        Reassignment.objects.filter(pk=made.pk).update(**change)


def test_a_decision_is_not_deleted(city):
    made = merged(city)

    with pytest.raises(IntegrityError, match="are kept"), transaction.atomic():
        Reassignment.objects.filter(pk=made.pk).delete()


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


def test_undoing_restores_both_with_everything_that_came_since(city):
    made = merged(city)
    fine(city, "3", uscc=TWIN, name=TWIN_NAME)

    merging.undo(made.pk, reason="看错了", by=FIRST, now=city.now)

    assert penalties_of(file(city, WATER)) == BOTH[:1]
    assert penalties_of(file(city, TWIN)) == [BOTH[1], "云环罚〔2026〕3号"]
    assert shown(WATER) == BOTH[:1]
    assert shown(TWIN) == [BOTH[1], "云环罚〔2026〕3号"]
    assert published.organisation(WATER).former_names == ()
    assert published.merged_into(TWIN) is None
    assert search(TWIN_NAME, public=True).hits[0].uscc == TWIN


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


def test_a_name_that_two_bear_links_once_they_are_one_and_such_rows_are_named_when_undone(city):
    same = "91339901400000085M"
    city.send(f"{REGISTER}云溪市清源水务有限公司,{same},enterprise,存续,2019-01-01,\n")
    assert submissions.summary(fine(city, "5", uscc=""))["quarantined"] == 1
    asked = merging.propose(find(same), find(WATER), reason=WHY, by=FIRST, now=city.now)
    made = merging.confirm(asked.pk, reason="核对无误", by=SECOND, now=city.now)

    linked = fine(city, "6", uscc="")

    assert submissions.summary(linked)["matched"]["name"] == 1
    undone = merging.undo(made.pk, reason="看错了", by=FIRST, now=city.now)
    assert undone.rows == ((linked.pk, 1),)
    assert MergeUse.objects.count() == 1


def test_nobody_is_merged_into_one_that_was_merged_or_twice(city):
    merged(city)
    paper, water = find(PAPER), find(WATER)
    twin = Organisation.objects.get(uscc=TWIN)

    with pytest.raises(reassigning.MergedElsewhereError):
        merging.propose(paper, twin, reason=WHY, by=FIRST, now=city.now)
    with pytest.raises(reassigning.MergedElsewhereError):
        merging.propose(water, paper, reason=WHY, by=FIRST, now=city.now)
    merging.propose(paper, water, reason=WHY, by=FIRST, now=city.now)


def test_a_sole_trader_is_not_merged_with_an_enterprise(city):
    code = "92339901MA0000001B"
    Organisation.objects.create(
        uscc=code, name="云溪小店", kind="sole_trader", created_at=city.now, changed_at=city.now
    )
    trader = Organisation.objects.get(uscc=code)

    with pytest.raises(reassigning.KindsDifferError):
        merging.propose(trader, find(FOOD), reason=WHY, by=FIRST, now=city.now)


@pytest.mark.parametrize("step", [merging.confirm, merging.decline])
def test_a_step_needs_a_reason(city, step):
    made = proposed(city)

    with pytest.raises(reassigning.ReasonNeededError):
        step(made.pk, reason=" ", by=SECOND, now=city.now)


def test_a_step_is_taken_once(city):
    made = merged(city)

    with pytest.raises(reassigning.ReassignmentStateError):
        merging.confirm(made.pk, reason="再次", by=SECOND, now=city.now)
    merging.undo(made.pk, reason="看错了", by=FIRST, now=city.now)
    with pytest.raises(reassigning.ReassignmentStateError):
        merging.undo(made.pk, reason="再次", by=FIRST, now=city.now)


@pytest.mark.parametrize("code", [WATER, TWIN])
def test_a_fact_of_the_file_is_found_from_either_code(city, code):
    told = {one for one in _facts(city, TWIN) if one[1] == "penalty"}
    merged(city)

    ((told_of, item, fact),) = told
    version = current_in_file(bearer(code).pk, item, fact)

    assert version.organisation_id == told_of == bearer(TWIN).pk


def test_every_step_is_in_the_log(city):
    made = merged(city)
    merging.undo(made.pk, reason="看错了", by=FIRST, now=city.now)
    merging.decline(proposed(city).pk, reason="证据不足", by=FIRST, now=city.now)

    steps = Event.objects.filter(action__startswith="organisations.reassign").order_by("pk")

    assert [one.action.rpartition(".")[2] for one in steps] == [
        "reassignment_proposed", "reassigned", "reassignment_undone",
        "reassignment_proposed", "reassignment_declined",
    ]  # fmt: skip
    assert steps[0].detail["source"] == TWIN


def test_a_split_moves_the_chosen_facts_and_their_later_versions(city):
    (fact,) = [one for one in _facts(city, WATER) if one[1] == "penalty"]
    (asked,) = merging.propose_split(find(FOOD), [fact], reason=WHY, by=FIRST, now=city.now)
    assert shown(WATER) == BOTH[:1]

    made = merging.confirm(asked.pk, reason="核对无误", by=SECOND, now=city.now)
    city.punish(fine="3")

    assert shown(WATER) == []
    assert shown(FOOD) == BOTH[:1]
    assert penalties_of(file(city, FOOD)) == BOTH[:1]
    assert penalties_of(file(city, WATER)) == []
    merging.undo(made.pk, reason="看错了", by=FIRST, now=city.now)
    assert shown(WATER) == BOTH[:1]
    assert shown(FOOD) == []


def test_a_split_of_nothing_is_refused(city):
    with pytest.raises(reassigning.NothingToMoveError):
        reassigning.propose_split(find(WATER), find(FOOD), [], reason=WHY, by=FIRST, now=city.now)


def _facts(city, code):
    from goodstanding.records.queries import facts_of

    found = facts_of(find(code).pk, known_before=city.now + timedelta(days=1))
    return [(one.organisation_id, one.item, one.fact) for one in found]
