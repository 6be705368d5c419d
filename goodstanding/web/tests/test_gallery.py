"""The gallery shows every part together: what holds for it holds for the parts."""

from __future__ import annotations

from dataclasses import replace

import pytest

from goodstanding.web.tests.pages import assert_valid_html, chinese_texts

PAGES = [
    "gallery/",
    "gallery/office/",
    "gallery/plain/",
    "gallery/plain/?sent",
    "gallery/?view=large",
]


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("root", ["/", "/en/"])
def test_it_is_valid_and_needs_nothing_that_the_policy_blocks(client, root, path):
    response = client.get(root + path)

    assert response.status_code == (422 if "sent" in path else 200)
    assert_valid_html(response)


@pytest.mark.parametrize("path", PAGES)
def test_its_english_is_complete(client, path):
    assert [
        text for text in chinese_texts(client.get("/en/" + path)) if "内部备注" not in text
    ] == []


def test_a_failed_form_says_so_first_in_the_title(client):
    assert "<title>错误：" in client.get("/gallery/plain/?sent").content.decode()
    assert "<title>Error: " in client.get("/en/gallery/plain/?sent").content.decode()


def test_it_is_not_there_in_production(client, settings):
    settings.ENVIRONMENT = replace(settings.ENVIRONMENT, env="production")

    assert client.get("/gallery/").status_code == 404


def test_language_links_lead_to_the_same_page(client):
    assert 'href="/en/gallery/?q=1"' in client.get("/gallery/?q=1").content.decode()
    assert 'href="/gallery/?q=1"' in client.get("/en/gallery/?q=1").content.decode()
