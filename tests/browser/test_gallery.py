"""Everything pages are made of, in every language, theme and width: what holds here holds for pages."""

from __future__ import annotations

import pytest

from tests.browser.looking import (
    assert_accessible,
    assert_focus_visible,
    assert_no_sideways_scroll,
    assert_targets,
    assert_text_can_be_spaced,
    screenshot,
)

SHELLS = {"portal": "gallery/", "office": "gallery/office/", "plain": "gallery/plain/?sent"}
WIDTHS = (1280, 390, 320)
every_shell = pytest.mark.parametrize("shell", SHELLS)
every_language = pytest.mark.parametrize("root", ["/", "/en/"], ids=["zh", "en"])
every_theme = pytest.mark.parametrize("theme", ["light", "dark"])


def name_of(root):
    return root.strip("/") or "zh"


@every_shell
@every_language
@every_theme
def test_no_rule_of_accessibility_is_broken_at_any_width(page_at, shell, root, theme):
    page = page_at(root + SHELLS[shell], theme=theme, bypass_csp=True)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})

        assert_accessible(page)
        assert_no_sideways_scroll(page)


@every_shell
@every_language
@every_theme
def test_the_browser_complains_of_nothing_under_the_policy(page_at, shell, root, theme):
    page = page_at(root + SHELLS[shell], theme=theme)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        screenshot(page, f"gallery-{shell}-{name_of(root)}-{width}-{theme}")

    # A refused form is answered 422, of which the browser tells.
    assert [said for said in page.console if "422" not in said] == []


@every_shell
@every_language
def test_the_keyboard_reaches_everything_and_shows_where_it_is(page_at, shell, root):
    assert_focus_visible(page_at(root + SHELLS[shell]))


@pytest.mark.parametrize(
    ("shell", "width", "least"), [("portal", 1280, 44), ("office", 1280, 24), ("office", 390, 44)]
)
def test_what_can_be_pressed_is_large_enough(page_at, shell, width, least):
    assert_targets(page_at("/" + SHELLS[shell], width=width), least=least)


@every_language
def test_the_large_view_is_large(page_at, root):
    page = page_at(root + "gallery/?view=large", width=390, bypass_csp=True)

    assert page.evaluate("parseFloat(getComputedStyle(document.body).fontSize)") >= 20
    assert_targets(page, least=60)
    assert_no_sideways_scroll(page)
    assert_accessible(page)
    screenshot(page, f"gallery-large-{name_of(root)}-390")


@every_shell
def test_a_readers_own_spacing_cuts_nothing_off(page_at, shell):
    assert_text_can_be_spaced(page_at("/en/" + SHELLS[shell], width=390, bypass_csp=True))


def test_the_page_works_without_script(page_at):
    page = page_at("/gallery/", width=390, java_script_enabled=False)
    page.get_by_text("菜单").click()

    assert page.get_by_role("link", name="双公示").is_visible()
    assert page.get_by_role("button", name="复制").count() == 0


def test_a_chart_is_drawn_from_its_table_and_has_a_name(page_at):
    page = page_at("/gallery/")
    chart = page.get_by_role("img", name="行政许可和行政处罚，按月")
    chart.locator("svg").wait_for()

    assert chart.locator("svg text", has_text="2026-10").count() == 1
    assert page.console == []


def test_the_summary_of_faults_takes_the_focus_and_leads_to_the_field(page_at):
    page = page_at("/gallery/plain/?sent")

    assert page.locator(".error-summary").evaluate("e => e === document.activeElement")
    page.locator(".error-summary a").first.click()
    assert page.locator("#id_name").evaluate("e => e === document.activeElement")
    page.get_by_role("link", name="请选择方式").click()
    assert page.locator("#id_kind_0").evaluate("e => e === document.activeElement")


def test_the_first_tab_offers_to_skip_to_the_content(page_at):
    page = page_at("/gallery/")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    assert page.evaluate("document.activeElement.id") == "main"


def test_a_page_stays_within_its_budget(page_at):
    """Sizes as sent, by the specification's table for a portal page with a chart."""
    page = page_at("about:blank")
    sent = []
    page.on("response", lambda answer: sent.append((answer.url, answer.request.sizes())))
    page.goto("/gallery/")
    page.wait_for_load_state("networkidle")
    kinds = {"css": 0, "js": 0}
    for url, sizes in sent:
        ending = url.rpartition(".")[2]
        if ending in kinds:
            kinds[ending] += sizes["responseBodySize"]

    assert len(sent) <= 8, [url for url, _ in sent]
    assert kinds["css"] <= 40_000
    assert kinds["js"] <= 265_000
