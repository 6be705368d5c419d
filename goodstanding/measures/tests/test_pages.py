"""The pages of measures: a body answers, the centre counts, the counter asks, the organisation reads."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from goodstanding.accounts.domain import Role
from goodstanding.accounts.services import people
from goodstanding.accounts.tests.cast import ORGANISATION, sign_in
from goodstanding.audit.domain import SYSTEM
from goodstanding.audit.models import Event
from goodstanding.measures.domain import State
from goodstanding.web.tests.pages import assert_valid_html

pytestmark = pytest.mark.django_db


@pytest.fixture
def finance(listed):
    """A case officer of the body that buys for the city."""
    person = people.create_person(
        email="finance@example.cn", name="钱进", roles=[Role.AGENCY_CASE_OFFICER], agency="finance",
        organisation="", by=SYSTEM, now=listed.now - timedelta(days=30),
    )  # fmt: skip
    person.joined_at = listed.now
    person.save(update_fields=["joined_at"])
    return person


@pytest.fixture
def page(listed, finance, settings):
    settings.ENVIRONMENT = listed.city.environment
    listed.follow()
    return lambda who=None: sign_in(Client(), who or finance)


def test_a_body_sees_what_it_owes_and_answers(listed, page):
    listing = page().get("/office/measures/")
    assert_valid_html(listing)
    assert "企业信息公示暂行条例" in listing.content.decode()
    place = f"/office/measures/{listed.call().pk}/"
    assert_valid_html(page().get(place))

    empty = page().post(f"{place}done/", {"done-text": " "})
    page().post(f"{place}confirm/")
    page().post(f"{place}done/", {"done-text": "已在采购系统设限"})

    assert empty.status_code == 422
    assert listed.call().state == State.DONE
    assert "已在采购系统设限" in page().get(place).content.decode()


def test_a_body_says_why_not_and_lifts_what_ended(listed, page):
    other = listed.call(measure="E27", body="finance")
    page().post(f"/office/measures/{other.pk}/done/", {"done-text": "设限"})
    listed.remove(listed.entry, "annulled")
    listed.follow()

    waiting = page().get(f"/office/measures/{other.pk}/")
    page().post(f"/office/measures/{other.pk}/undone/", {"undone-text": "已解除"})

    assert "前解除并回执" in waiting.content.decode()
    assert listed.call().state == State.CLOSED


def test_another_body_sees_nothing_of_it(listed, page, cast):
    place = f"/office/measures/{listed.call().pk}/"

    assert page(cast.case_officer).get(place).status_code == 404
    assert page(cast.case_officer).post(f"{place}confirm/").status_code == 404


def test_the_counter_says_yes_or_no_with_the_clause(listed, page, cast):
    asked = {"organisation": ORGANISATION, "matter": "procurement"}

    no = page(cast.case_officer).get("/office/counter/", asked)
    yes = page(cast.case_officer).get("/office/counter/", {**asked, "matter": "consumption"})
    english = page(cast.case_officer).get("/en/office/counter/", asked)

    assert_valid_html(no)
    assert "不可以" in no.content.decode()
    assert "企业信息公示暂行条例" in no.content.decode()
    assert "可以办理" in yes.content.decode()
    assert "Not possible" in english.content.decode()
    assert Event.objects.filter(action="measures.asked").count() == 3


@pytest.mark.parametrize(
    "asked", [{"organisation": "", "matter": "land"}, {"organisation": "没有这家", "matter": "land"},
              {"organisation": ORGANISATION, "matter": "nothing"}],
)  # fmt: skip
def test_a_wrong_question_is_told_what_is_wrong(page, asked):
    assert page().get("/office/counter/", asked).status_code == 422


def test_the_centre_sees_who_is_late(listed, page, cast):
    listed.go_on(20)

    answer = page(cast.operator).get("/office/measures/bodies/")

    assert_valid_html(answer)
    assert "财政局" in answer.content.decode()


def test_the_organisation_reads_what_is_done_because_of_the_list(page, cast):
    answer = page(cast.representative).get("/my/measures/")

    assert_valid_html(answer)
    assert "企业信息公示暂行条例" in answer.content.decode()
    assert (
        "企业信息公示暂行条例"
        not in page(cast.rival_representative).get("/my/measures/").content.decode()
    )
