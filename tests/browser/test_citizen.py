"""A citizen looks an organisation up: with script and without, on a phone, by keyboard alone."""

from __future__ import annotations

import re

import pytest
from django.conf import settings
from django.db import connections
from playwright.sync_api import expect

from goodstanding.portal.tests.city import BUSY, BUSY_NAME
from goodstanding.portal.tests.conftest import committed_city
from tests.browser.looking import (
    assert_accessible,
    assert_focus_visible,
    assert_targets,
)
from tests.browser.serving import serving

PAGES = {
    "home": "/", "results": "/search/?q=示例", "organisation": f"/organisation/{BUSY}/",
    "penalties": "/penalties/?all=1", "statistics": "/statistics/", "data-set": "/open-data/administration/",
    "help": "/help/",
}  # fmt: skip

# The city is committed for the server; the mark makes the test database be there.
pytestmark = [pytest.mark.slow, pytest.mark.django_db]


@pytest.fixture(scope="module")
def site(environment, django_db_setup, django_db_blocker):
    """The portal of the filled city, at an address of this machine."""
    before = settings.ENVIRONMENT
    with django_db_blocker.unblock(), committed_city(environment) as city:
        settings.ENVIRONMENT = city.environment
        with serving() as place:
            yield place
        settings.ENVIRONMENT = before
        connections.close_all()


@pytest.fixture
def look(site, browser):
    """Open a page of the portal: `look("/en/", width=390, java_script_enabled=False)`."""
    contexts = []

    def open_page(path, *, width=1280, theme="light", bypass_csp=False, **more):
        context = browser.new_context(
            base_url=site, viewport={"width": width, "height": 900}, color_scheme=theme,
            bypass_csp=bypass_csp, reduced_motion="reduce", locale="zh-CN", **more,
        )  # fmt: skip
        contexts.append(context)
        page = context.new_page()
        page.console = []
        page.on("console", lambda said: page.console.append(f"{said.type}: {said.text}"))
        page.on("pageerror", lambda fault: page.console.append(f"error: {fault}"))
        page.goto(path)
        return page

    yield open_page
    for context in contexts:
        context.close()


@pytest.mark.parametrize("name", ["home", "organisation", "penalties", "statistics"])
def test_no_rule_of_accessibility_is_broken_in_the_dark(look, name):
    assert_accessible(look(PAGES[name], theme="dark", bypass_csp=True))


@pytest.mark.parametrize(
    "name", ["home", "results", "organisation", "penalties", "data-set", "help"]
)
def test_what_can_be_pressed_is_large_enough_on_a_phone(look, name):
    assert_targets(look(PAGES[name], width=390), least=24)


@pytest.mark.parametrize("name", ["home", "results", "organisation", "penalties"])
def test_the_keyboard_shows_where_it_is(look, name):
    assert_focus_visible(look(PAGES[name]))


@pytest.mark.parametrize("script", [True, False], ids=["script", "bare"])
@pytest.mark.parametrize("width", [1280, 390])
def test_a_citizen_finds_an_organisation_and_reads_one_penalty(look, script, width):
    page = look("/", width=width, java_script_enabled=script)
    page.get_by_label("名称、统一社会信用代码或注册号").fill("示例食品")
    page.get_by_role("button", name="查询").click()
    page.get_by_role("link", name=BUSY_NAME, exact=True).click()

    assert page.locator("h1").inner_text() == BUSY_NAME
    assert "正在公示 15 条行政处罚" in page.locator(".notice-adverse").inner_text()
    page.get_by_role("link", name="查看这条处罚").click()
    assert "2027年11月18日" in page.locator("main").inner_text()
    assert "免费，不需要中介" in page.locator("main").inner_text()
    assert page.context.cookies() == []


def test_a_citizen_finds_an_organisation_by_keyboard_alone(look):
    page = look("/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    for _ in range(3):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.id") == "q":
            break
    page.keyboard.type("示例食品")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/search/"))
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent").strip() == BUSY_NAME:
            break
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(f"/organisation/{BUSY}/"))


def test_suggestions_come_while_typing_and_enter_still_searches(look):
    page = look("/")
    field = page.get_by_label("名称、统一社会信用代码或注册号")
    field.click()
    field.press_sequentially("示例食", delay=60)
    page.wait_for_selector("[role=option]")
    assert field.get_attribute("aria-expanded") == "true"
    field.press("ArrowDown")
    assert page.locator("[role=option][aria-selected=true]").count() == 1
    field.press("Escape")
    field.press("Enter")
    page.wait_for_url(re.compile("/search/"))


def test_filters_work_with_and_without_script(look):
    bare = look("/search/?q=示例", java_script_enabled=False)
    bare.get_by_label("农民专业合作社").check()
    bare.get_by_role("button", name="应用").click()
    assert "共 1 个组织" in bare.locator("main").inner_text()

    quick = look("/search/?q=示例")
    quick.get_by_label("农民专业合作社").check()
    quick.wait_for_url(re.compile("kind=cooperative"))
    # Not `wait_for_function`: the policy lets no page evaluate text.
    expect(quick.locator("#results")).to_contain_text("共 1 个组织", timeout=30_000)


def test_the_other_language_is_the_same_page(look):
    page = look(f"/organisation/{BUSY}/")
    page.get_by_role("link", name="English").first.click()

    assert page.url.endswith(f"/en/organisation/{BUSY}/")
    assert "penalties are published now" in page.locator(".notice-adverse").inner_text()


BUDGET = {"html": 20_000, "css": 40_000, "js": 22_000}
CHART_SCRIPT = 265_000


@pytest.mark.parametrize("name", ["home", "results", "organisation", "penalties", "statistics"])
def test_a_page_keeps_to_its_budget(look, name, site):
    page = look("about:blank")
    sizes, kinds = [], {"document": "html", "stylesheet": "css", "script": "js"}
    page.on(
        "requestfinished",
        lambda request: sizes.append((request.resource_type, request.sizes()["responseBodySize"])),
    )
    page.goto(PAGES[name])
    page.wait_for_load_state("networkidle")
    total = {kind: sum(size for one, size in sizes if kinds.get(one) == kind) for kind in BUDGET}
    with_chart = name == "statistics"

    assert len(sizes) <= (8 if with_chart else 6), sizes
    assert total["html"] <= BUDGET["html"] + 5_000 * with_chart, total
    assert total["css"] <= BUDGET["css"], total
    assert total["js"] <= (CHART_SCRIPT if with_chart else BUDGET["js"]), total
