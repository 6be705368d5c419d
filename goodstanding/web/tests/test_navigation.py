from __future__ import annotations

from types import SimpleNamespace

import pytest
from django.urls import resolve

from goodstanding.web.adapters import context

EVERYBODY = ("web:gallery", "组件", None, "building", "分组")
SOME = ("web:gallery", "审计", frozenset({"auditor"}))
ABSENT = ("nowhere:page", "没有", None)


@pytest.fixture
def request_of(rf, settings):
    settings.NAVIGATION = {"portal": [EVERYBODY, SOME, ABSENT]}

    def request_of(path, roles=None):
        request = rf.get(path)
        request.resolver_match = resolve(path)
        if roles is not None:
            request.user = SimpleNamespace(roles=frozenset(roles))
        return request

    return request_of


def labels(request):
    return [entry.label for entry in context.site(request)["navigation"]["portal"]]


def test_a_page_this_node_does_not_serve_is_left_out(request_of):
    assert labels(request_of("/gallery/")) == ["组件"]


def test_an_entry_for_a_role_is_seen_by_that_role_only(request_of):
    assert labels(request_of("/gallery/", {"auditor"})) == ["组件", "审计"]
    assert labels(request_of("/gallery/", {"centre_operator"})) == ["组件"]


def test_nobody_is_asked_who_they_are_where_everybody_may_see(request_of, settings):
    settings.NAVIGATION = {"portal": [EVERYBODY]}
    request = request_of("/gallery/")

    class Untouched:
        def __getattr__(self, name):
            raise AssertionError(f"user.{name} was asked")

    request.user = Untouched()
    assert labels(request) == ["组件"]


def test_the_entry_of_the_page_and_of_pages_below_is_current(request_of):
    for path in ("/gallery/", "/gallery/office/"):
        [entry] = context.site(request_of(path))["navigation"]["portal"]

        assert entry.is_current
        assert entry.icon == "building"
        assert entry.group == "分组"


def test_a_footer_item_without_its_page_is_absent_and_one_without_address_is_text(rf, settings):
    settings.FOOTER = [
        {"zh": "没有", "en": "none", "page": "nowhere:page"},
        {"zh": "组件", "en": "Parts", "page": "web:gallery"},
        {"zh": "备案号", "en": "Number"},
    ]
    found = context.site(rf.get("/"))["footer"]

    assert [(item.zh, item.address) for item in found] == [
        ("组件", "/gallery/"),
        ("备案号", ""),
    ]
