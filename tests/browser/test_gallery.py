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

pytestmark = [pytest.mark.django_db(transaction=False)]

SHELLS = {"portal": "gallery/", "office": "gallery/office/", "plain": "gallery/plain/?sent"}
every_shell = pytest.mark.parametrize("shell", SHELLS)
every_language = pytest.mark.parametrize("root", ["/", "/en/"], ids=["zh", "en"])
every_width = pytest.mark.parametrize("width", [1280, 390, 320])
every_theme = pytest.mark.parametrize("theme", ["light", "dark"])


@every_shell
@every_language
@every_width
@every_theme
def test_no_rule_of_accessibility_is_broken(page_at, shell, root, width, theme):
    page = page_at(root + SHELLS[shell], width=width, theme=theme, bypass_csp=True)

    assert_accessible(page)
    assert_no_sideways_scroll(page)


@every_shell
@every_language
@every_width
@every_theme
def test_the_browser_complains_of_nothing_under_the_policy(page_at, shell, root, width, theme):
    page = page_at(root + SHELLS[shell], width=width, theme=theme)
    page.wait_for_load_state("networkidle")
    screenshot(page, f"gallery-{shell}-{root.strip('/') or 'zh'}-{width}-{theme}")

    # A refused form is answered 422, of which the browser tells.
    assert [said for said in page.console if "422" not in said] == []
