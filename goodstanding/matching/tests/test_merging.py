"""Two organisations found to be one: decided by two persons, kept, and taken back without a trace."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from goodstanding.audit.models import Event
from goodstanding.collection.queries import submissions
from goodstanding.collection.tests.samples import FOOD, PAPER, WATER
from goodstanding.disclosure.queries import published
from goodstanding.matching.models import MergeUse
from goodstanding.matching.queries.search import search
from goodstanding.matching.services import merging
from goodstanding.matching.tests.twins import (
    BOTH,
    FIRST,
    REGISTER,
    SECOND,
    TWIN,
    TWIN_NAME,
    WHY,
    facts,
    file,
    fine,
    merged,
    penalties_of,
    proposed,
    shown,
)  # fmt: skip
from goodstanding.organisations.models import Organisation, Reassignment
from goodstanding.organisations.queries import find
from goodstanding.organisations.services import reassigning


@pytest.fixture
def city(twins):
    return twins


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
    (fact,) = [one for one in facts(city, WATER) if one[1] == "penalty"]
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
