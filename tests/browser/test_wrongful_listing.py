"""The walk through one wrongful listing, drawn: the pages on which each of its steps is read, and what they say.

`SCREENSHOTS=docs/explanation/pictures pytest tests/browser/test_wrongful_listing.py` draws the pictures of
docs/explanation/one-wrongful-listing.md anew. That page quotes under each picture the sentence that was seen.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.db import connection
from django.test import Client

from goodstanding.accounts.tests.cast import ORGANISATION, make_cast, sign_in
from goodstanding.background import services as background
from goodstanding.measures.models import Call
from goodstanding.measures.services import answering
from goodstanding.recall.models import Recall
from tests.emptying import empty
from tests.stories.test_listings import Town, decided, served_and_published, told_and_heard
from tests.stories.test_wrongful_listing import (
    FILE,
    copies_followed,
    measures_followed,
    objected,
    upheld,
)

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
TOLD = Path(__file__).parents[2] / "docs/explanation/one-wrongful-listing.md"
PUBLIC = f"/organisation/{ORGANISATION}/"
LARGEST = 60_000
BRING = """one => {
    if (one.getBoundingClientRect().bottom > innerHeight) one.scrollIntoView({block: "center"})
}"""


@pytest.fixture
def town(environment, transactional_db, settings, monkeypatch):
    empty()
    monkeypatch.setattr(background.queue, "put_job", lambda _name, _identifiers: None)
    settings.ENVIRONMENT = environment
    yield Town(environment, make_cast(), settings)
    connection.close()


@pytest.fixture
def draw(page_at, town, tmp_path):
    """Open a page as somebody, see that it says a sentence and that the document quotes it, and draw it there."""
    told = TOLD.read_text(encoding="utf-8")

    def drawn(name, path, sentence, who=""):
        page = page_at(path, width=900, height=660, storage_state=_session(town, who))
        seen = page.get_by_text(sentence).locator("visible=true").first
        assert seen.is_visible(), page.inner_text("main")
        seen.evaluate(BRING)
        picture = Path(os.environ.get("SCREENSHOTS", tmp_path)) / f"{name}.jpg"
        page.screenshot(path=picture, type="jpeg", quality=50)
        assert picture.stat().st_size < LARGEST
        part = told.partition(f"(pictures/{name}.jpg)")[2].partition("![")[0]
        assert f"「{sentence}」" in part

    return drawn


def _session(town, who):
    if not who:
        return None
    cookie = sign_in(Client(), getattr(town.cast, who)).cookies[django_settings.SESSION_COOKIE_NAME]
    return {
        "cookies": [
            {"name": cookie.key, "value": cookie.value, "domain": "127.0.0.1", "path": "/",
             "expires": -1, "httpOnly": True, "secure": False, "sameSite": "Lax"}
        ],
        "origins": [],
    }  # fmt: skip


def test_the_walk_through_a_wrongful_listing_is_as_it_is_told(town, draw):
    told_and_heard(town)
    number = town.entry.case.number
    mine, office = f"/my/listings/{number}/", f"/office/listings/{number}/"
    draw("1-notice", mine, "拟将你单位列入市场监督管理严重违法失信名单", "representative")
    decided(town)
    draw("2-decision", office, "事实清楚，程序合法", "rival_approver")
    served_and_published(town)
    draw("3-listed", PUBLIC, "市场监督管理严重违法失信名单")

    measures_followed(town)
    call = Call.objects.get(measure="E27", body="finance")
    answering.carry_out(call, report="已设限", by=town.cast.reviewer.actor, now=town.now)
    draw("4-measure", f"/office/measures/{call.pk}/", "已设限", "operator")

    copies_followed(town)
    reader = town.as_("rival_case_officer")
    reader.post(FILE, {"purpose": "procurement"})
    reader.get(FILE)
    number = objected(town)
    draw("5-disputed", PUBLIC, "有异议")
    draw("6-proposed", f"/office/objections/{number}/", "原处罚决定已被撤销。", "approver")
    town.go_on(1)
    upheld(town, number)
    town.night()
    measures_followed(town)
    copies_followed(town)
    draw("7-removed", mine, "已移出名单", "representative")
    draw("8-clean", PUBLIC, "没有正在公示的行政处罚、异常名录和严重失信名单信息。")
    told = Recall.objects.get(holder__code="market")
    draw("9-recall", f"/received/{told.pk}/", "撤回", "rival_case_officer")
