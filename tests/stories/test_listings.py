"""Nobody stands on a list without having been told, heard, decided on by another, and shown the way out.

国办发〔2020〕49号: grounds, basis and rights are told before the decision; a decision states facts, basis,
measures, the way out and remedies. 上海市社会信用条例 arts. 30 to 32. The steps are taken on the pages,
by the people who take them.
"""

from __future__ import annotations

from datetime import timedelta

import pytest

from goodstanding.accounts.tests.cast import NAME, ORGANISATION, REGISTER, client_for, sign_in
from goodstanding.casework.services.timing import timing_of
from goodstanding.collection.tests.samples import AGENCY, penalties, penalty
from goodstanding.disclosure.queries import published
from goodstanding.disclosure.tests.conftest import publishing
from goodstanding.lib.environment import CIVIL_TIME
from goodstanding.listings.models import Entry
from goodstanding.listings.queries import grounds
from goodstanding.listings.services import ending
from goodstanding.organisations.queries import find
from goodstanding.web.tests.pages import assert_valid_html

pytestmark = pytest.mark.django_db


class Town:
    """A node, its people at their pages, and the organisation that is spoken of."""

    def __init__(self, environment, cast, settings):
        self.city, self.cast, self.settings = publishing(environment), cast, settings
        self.city.send(REGISTER)
        self.open = client_for(cast)

    @property
    def now(self):
        return self.city.now.astimezone(CIVIL_TIME)

    def go_on(self, days):
        """Days pass; everybody signs in anew."""
        self.city.at(self.now.date() + timedelta(days=days))
        self.settings.ENVIRONMENT = self.city.environment
        self.open = client_for(self.cast)

    def as_(self, who):
        return self.open(getattr(self.cast, who))

    @property
    def entry(self):
        return Entry.objects.select_related("case").get()

    def act(self, who, step, **said):
        """One step on the page of the case; answers the page after it."""
        number, client = self.entry.case.number, self.as_(who)
        return client.post(f"/office/listings/{number}/{step}/", said, follow=True)

    def shown(self, item):
        found = published.records_of(find(ORGANISATION).pk, item=item).records
        return found[0] if found else None

    def fine(self, fine="20", mode="upsert"):
        return self.city.send(
            penalties(penalty(name=NAME, uscc=ORGANISATION, fine=fine)), item="penalty",
            agency="ecology", mode=mode,
        )  # fmt: skip

    def night(self):
        environment = self.city.environment
        timing = timing_of(environment)
        ending.expire(timing=timing, environment=environment, now=self.now)
        ending.settle_all(timing=timing, now=self.now)
        ending.drop_disqualified(timing=timing, environment=environment, now=self.now)


@pytest.fixture
def town(known_organisations, environment, cast, settings):
    settings.ENVIRONMENT = environment
    return Town(environment, cast, settings)


def proposed(town):
    """The case officer of the market regulator proposes, on the one penalty there is."""
    town.fine()
    officer = town.as_("rival_case_officer")
    begun = officer.get("/office/listings/new/", {"kind": "market_severe", "organisation": NAME})
    timing = timing_of(town.city.environment)
    (record,) = grounds.choices(
        find(ORGANISATION).pk, timing.catalogue.list_kind("market_severe"), timing.catalogue,
        now=town.now,
    )  # fmt: skip
    page = officer.get(begun.headers["Location"])
    assert_valid_html(page)
    assert record.label in page.content.decode()
    officer.post(
        begun.headers["Location"],
        {
            "ground": "food_drugs", "records": [record.value], "reason": "生产不合格食品",
            "facts": "罚款二十万元。", "basis": "总局令第44号", "with_authority_uscc": AGENCY,
        },
    )  # fmt: skip
    return town.entry


def told_and_heard(town):
    proposed(town)
    town.act("rival_case_officer", "notice", **{"send-channel": "portal"})
    mine = f"/my/listings/{town.entry.case.number}/"
    company = town.as_("representative")
    page = company.get(mine)
    assert_valid_html(page)
    assert "拟将你单位列入市场监督管理严重违法失信名单" in page.content.decode()
    company.post(f"{mine}receive/")
    company.post(f"{mine}respond/", {"answer-text": "已经整改，请从轻。"})
    too_early = town.act("rival_case_officer", "heard", **{"heard-text": "不采纳"})
    assert too_early.status_code == 409
    assert town.entry.state == "served"
    town.go_on(8)
    town.act("rival_case_officer", "heard", **{"heard-text": "已经考虑，不改变事实。"})


def decided(town):
    """Reviewed, consented to and decided, each by who may."""
    town.act("rival_approver", "review", **{"review-text": "事实清楚，程序合法。"})
    town.act(
        "rival_case_officer",
        "consent",
        **{"consent-on": "2026-12-01", "consent-text": "省局〔2026〕3号"},
    )
    town.act(
        "rival_approver", "decide",
        **{"decide-number": "云市监严〔2026〕1号", "decide-facts": "罚款二十万元。", "decide-basis": "总局令第44号",
           "decide-way_out": "满一年可申请移出。", "decide-remedies": "可以申请行政复议。"},
    )  # fmt: skip


def served_and_published(town):
    town.act(
        "rival_case_officer", "decision", **{"send-channel": "letter", "send-address": "东湖路1号"}
    )
    town.act("rival_case_officer", "told", **{"served-on": "2026-12-01", "served-text": "EMS 1 号"})
    town.act("rival_approver", "publish")


def listed(town):
    """Every step until the entry is public."""
    told_and_heard(town)
    decided(town)
    served_and_published(town)


def test_who_proposed_an_entry_does_not_review_it(town):
    told_and_heard(town)

    refused = town.act("rival_case_officer", "review", **{"review-text": "自己审核"})

    assert refused.status_code == 403
    assert_valid_html(town.as_("rival_approver").get(f"/office/listings/{town.entry.case.number}/"))


def test_a_decision_is_not_public_before_it_was_served(town):
    told_and_heard(town)
    decided(town)
    assert town.shown("severe_list_market") is None
    served_and_published(town)
    assert town.shown("severe_list_market") is not None


def test_an_organisation_is_listed_by_every_step_and_removed_at_its_end(town):
    listed(town)

    entry = town.entry
    assert entry.state == "published"
    assert town.shown("severe_list_market").payload["reason"] == "生产不合格食品"
    public = (
        town.open(town.cast.representative).get(f"/organisation/{ORGANISATION}/").content.decode()
    )
    assert "市场监督管理严重违法失信名单" in public

    town.go_on((entry.ends_on - town.now.date()).days + 1)
    assert town.shown("severe_list_market") is None  # before any job
    town.night()
    assert (town.entry.state, town.entry.ending) == ("removed", "expired")


def test_an_entry_whose_ground_falls_away_is_withdrawn_and_the_organisation_is_told(town):
    told_and_heard(town)
    town.fine(mode="withdraw")

    answer = town.act("rival_approver", "review", **{"review-text": "事实清楚"})

    assert answer.status_code == 409
    assert "自动终止" in answer.content.decode()
    assert (town.entry.state, town.entry.ending) == ("removed", "withdrawn")
    mine = town.as_("representative").get(f"/my/listings/{town.entry.case.number}/")
    assert "本程序已终止" in mine.content.decode()
    assert town.shown("severe_list_market") is None


@pytest.fixture
def credit_office(town):
    """The body that decides on honours, with its two people."""
    from goodstanding.accounts.domain import Role
    from goodstanding.accounts.services import people
    from goodstanding.audit.domain import SYSTEM

    made = {}
    for part, role in (("officer", Role.AGENCY_CASE_OFFICER), ("approver", Role.AGENCY_APPROVER)):
        made[part] = people.create_person(
            email=f"credit-{part}@example.cn", name=part, roles=[role], agency="development-reform",
            organisation="", by=SYSTEM, now=town.now - timedelta(days=30),
        )  # fmt: skip
        made[part].joined_at = town.now
        made[part].save(update_fields=["joined_at"])
    return made


def honoured(town, credit_office):
    from django.test import Client

    def act(who, place, **said):
        return sign_in(Client(), credit_office[who]).post(place, said)

    act(
        "officer", f"/office/listings/new/honesty_red_list/{ORGANISATION}/",
        reason="十年无失信记录", facts="按时纳税，善待员工。", basis="本市规定",
    )  # fmt: skip
    place = f"/office/listings/{town.entry.case.number}"
    act("officer", f"{place}/comments/")
    decision = {
        "decide-number": "云信〔2026〕1号", "decide-facts": "事迹属实。", "decide-basis": "本市规定",
        "decide-way_out": "出现失信记录即退出。", "decide-remedies": "可以提出异议。",
    }  # fmt: skip
    assert (
        act("approver", f"{place}/decide/", **decision).status_code == 409
    )  # comments may still come
    town.go_on(8)
    act("approver", f"{place}/decide/", **decision)
    act("approver", f"{place}/publish/")


def test_an_honour_is_open_to_comments_first_and_drops_with_a_record_against_it(
    town, credit_office
):
    honoured(town, credit_office)
    assert town.shown("honesty_red_list").payload["honour_name"] == "诚信典型名单"

    town.fine()
    town.night()

    assert (town.entry.state, town.entry.ending) == ("removed", "disqualified")
    assert town.shown("honesty_red_list") is None


def test_an_organisation_with_a_record_against_it_is_not_proposed_for_an_honour(
    town, credit_office
):
    from django.test import Client

    town.fine()

    answer = sign_in(Client(), credit_office["officer"]).post(
        f"/office/listings/new/honesty_red_list/{ORGANISATION}/",
        {"reason": "模范", "facts": "事迹", "basis": "本市规定"},
    )  # fmt: skip

    assert answer.status_code == 409
    assert not Entry.objects.exists()


@pytest.mark.parametrize("who", ["case_officer", "approver", "operator", "reviewer", "auditor"])
def test_another_body_takes_no_step_of_it(town, who):
    proposed(town)

    answer = town.act(who, "notice", **{"send-channel": "portal"})

    assert answer.status_code in {403, 404}
    assert town.entry.state == "draft"


def test_another_organisation_sees_nothing_of_it(town):
    proposed(town)
    town.act("rival_case_officer", "notice", **{"send-channel": "portal"})

    answer = town.as_("rival_representative").get(f"/my/listings/{town.entry.case.number}/")

    assert answer.status_code == 404


def test_a_draft_is_no_news_to_the_organisation(town):
    proposed(town)

    answer = town.as_("representative").get(f"/my/listings/{town.entry.case.number}/")

    assert answer.status_code == 404
