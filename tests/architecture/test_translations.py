"""Every text that is shown has English; no template shows Chinese that nobody can translate."""

from __future__ import annotations

import re

import pytest
from django.template.base import Lexer, TokenType

from goodstanding.web.adapters import catalogues
from tests.architecture.tree import PACKAGE, place

PLACE = re.compile(r"%\(\w+\)[sd]|%%|%[sd]|\{\w+\}")
CHINESE = re.compile(r"[㐀-鿿豈-﫿，。；：？（）]")
QUOTED = re.compile(r"“[^”]*”")
# Names and numbers that stay Chinese on every page say so on their element.
CHINESE_BY_NATURE = re.compile(r'lang="zh-Hans"[^>]*>[^<{]*')
TRANSLATED = re.compile(r'_\((?:"[^"]*"|\'[^\']*\')\)')
APPS = catalogues.apps()
apps = pytest.mark.parametrize("app", APPS, ids=lambda app: app.name)


def strings_of(entry):
    return entry.string if isinstance(entry.string, (list, tuple)) else (entry.string,)


def ids_of(entry):
    return entry.id if isinstance(entry.id, (list, tuple)) else (entry.id,)


def entries_of(app):
    return [entry for entry in catalogues.english_of(app) if entry.id]


@apps
def test_every_text_has_english(app):
    """`goodstanding assets --messages` adds what is missing, for somebody to fill in."""
    missing = [f"{text.place}: {text.ids[0]}" for text in catalogues.untranslated(app)]

    assert missing == []


@apps
def test_english_has_the_same_places_as_the_chinese(app):
    wrong = [
        ids_of(entry)[0]
        for entry in entries_of(app)
        for string in strings_of(entry)
        if string and set(PLACE.findall(string)) != set(PLACE.findall(ids_of(entry)[0]))
    ]

    assert wrong == []


@apps
def test_english_is_english(app):
    """Chinese stands in it only as a quotation."""
    wrong = [
        string
        for entry in entries_of(app)
        for string in strings_of(entry)
        if CHINESE.search(QUOTED.sub("", string))
    ]

    assert wrong == []


def test_one_text_has_one_english_in_all_apps():
    """Django merges the catalogues: of two translations one would be lost in silence."""
    known: dict = {}
    for app in APPS:
        for entry in entries_of(app):
            if all(strings_of(entry)):
                english = known.setdefault((ids_of(entry)[0], entry.context), {})
                english.setdefault(tuple(strings_of(entry)), app.name)

    assert {key: value for key, value in known.items() if len(value) > 1} == {}


def templates():
    return sorted(
        path for kind in ("html", "txt") for path in PACKAGE.glob(f"*/templates/**/*.{kind}")
    )


def untranslatable(source):
    """Pieces of a template with Chinese outside `translate`, `blocktranslate` and comments."""
    inside = ""
    for token in Lexer(CHINESE_BY_NATURE.sub("", source)).tokenize():
        word = (token.contents.split() or [""])[0] if token.token_type == TokenType.BLOCK else ""
        if inside:
            inside = "" if word == f"end{inside}" else inside
        elif word in {"blocktranslate", "blocktrans", "comment"}:
            inside = word
        elif word in {"translate", "trans"} or token.token_type == TokenType.COMMENT:
            continue
        elif CHINESE.search(TRANSLATED.sub("", token.contents)):
            yield token.contents.strip()


def test_no_template_shows_chinese_that_cannot_be_translated():
    found = [
        f"{place(path)}: {piece}"
        for path in templates()
        for piece in untranslatable(path.read_text(encoding="utf-8"))
    ]

    assert found == []


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("<p>中文</p>", 1),
        ('{% mark "good" "x" "存续" %}', 1),
        ('{{ value|default:"无" }}', 1),
        ('{{ value|default:_("无") }}', 0),
        ('{% translate "中文" %}', 0),
        ("{% blocktranslate %}中文{% plural %}中文{% endblocktranslate %}<p>中</p>", 1),
        ("{% comment %}中文{% endcomment %}{# 中文 #}", 0),
        ('<b class="x" lang="zh-Hans">钱塘</b>', 0),
        ("<p>English</p>", 0),
    ],
)
def test_the_search_finds_what_it_should(source, found):
    assert len(list(untranslatable(source))) == found
