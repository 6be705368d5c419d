"""How tests of every app look at a rendered page: valid, safe under the policy, in one language."""

from __future__ import annotations

import re

import html5lib

HTML = "{http://www.w3.org/1999/xhtml}"
CHINESE = re.compile(r"[㐀-鿿豈-﫿]")
REFERENCES = ("for", "aria-describedby", "aria-labelledby", "aria-controls", "headers")


def tree_of(response):
    """The page as a tree; a strict parse, so that any fault of the HTML fails the test."""
    return html5lib.HTMLParser(strict=True).parse(response.content.decode())


def assert_valid_html(response):
    """A whole page: parses strictly, one h1, unique ids that resolve, nothing inline."""
    assert_valid_tree(tree_of(response))


def assert_valid_tree(root):
    """The same of a page that was parsed."""
    elements = list(root.iter())
    names = [element.tag for element in elements if isinstance(element.tag, str)]
    ids = [element.get("id") for element in elements if element.get("id")]
    named = {part for e in elements for key in REFERENCES for part in e.get(key, "").split()}

    assert names.count(f"{HTML}h1") == 1, "a page has one h1"
    assert sorted(ids) == sorted(set(ids)), f"an id stands once: {sorted(ids)}"
    assert named <= set(ids), f"names no element: {sorted(named - set(ids))}"
    assert_allowed_by_policy(elements)
    assert root.get("lang") in {"zh-Hans", "en"}, "a page says its language"


def assert_allowed_by_policy(elements):
    """Nothing that the Content-Security-Policy would block."""
    for element in elements:
        assert element.tag != f"{HTML}style", "no inline style sheet"
        assert not (element.tag == f"{HTML}script" and (element.text or "").strip()), "no script"
        inline = [name for name in element.keys() if name == "style" or name.startswith("on")]  # noqa: SIM118  an element is no dict
        assert inline == [], f"{element.tag} has {inline}"


def chinese_texts(response):
    """Texts of an English page that are Chinese and not marked `lang="zh-Hans"`."""
    return list(_chinese(tree_of(response), language="en"))


def _chinese(element, language):
    own = element.get("lang") or language
    if element.tag == f"{HTML}script":
        return
    if own == "en":
        values = [element.text, element.get("alt"), element.get("aria-label"), element.get("title")]
        yield from (text.strip() for text in values if text and CHINESE.search(text))
    for child in element:
        yield from _chinese(child, own)
        if own == "en" and child.tail and CHINESE.search(child.tail):
            yield child.tail.strip()
