"""A wrongful listing undone: the fine falls, and with it the entry, its measures and every copy.

国办发〔2020〕49号: what an entry rests on is kept true; whoever was told is told again. Steps on the pages
by the people who take them, from the fine to the recall.
"""

from __future__ import annotations

import pytest

from goodstanding.accounts.tests.cast import ORGANISATION
from goodstanding.casework.services.timing import timing_of
from goodstanding.listings.models import Ground
from goodstanding.measures.models import Call
from goodstanding.measures.services import answering, calling
from goodstanding.objections.models import Objection
from goodstanding.recall import services as recall
from goodstanding.recall.models import Recall
from tests.stories.test_listings import Town, listed

pytestmark = pytest.mark.django_db
FILE = f"/office/organisations/{ORGANISATION}/"


@pytest.fixture
def town(environment, cast, settings):
    settings.ENVIRONMENT = environment
    return Town(environment, cast, settings)


def measures_followed(town):
    calling.follow(timing=timing_of(town.city.environment), now=town.now)


def copies_followed(town):
    recall.pull_loads(environment=town.city.environment, now=town.now)


def objected(town):
    """The organisation objects; its supplier's officer finds the fine annulled."""
    fine = Ground.objects.get()
    place = f"/objections/new/{ORGANISATION}/{fine.item}/{fine.fact}/"
    said = {"ground": "annulled", "statement": "处罚决定已被法院撤销。", "confirmed": "yes"}
    town.as_("representative").post(place, said)
    number = Objection.objects.get().case.number
    town.as_("operator").post(f"/office/objections/{number}/forward/", {"forward-text": "请核查。"})
    finding = {"outcome": "upheld", "effect": "withdraw", "finding": "原处罚决定已被撤销。"}
    town.as_("case_officer").post(f"/office/objections/{number}/propose/", finding)
    return number


def upheld(town, number):
    """Another person of the supplier decides so."""
    town.as_("approver").post(f"/office/objections/{number}/decide/")
    assert Objection.objects.get().state == "decided"


def test_an_annulled_fine_takes_entry_measures_and_copies_with_it(town):
    listed(town)
    measures_followed(town)
    barred = Call.objects.get(measure="E27", body="finance")
    answering.carry_out(barred, report="已设限", by=town.cast.reviewer.actor, now=town.now)
    copies_followed(town)
    reader = town.as_("rival_case_officer")
    reader.post(FILE, {"purpose": "procurement"})
    assert "云环罚〔2026〕1号" in reader.get(FILE).content.decode()

    upheld(town, objected(town))
    town.night()
    measures_followed(town)
    copies_followed(town)

    assert (town.entry.state, town.entry.ending) == ("removed", "annulled")
    assert Call.objects.get(pk=barred.pk).state == "lifted"
    assert not Call.objects.exclude(state__in=["lifted", "closed"]).exists()
    assert town.shown("severe_list_market") is None
    assert town.shown("penalty") is None
    told = [one.holder.code for one in Recall.objects.select_related("holder")]
    assert "market" in told


def test_the_organisation_reads_in_one_place_what_became_of_it(town):
    listed(town)
    upheld(town, objected(town))
    town.night()

    page = town.as_("representative").get("/office/my/").content.decode()

    assert "已撤回" in page
    assert (
        Objection.objects.get().case.number
        in town.as_("representative").get("/my/objections/").content.decode()
    )
    assert (
        "已移出名单"
        in town.as_("representative")
        .get(f"/my/listings/{town.entry.case.number}/")
        .content.decode()
    )
