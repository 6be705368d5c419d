"""The queue worked through with ten fingers: a pair accepted, refused, sent back, undone; two organisations merged by two persons."""

from __future__ import annotations

from io import BytesIO

import pytest
from django.conf import settings
from django.db import connection
from playwright.sync_api import expect

from goodstanding.accounts.tests.cast import make_cast, sign_in
from goodstanding.audit.domain import command
from goodstanding.background import services as background
from goodstanding.collection.domain.kept import Mode
from goodstanding.collection.services.proposing import propose_due
from goodstanding.collection.services.submitting import submit
from goodstanding.collection.tests.samples import REGISTRATION, WATER, penalties, penalty
from goodstanding.lib.environment import now
from goodstanding.matching.models import Judgement, Proposal
from goodstanding.matching.queries.matching import Sources
from goodstanding.matching.services.duplicates import propose_duplicates
from goodstanding.organisations.models import Reassignment
from goodstanding.records.models import Version
from tests.emptying import empty

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
SHORT = ["云溪市清源水务公司", "云溪市百味食品公司", "云溪市百味食品店"]


def sending(text, item, agency):
    submit(
        BytesIO(text.encode()), filename="r.csv", item=item, agency=agency, mode=Mode.UPSERT,
        key=None, wait=True, environment=settings.ENVIRONMENT, now=now(settings.ENVIRONMENT),
        progress=lambda _stage: None,
    )  # fmt: skip


@pytest.fixture(autouse=True)
def node(transactional_db, monkeypatch):
    """Three rows that only a person can link, and an organisation that is on file twice."""
    empty()
    monkeypatch.setattr(background.queue, "put_job", lambda _name, _identifiers: None)
    titles, *rows = REGISTRATION.splitlines()
    again = f"91339902{WATER[8:17]}"
    again += code_end(again)
    sending(f"{titles}\n" + "\n".join(rows) + "\n", "registration", "market")
    sending(
        f"{titles}\n云溪清源水务有限公司,{again},enterprise,存续,2019-01-01,,,\n",
        "registration",
        "market",
    )
    told = [
        penalty(name=name, uscc="", document_number=f"云环罚〔2026〕{n}号")
        for n, name in enumerate(SHORT, 1)
    ]
    told.append(
        penalty(name="云溪清源水务有限公司", uscc=again, document_number="云环罚〔2026〕9号")
    )
    sending(penalties(*told), "penalty", "ecology")
    propose_due(environment=settings.ENVIRONMENT, now=now(settings.ENVIRONMENT))
    yield again
    connection.close()


def code_end(first):
    from goodstanding.standards import uscc

    return uscc.check_character(first)


@pytest.fixture
def as_person(page_at):
    """Opens an address as one of the cast, signed in."""
    from django.test import Client

    cast = make_cast()

    def open_page(who, path, **more):
        client = sign_in(Client(), getattr(cast, who))
        name = settings.SESSION_COOKIE_NAME
        cookie = {
            "name": name, "value": client.cookies[name].value, "domain": "127.0.0.1", "path": "/",
            "expires": -1, "httpOnly": True, "secure": False, "sameSite": "Lax",
        }  # fmt: skip
        return page_at(path, storage_state={"cookies": [cookie], "origins": []}, **more)

    return open_page


def decide(page, key, reason):
    """Write the reason, leave the field, press the key."""
    page.focus("#reason")
    page.keyboard.type(reason)
    page.evaluate("document.activeElement.blur()")
    with page.expect_navigation():
        page.keyboard.press(key)


def given(page):
    return page.inner_text("table.pair tbody tr:first-child td >> nth=0")


def test_the_queue_is_worked_through_by_keyboard(as_person):
    page = as_person("operator", "/office/matching/")
    for key in ("1", "2", "4"):
        decide(page, key, "已向报送单位核实")
    expect(page.locator("main")).to_contain_text("没有等待匹配的行")

    decisions = list(Judgement.objects.order_by("pk").values_list("decision", flat=True))
    assert decisions == ["same", "none", "new"]
    assert Version.objects.filter(item="penalty").count() == 2  # the sound row, and the accepted

    with page.expect_navigation():
        page.keyboard.press("z")
    page.fill("#undo-reason", "看错了")
    page.keyboard.press("Enter")
    page.wait_for_url("**/office/matching/")
    expect(page.locator("main")).to_contain_text("这一对回到队列")
    assert Proposal.objects.filter(state="open").count() == 1
    assert [said for said in page.console if said.startswith("error")] == []


def test_without_a_reason_nothing_is_decided_and_the_words_say_so(as_person):
    page = as_person("operator", "/office/matching/")

    with page.expect_navigation():
        page.keyboard.press("1")

    expect(page.locator("main")).to_contain_text("还没有写理由")
    assert Judgement.objects.count() == 0


def test_two_persons_merge_what_the_audit_found_and_one_undoes_it(node, as_person):
    at = now(settings.ENVIRONMENT)
    sources = Sources(settings.ENVIRONMENT.policy, settings.ENVIRONMENT.home / "cache")
    propose_duplicates(sources=sources, by=command("duplicates"), now=at)
    asked = Proposal.objects.get(kind="duplicate")
    page = as_person("operator", f"/office/matching/{asked.pk}/")
    decide(page, "1", "两个代码的主体标识码相同")
    made = Reassignment.objects.get()
    page.goto(f"/office/matching/merges/{made.pk}/")
    expect(page.locator("main")).to_contain_text("须由另一名复核人员确认")

    other = as_person("reviewer", "/office/matching/")
    with other.expect_navigation():
        other.keyboard.press("m")
    other.click(f"main a.code:has-text('{made.pk}')")
    other.fill("#id_reason", "已向登记机关核实")
    other.evaluate("document.activeElement.blur()")
    with other.expect_navigation():
        other.keyboard.press("1")
    expect(other.locator("main")).to_contain_text("已生效")

    other.goto(f"/organisation/{node}/")
    assert other.url.endswith(f"/organisation/{WATER}/")
    expect(other.locator("main")).to_contain_text("云环罚〔2026〕9号")

    other.goto(f"/office/matching/merges/{made.pk}/")
    other.fill("#id_reason", "登记机关更正了答复")
    other.click("button[value=undo]")
    expect(other.locator("main")).to_contain_text("恢复原状")
    other.goto(f"/organisation/{node}/")
    assert other.url.endswith(f"/organisation/{node}/")
