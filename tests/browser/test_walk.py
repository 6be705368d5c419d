"""A walk through every page of the URL map, by somebody who may see it: none is forgotten.

Each page is opened in a browser in Chinese and English, on a desktop and a phone, in a town
with every kind of case: valid HTML, no rule of accessibility broken, nothing off the screen,
nothing untranslated, no complaint of the browser. How it looked is kept for people to judge.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import pytest
from django.conf import settings
from django.db import connections
from django.test import Client

from goodstanding.accounts.models import Person
from goodstanding.accounts.tests.cast import sign_in
from goodstanding.web.tests.pages import assert_valid_tree, tree_of
from tests.browser.looking import (
    assert_accessible,
    assert_no_sideways_scroll,
    assert_targets,
    screenshot,
    untranslated,
)
from tests.browser.places import EXAMPLES, LEFT_OUT, pages
from tests.browser.serving import serving
from tests.browser.town import representative_of, town

# The town is committed for the server; the mark makes the test database be there.
pytestmark = [pytest.mark.slow, pytest.mark.django_db]
DESKTOP, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}
NARROW = {"width": 320, "height": 640}
LOOKS = {"": (DESKTOP, PHONE), "/en": (PHONE, DESKTOP)}
"""Language → sizes. The first is asked for everything; further cases of a page are asked a little less."""


@dataclass
class Source:
    """The HTML as it was sent, before any script."""

    content: bytes
    status: int
    asked: str

    @cached_property
    def tree(self):
        return tree_of(self)


@dataclass
class Site:
    """The town behind an address of this machine: what to look at, and the sessions of who looks."""

    address: str
    examples: dict
    sessions: dict


@pytest.fixture(scope="module")
def site(environment, django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), town(environment):
        examples = {name: make(name) for name, make in EXAMPLES.items()}
        people = {one.who: person(one.who) for many in examples.values() for one in many if one.who}
        clients = {user: sign_in(Client(), user) for user in set(people.values())}
        sessions = {who: clients[user].session.session_key for who, user in people.items()}
        with serving() as address:
            yield Site(address, examples, sessions)
        connections.close_all()


def person(who):
    """A demonstration account by its first word, or whoever acts for a credit code."""
    found = Person.objects.filter(email=f"{who}@demo.example").first()
    return found or representative_of(who)


@pytest.fixture(scope="module")
def page_of(site, browser):
    """The page of somebody who is signed in, one for each: `page_of("officer")`."""
    opened = {}

    def page_of(who):
        session = site.sessions.get(who, "")
        if session not in opened:
            context = browser.new_context(
                base_url=site.address, reduced_motion="reduce", locale="zh-CN", viewport=DESKTOP
            )
            cookie = {"name": settings.SESSION_COOKIE_NAME, "value": session, "url": site.address}
            context.add_cookies([cookie] if session else [])
            opened[session] = listening(context.new_page())
        return opened[session]

    yield page_of
    for page in opened.values():
        page.context.close()


def listening(page):
    page.console = []
    page.on("console", lambda said: said.type != "verbose" and page.console.append(said.text))
    page.on("pageerror", lambda fault: page.console.append(f"error: {fault}"))
    return page


def test_every_page_has_an_example_or_a_reason_to_be_left_out(client):
    known = pages(client)

    assert known - EXAMPLES.keys() - LEFT_OUT.keys() == set()
    assert (EXAMPLES.keys() | LEFT_OUT.keys()) - known == set()
    assert EXAMPLES.keys() & LEFT_OUT.keys() == set()


@pytest.mark.parametrize("language", LOOKS, ids=["zh", "en"])
@pytest.mark.parametrize("name", EXAMPLES)
def test_a_page_can_be_read_by_everybody_at_any_width(name, language, site, page_of, subtests):
    assert site.examples[name]

    for place, example in enumerate(site.examples[name]):
        page, source = opened(example, language, page_of)
        with subtests.test("answered", example=example):
            assert (source.status, page.url) == (example.status, source.asked)
        with subtests.test("valid", example=example):
            assert_valid_tree(source.tree)
        if place == 0 or not language:
            with subtests.test("accessible", example=example):
                assert_accessible(page)
        with subtests.test("quiet", example=example):
            assert [said for said in page.console if str(example.status) not in said] == []
        if language:
            with subtests.test("translated", example=example):
                assert untranslated(source.tree) == []
        for size in LOOKS[language]:
            page.set_viewport_size(size)
            if place == 0 or size == LOOKS[language][0]:
                screenshot(page, f"{shot_of(name, place, example, language)}-{size['width']}")
            with subtests.test(f"fits {size['width']}", example=example):
                assert_no_sideways_scroll(page)
                assert_targets(page, least=24)
        page.set_viewport_size(NARROW)
        with subtests.test("fits the narrowest", example=example):
            assert_no_sideways_scroll(page)


def opened(example, language, page_of):
    """The page as the reader sees it, and what was sent."""
    page = page_of(example.who)
    page.set_viewport_size(LOOKS[language][0])
    if example.purpose:
        give_purpose(page, example.address.partition("?")[0])
    page.console.clear()
    answer = page.goto(language + example.address)
    asked = answer.request.redirected_from or answer.request
    return page, Source(answer.body(), answer.status, asked.url)


def give_purpose(page, address):
    """Say why the file is read, where that is still asked; in English, as it is put down as it was said."""
    page.goto(f"/en{address}")
    asked = page.locator("[name=purpose]")
    if asked.count():
        asked.fill("Tender") if asked.count() == 1 else asked.first.check()
        page.locator("main form .btn-primary").click()


def shot_of(name, place, example, language):
    label = "-".join(
        filter(None, [name.replace(":", "-"), str(place or ""), example.label or example.who])
    )
    return f"{label}-{language.strip('/') or 'zh'}"
