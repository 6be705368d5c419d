"""A term ends on the day that the decision told, and is longer only by a decision that was told beforehand.

The rule of the statistics bureau of 2019 knows a second year where nothing was put right or a breach came
again (memory, verify); the steps are those of every adverse entry (国办发〔2020〕49号): notice, time to answer,
another person's decision, remedies, service. They are taken on the pages, by the people who take them.
"""

from __future__ import annotations

import pytest
from django.test import Client

from goodstanding.accounts.tests.cast import ORGANISATION, client_for
from goodstanding.audit.domain import SYSTEM
from goodstanding.listings.models import Extension
from goodstanding.listings.tests.statistics import ITEM, Statistics, statistics_story
from goodstanding.measures.models import Call
from goodstanding.measures.services import calling
from goodstanding.recall import services as recall
from goodstanding.recall.domain import Channel, HolderKind, Recipient
from goodstanding.recall.models import Line
from goodstanding.records import queries as records
from goodstanding.web.tests.pages import assert_valid_html

pytestmark = pytest.mark.django_db
BANK = Recipient(HolderKind.ORGANISATION, "91330100MA2B12345L", "云溪示例银行")


class Town:
    """The statistics office with an entry that stands, its two people, and the organisation at its pages."""

    def __init__(self, story: Statistics, settings):
        self.story, self.settings = story, settings
        for person in (story.cast.rival_case_officer, story.cast.rival_approver):
            person.agency = "statistics"
            person.save(update_fields=["agency"])
        self.entry = story.listed()
        calling.follow(timing=story.timing, now=story.now)
        self.today()

    def today(self, days=0):
        """Some days later; everybody signs in anew."""
        self.story.go_on(days)
        self.settings.ENVIRONMENT = self.story.city.environment
        self.open = client_for(self.story.cast)

    @property
    def ends_on(self):
        return self.story.fresh(self.entry).ends_on

    @property
    def extension(self):
        return Extension.objects.select_related("case").order_by("-pk").first()

    def at(self, who, place, **said):
        client = self.open(getattr(self.story.cast, who))
        return client.post(place, said, follow=True) if said else client.get(place)

    def propose(self, **said):
        given = {
            "extend-ground": "not_put_right", "extend-facts": "复查时仍未更正。", "extend-basis": "第35号令",
            "extend-new_end": "2028-11-30", "extend-channel": "portal", **said,
        }  # fmt: skip
        return self.at(
            "rival_case_officer", f"/office/listings/{self.entry.case.number}/extend/", **given
        )

    def act(self, who, step, **said):
        number = self.extension.case.number
        return self.at(who, f"/office/listings/{number}/extension/{step}/", **(said or {"x": "x"}))

    def mine(self, step="", **said):
        place = f"/my/listings/{self.extension.case.number}/"
        return self.at("representative", f"{place}extension/{step}/" if step else place, **said)

    def decided(self):
        self.propose()
        self.mine("receive", x="x")
        self.today(10)
        self.act(
            "rival_approver",
            "decide",
            **{"decide-number": "云统延〔2027〕1号", "decide-remedies": "可以复议。"},
        )
        self.act("rival_case_officer", "decision", **{"send-channel": "portal"})


@pytest.fixture
def town(known_organisations, environment, cast, settings):
    return Town(statistics_story(environment, cast, settings), settings)


def test_the_organisation_is_told_answers_and_reads_the_decision_before_anything_moves(town):
    first = town.ends_on
    page = town.at("rival_case_officer", f"/office/listings/{town.entry.case.number}/")
    assert "公布期内未整改或者整改不到位" in page.content.decode()
    assert_valid_html(page)
    assert_valid_html(town.propose())
    told = town.mine()
    assert_valid_html(told)
    assert "有权陈述和申辩" in told.content.decode()
    town.mine("receive", x="x")
    town.mine("respond", **{"answer-text": "已经更正。"})
    early = town.act("rival_approver", "decide", **{"decide-number": "1", "decide-remedies": "x"})
    assert early.status_code == 409

    town.today(10)
    own = town.act("rival_case_officer", "decide", **{"decide-number": "1", "decide-remedies": "x"})
    assert own.status_code == 403
    done = town.act(
        "rival_approver",
        "decide",
        **{"decide-number": "云统延〔2027〕1号", "decide-remedies": "可以复议。"},
    )
    assert_valid_html(done)
    town.act("rival_case_officer", "decision", **{"send-channel": "portal"})
    assert town.ends_on == first
    last = town.mine("receive", x="x")

    assert town.ends_on == town.extension.new_end
    assert town.extension.new_end > first
    assert "经决定延长" in last.content.decode()
    assert_valid_html(last)


def test_everybody_who_shows_or_holds_the_end_has_the_new_one(town):
    story, entry = town.story, town.entry
    version = records.current(entry.organisation_id, entry.record_item, entry.record_fact)
    recall.register(
        BANK, [(entry.organisation_id, version.id)], channel=Channel.REPORT, reference="R-1", by=SYSTEM,
        now=story.now,
    )  # fmt: skip
    town.decided()

    town.mine("receive", x="x")

    new = town.extension.new_end
    public = Client()
    shown = story.shown()
    for place in (
        f"/record/{shown.version_id}/", f"/lists/{ITEM}/", f"/organisation/{ORGANISATION}/",
    ):  # fmt: skip
        page = public.get(place)
        assert page.status_code == 200, place
        assert "延长" in page.content.decode(), place
        assert_valid_html(page)
    assert f"{new}" in public.get(f"/record/{shown.version_id}/").content.decode()
    calls = Call.objects.filter(entry=entry)
    assert calls
    assert all(one.ends_on == new for one in calls if one.longest >= new)
    recall.pull_loads(environment=story.city.environment, now=story.now)
    told = Line.objects.select_related("recall__holder")
    assert [(one.recall.holder.code, one.cause) for one in told] == [(BANK.code, "corrected")]
    file = town.at("representative", "/office/my/")
    assert file.status_code == 200
    assert f"{new.year}年{new.month}月{new.day}日" in file.content.decode()


def test_a_decision_that_is_received_after_the_end_changes_nothing(town):
    town.decided()
    town.story.go_past_the_end(town.entry)
    town.today()

    refused = town.mine("receive", x="x")

    assert refused.status_code == 409
    assert "自动终止" in refused.content.decode()
    assert town.extension.state == "lapsed"
    assert "没有延长" in town.mine().content.decode()
    assert town.story.shown() is None


def test_an_officer_who_writes_too_long_a_term_is_told_why(town):
    refused = town.propose(**{"extend-new_end": "2031-01-01"})

    assert refused.status_code == 422
    assert "不迟于" in refused.content.decode()
    assert Extension.objects.first() is None


def test_nobody_else_sees_it(town):
    town.propose()
    number = town.extension.case.number

    assert town.at("case_officer", f"/office/listings/{number}/").status_code == 404
    assert town.at("rival_representative", f"/my/listings/{number}/").status_code == 404
    assert town.at("operator", f"/office/listings/{number}/").status_code == 200
