"""What a test in a browser looks for: accessible, nothing off the screen, reachable by keyboard."""

from __future__ import annotations

import os
import re
from functools import cache
from io import BytesIO
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from babel.messages.pofile import read_po
from django.conf import settings

import goodstanding
from goodstanding.catalogue.queries import catalogue_in_force
from goodstanding.web.tests.pages import CHINESE, HTML

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
LATIN = re.compile("[A-Za-z]{2}")
SEPARATORS = re.compile(r" [–·|] |[“”：]|: ")
OPTIONS = {"runOnly": {"type": "tag", "values": RULES}, "resultTypes": ["violations"]}
INTERACTIVE = "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex='0']"

# Elements that overflow the window though no box of their own scrolls.
WIDE = """() => [document.documentElement.scrollWidth > innerWidth ? 'page' : '',
  ...[...document.querySelectorAll('body *')].filter((e) => {
    const box = e.getBoundingClientRect();
    return box.right > innerWidth + 1 && box.width && !e.closest('.wide, .section-links, .skip, .trap, .blocks-on-phone thead, svg');
  }).map((e) => e.tagName + '.' + e.className)].filter(Boolean)"""

# What can be pressed, by its box; a link inside a sentence needs no size of its own (WCAG 2.5.8).
SMALL = """([selector, least]) => [...document.querySelectorAll(selector)].filter((e) => {
    const style = getComputedStyle(e);
    const box = e.getBoundingClientRect();
    if (!box.width || style.visibility === 'hidden' || e.closest('.skip, [hidden], .visually-hidden')) return false;
    if (e.matches('a') && style.display === 'inline') return false;
    const label = e.labels && e.labels[0] ? e.labels[0].getBoundingClientRect() : box;
    const height = e.matches('input[type=radio], input[type=checkbox]') ? Math.max(box.height, label.height) : box.height;
    return height < least - 0.5 || (e.matches('button, .btn') && box.width < least - 0.5);
  }).map((e) => `${e.tagName}.${e.className} ${e.textContent.trim().slice(0, 20)} ${Math.round(e.getBoundingClientRect().height)}`)"""

FOCUSED = """() => { const e = document.activeElement; if (!e || e === document.body) return null;
  const style = getComputedStyle(e); const box = e.getBoundingClientRect();
  const at = document.elementFromPoint(box.x + box.width / 2, box.y + Math.min(box.height / 2, 20));
  return { what: e.tagName + '.' + e.className + ' ' + e.textContent.trim().slice(0, 30),
    outlined: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2,
    uncovered: !!at && (e.contains(at) || at.contains(e)) }; }"""

DRAWN = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"

# WCAG 1.4.12: a reader's own spacing must not cut any text off.
SPACING = (
    "* { line-height: 1.5 !important; letter-spacing: 0.12em !important;"
    " word-spacing: 0.16em !important; } p { margin-block-end: 2em !important; }"
)
CLIPPED = """() => [...document.querySelectorAll('button, .btn, .mark, td, th, label')].filter((e) =>
    e.clientHeight && !e.matches('.visually-hidden') && e.scrollHeight > e.clientHeight + 2 && getComputedStyle(e).overflowY !== 'visible')
  .map((e) => e.textContent.trim().slice(0, 30))"""


def assert_accessible(page, *, leaving_out=()):
    """No violation that axe can find, best practice included."""
    found = Axe().run(page, options=OPTIONS)
    violations = [
        f"{one['id']}: {one['help']} – {[node['html'][:160] for node in one['nodes'][:3]]}"
        for one in found.response["violations"]
        if one["id"] not in leaving_out
    ]
    assert violations == [], "\n".join(violations)


def assert_no_sideways_scroll(page):
    """Nothing leaves the window; wide tables scroll inside a box that can be reached and is named."""
    wide = page.evaluate(WIDE)
    for _ in range(10):  # a chart follows the window a moment later
        if not wide:
            break
        page.wait_for_timeout(100)
        wide = page.evaluate(WIDE)
    assert wide == [], wide
    boxes = page.locator(".wide").evaluate_all(
        "all => all.map(e => [e.getAttribute('role'), e.getAttribute('tabindex'), !!e.getAttribute('aria-label')])"
    )
    assert all(box == ["region", "0", True] for box in boxes), boxes


def assert_targets(page, *, least):
    """Everything that can be pressed is at least so high; buttons as wide, too."""
    small = page.evaluate(SMALL, [INTERACTIVE, least])
    assert small == [], small


def assert_focus_visible(page, *, presses=25):
    """Each Tab reaches something outlined that nothing covers."""
    seen = []
    for _ in range(presses):
        page.keyboard.press("Tab")
        focused = page.evaluate(FOCUSED)
        if focused is None:
            break
        seen.append(focused["what"])
        assert focused["outlined"], focused["what"]
        assert focused["uncovered"], focused["what"]
    assert len(seen) >= 2, seen


def assert_text_can_be_spaced(page):
    """With the reader's own spacing nothing is cut off; asked of a page that bypasses the policy."""
    page.add_style_tag(content=SPACING)
    clipped = page.evaluate(CLIPPED)
    assert clipped == [], clipped


def screenshot(page, name):
    """Keep how the page looks, for people to judge: in the folder that SCREENSHOTS names, if it is set.

    A picture takes longer than all that is asked of a page, and no test looks at it. The page is
    drawn in any case: of what is missing then the browser complains.
    """
    page.evaluate(DRAWN)
    if folder := os.environ.get("SCREENSHOTS"):
        Path(folder).mkdir(parents=True, exist_ok=True)
        page.screenshot(path=f"{folder}/{name}.jpg", type="jpeg", quality=80, full_page=True)


@cache
def messages():
    """What pages say of themselves in Chinese, but for words that agencies send, too."""
    catalogues = Path(goodstanding.__file__).parent.glob("*/locale/en/LC_MESSAGES/*.po")
    texts = {entry.id for path in catalogues for entry in read_po(BytesIO(path.read_bytes()))}
    known = catalogue_in_force(settings.ENVIRONMENT.policy, settings.ENVIRONMENT.home / "cache")
    sent = {code.title.zh for codes in known.code_lists.values() for code in codes.codes}
    return {text for text in texts if isinstance(text, str) and CHINESE.search(text)} - sent


def untranslated(tree):
    """Texts of an English page that are ours and Chinese, and names that are not said to be Chinese.

    A name inside a sentence is left alone: it can be marked in no attribute and in no message.
    """
    return sorted(set(_untranslated(tree, is_english=True)))


def _untranslated(element, *, is_english):
    is_english = element.get("lang", "en" if is_english else "zh") == "en"
    spoken = [element.get(name) for name in ("alt", "aria-label", "title", "placeholder")]
    inner = [child.tail for child in element]
    is_name = element.tag in {f"{HTML}title", f"{HTML}script", f"{HTML}textarea"}
    for text in filter(None, [element.text, *spoken, *inner]):
        alone = is_english and not is_name and not LATIN.search(text)
        ours = _parts(text) if is_name else {text.strip()}
        if CHINESE.search(text) and (alone or messages() & ours):
            yield text.strip()
    for child in element:
        yield from _untranslated(child, is_english=is_english)


def _parts(text):
    """What a title is put together of."""
    return {text.strip(), *(part.strip() for part in SEPARATORS.split(text))}
