"""The audit for duplicates: what it finds, that it asks once, and that a merge answers it."""

from __future__ import annotations

import pytest

from goodstanding.audit.domain import Actor, command
from goodstanding.audit.models import Event
from goodstanding.collection.tests.samples import WATER
from goodstanding.disclosure.tests.conftest import City, publishing
from goodstanding.matching.models import Proposal
from goodstanding.matching.queries import queue
from goodstanding.matching.queries.matching import Sources
from goodstanding.matching.services import judging, merging
from goodstanding.matching.services.duplicates import propose_duplicates
from goodstanding.organisations.queries import find
from goodstanding.standards import uscc
from tests.emptying import empty

FIRST = Actor(kind="person", id="7", label="吴倩")
SECOND = Actor(kind="person", id="8", label="郑凯")


def code(first_seventeen):
    return first_seventeen + uscc.check_character(first_seventeen)


RECODED = code("92339902" + WATER[8:17])  # the same organisation code under another authority
MILL, MILL_AGAIN = code("91339901500000001"), code("91339901500000002")
MILL_BRANCH, NEIGHBOUR = code("91339901500000003"), code("91339901500000004")
ROWS = f"""name,uscc,kind,status,registered_on,address
云溪清源水务公司,{RECODED},enterprise,存续,2019-01-01,云溪市东湖区水厂路1号
云溪市丰谷粮油加工厂,{MILL},enterprise,存续,2001-01-01,云溪市东湖区粮站路8号
云溪丰谷粮油加工厂,{MILL_AGAIN},enterprise,存续,2009-01-01,云溪市东湖区 粮站路８号
云溪市丰谷粮油加工厂第二门市部,{MILL_BRANCH},enterprise,存续,2010-01-01,云溪市东湖区粮站路8号
云溪市丰登粮油加工厂,{NEIGHBOUR},enterprise,存续,2010-01-01,云溪市东湖区粮站路8号
"""


@pytest.fixture(scope="module")
def made_once(environment, django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        empty()
        city = publishing(environment)
        city.send(ROWS)
        yield city
        empty()


@pytest.fixture
def city(made_once, db, settings):
    settings.ENVIRONMENT = made_once.environment
    return City(made_once.environment)


def seek(city):
    sources = Sources(city.environment.policy, city.environment.home / "cache")
    return propose_duplicates(sources=sources, by=command("duplicates"), now=city.now)


def pairs():
    asked = Proposal.objects.filter(kind="duplicate")
    return {(one.given_code, tuple(c["uscc"] for c in one.candidates)) for one in asked}


def asked_about(given):
    return Proposal.objects.get(kind="duplicate", given_code=given)


def test_the_same_organisation_code_and_the_same_address_with_the_same_brand_are_found(city):
    assert seek(city) == (2, 2)

    # Not the branch, nor the neighbour by whom one character of the brand differs.
    assert pairs() == {(RECODED, (WATER,)), (MILL_AGAIN, (MILL,))}
    assert "code_body" in asked_about(RECODED).candidates[0]["reasons"]
    assert "address_agrees" in asked_about(MILL_AGAIN).candidates[0]["reasons"]
    assert queue.waiting(kind="duplicate").count() == 2
    assert Event.objects.filter(action="matching.duplicates_sought").count() == 1


def test_what_waits_is_not_asked_again(city):
    seek(city)

    assert seek(city) == (2, 0)


def test_what_was_found_to_be_two_is_not_asked_again(city):
    seek(city)
    judging.none(asked_about(MILL_AGAIN).pk, reason="两家", by=FIRST, now=city.now)

    assert seek(city) == (2, 0)
    assert queue.waiting(kind="duplicate").count() == 1


def test_a_pair_is_settled_by_a_merge_and_open_again_once_that_is_given_back(city):
    seek(city)
    asked = asked_about(MILL_AGAIN)
    made = merging.propose(
        find(MILL_AGAIN), find(MILL), reason="同址", by=FIRST, now=city.now, proposal_id=asked.pk
    )
    asked.refresh_from_db()
    assert (asked.state, asked.reassignment_id) == ("same", made.pk)

    merging.decline(made.pk, reason="证据不足", by=SECOND, now=city.now)

    asked.refresh_from_db()
    assert (asked.state, asked.reassignment_id) == ("open", None)


def test_what_was_merged_is_one_and_found_no_more(city):
    made = merging.propose(find(MILL_AGAIN), find(MILL), reason="同址", by=FIRST, now=city.now)
    merging.confirm(made.pk, reason="核对无误", by=SECOND, now=city.now)

    assert seek(city) == (1, 1)
    merging.undo(made.pk, reason="看错了", by=FIRST, now=city.now)
    assert seek(city) == (2, 1)


def test_a_pair_is_no_row_and_is_not_decided_as_one(city):
    seek(city)

    with pytest.raises(judging.NotARowError):
        judging.accept(asked_about(RECODED).pk, uscc=WATER, reason="同", by=FIRST, now=city.now)
    with pytest.raises(judging.NotARowError):
        judging.new_organisation(asked_about(RECODED).pk, reason="新", by=FIRST, now=city.now)
