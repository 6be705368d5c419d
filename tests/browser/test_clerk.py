"""Nine in the morning: a clerk with a broken file. Sign in, send, see, put right, send again, look up."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO

import pytest
import xlsxwriter
from django.conf import settings
from django.db import connection
from django.db.models import F
from playwright.sync_api import expect

from goodstanding.accounts.tests.cast import make_cast, sign_in
from goodstanding.background import services as background
from goodstanding.catalogue.queries import catalogue_in_force
from goodstanding.collection.domain.kept import Mode
from goodstanding.collection.models import Submission
from goodstanding.collection.services.submitting import submit, take_up
from goodstanding.collection.tests.samples import REGISTRATION, penalty
from goodstanding.lib.environment import now
from tests.emptying import empty

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
WATER = "91339901100000016F"


@pytest.fixture(autouse=True)
def node(transactional_db, monkeypatch):
    """Organisations on file; what is sent is loaded by the test, as a worker would."""
    empty()
    monkeypatch.setattr(background.queue, "put_job", lambda _name, _identifiers: None)
    submit(
        BytesIO(REGISTRATION.encode()), filename="r.csv", item="registration", agency="market",
        mode=Mode.UPSERT, key=None, wait=True, environment=settings.ENVIRONMENT,
        now=now(settings.ENVIRONMENT), progress=lambda _stage: None,
    )  # fmt: skip
    yield
    connection.close()


@pytest.fixture
def clerk(page_at, client):
    """Opens an address as the reporter of ecology, signed in."""
    sign_in(client, make_cast().reporter)
    name = settings.SESSION_COOKIE_NAME
    state = {
        "cookies": [
            {"name": name, "value": client.cookies[name].value, "domain": "127.0.0.1", "path": "/",
             "expires": -1, "httpOnly": True, "secure": False, "sameSite": "Lax"}
        ],
        "origins": [],
    }  # fmt: skip
    return lambda path, **more: page_at(path, storage_state=state, **more)


@pytest.fixture
def broken_file(tmp_path):
    """A workbook as a clerk has it: Chinese titles, a wrong check digit, a fine in the wrong unit."""
    day = (now(settings.ENVIRONMENT) - timedelta(days=1)).date().isoformat()
    rows = [
        penalty(decided_on=day),
        penalty(decided_on=day, uscc="91339901100000016A", document_number="云环罚〔2026〕2号"),
        penalty(decided_on=day, fine="20000元", document_number="云环罚〔2026〕3号"),
    ]
    loaded = catalogue_in_force(settings.ENVIRONMENT.policy, settings.ENVIRONMENT.home / "cache")
    item = loaded.item("penalty")
    file = tmp_path / "行政处罚.xlsx"
    with xlsxwriter.Workbook(file) as workbook:
        sheet = workbook.add_worksheet()
        for column, name in enumerate(rows[0]):
            sheet.write_string(0, column, item.field(name).title.zh)
            for place, row in enumerate(rows, start=1):
                sheet.write_string(place, column, row[name])
    return file


def load_what_waits():
    for submission in Submission.objects.filter(state="received"):
        take_up(submission, environment=settings.ENVIRONMENT, now=now(settings.ENVIRONMENT))


WAYS = [
    pytest.param({}, id="desktop"),
    pytest.param({"width": 390, "height": 844}, id="phone"),
    pytest.param({"java_script_enabled": False}, id="without script"),
]


@pytest.mark.parametrize("way", WAYS)
def test_a_broken_file_becomes_a_credit_file(way, clerk, broken_file):
    page = clerk("/office/submit/", **way)
    page.select_option("select[name=item]", "penalty")
    page.set_input_files("input[type=file]", broken_file)
    page.click("main form button.btn-primary")
    page.wait_for_url("**/office/submissions/S-*/")
    assert "已接收" in page.inner_text("main")

    load_what_waits()
    page.reload()
    assert "1 行已入库" in page.inner_text("main")
    assert "2 行待改" in page.inner_text("main")
    assert "C3" in page.inner_text("#findings")

    page.click("main .btn-primary")
    page.click("button[name=use]")
    expect(page.locator("#id_row-uscc")).to_have_value(WATER)
    page.click("main form .actions button.btn-primary")
    page.wait_for_selector("#id_row-fine")
    page.fill("#id_row-fine", "2")
    page.click("main form .actions button.btn-primary")
    page.wait_for_selector("#findings")
    assert "2 行已改正" in page.inner_text("main")

    with page.expect_download() as download:
        page.click("text=下载标注后的文件")
    assert download.value.suggested_filename.endswith(".xlsx")

    page.goto(f"/office/organisations/{WATER}/")
    page.check("input[name=purpose] >> nth=0")
    page.click("main form button.btn-primary")
    page.wait_for_selector("article.record")
    for number in (1, 2, 3):
        assert f"云环罚〔2026〕{number}号" in page.inner_text("main")
    assert [said for said in page.console if said.startswith("error")] == []


def test_the_same_file_again_answers_the_same_submission(clerk, broken_file):
    page = clerk("/office/submit/")
    for _ in range(2):
        page.goto("/office/submit/?item=penalty")
        page.set_input_files("input[type=file]", broken_file)
        page.click("main form button.btn-primary")
        page.wait_for_url("**/office/submissions/S-*/")
        sent = Submission.objects.filter(item="penalty")
        sent.update(received_at=F("received_at") - timedelta(seconds=1))  # the clock stands

    assert sent.count() == 1
    assert "已经报送过" in page.inner_text("main")


def test_a_row_is_put_right_by_keyboard_alone(clerk, broken_file):
    page = clerk("/office/submit/?item=penalty")
    page.set_input_files("input[type=file]", broken_file)
    page.click("main form button.btn-primary")
    page.wait_for_url("**/office/submissions/S-*/")
    load_what_waits()
    number = Submission.objects.get(item="penalty").number

    page.goto(f"/office/submissions/{number}/rows/2/")
    assert page.evaluate("document.activeElement.name") == "row-uscc"
    page.keyboard.press("ControlOrMeta+A")
    page.keyboard.type(WATER)
    page.keyboard.press("Enter")
    page.wait_for_selector("text=第 3 行")

    assert Submission.objects.get(corrects__number=number).new == 1
