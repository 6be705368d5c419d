"""Every page of the portal, in both languages: valid, marked, without a cookie, kept for a minute."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from goodstanding.disclosure.queries import published
from goodstanding.portal import urls
from goodstanding.portal.tests.city import (
    BRANCH,
    BUSY,
    FREE,
    GONE,
    LISTED,
    LONG,
    QUIET,
    RENAMED,
    TRADER,
)
from goodstanding.web.tests.pages import assert_valid_html, chinese_texts, tree_of

PAGES = [
    "/", "/search/", "/search/?q=示例", "/search/?q=示例&kind=cooperative", "/search/?q=查无此名的组织",
    *(f"/organisation/{code}/" for code in (BUSY, QUIET, TRADER, GONE, RENAMED, BRANCH, LISTED, FREE, LONG)),
    f"/organisation/{BUSY}/penalties/", f"/organisation/{BUSY}/licences/", f"/organisation/{QUIET}/honour/",
    "/licences/", "/licences/?all=1", "/penalties/", "/penalties/?all=1&sort=oldest", "/penalties/?number=云市监罚",
    "/penalties/?since=2020-01-01&until=2020-01-02", "/lists/", "/lists/tax_grade_a/", "/lists/safety_severe/",
    "/lists/abnormal_list/", "/lists/customs_severe/", "/commitments/", "/commitments/?performance=broken",
    "/statistics/", "/catalogue/", "/catalogue/penalty/", "/catalogue/licence/", "/catalogue/tax_grade_a/",
    "/open-data/", "/open-data/administration/", "/open-data/honour/", "/help/", "/accessibility/", "/sitemap/",
]  # fmt: skip
BOTH = [*PAGES, *(f"/en{page}" for page in PAGES)]
KEPT = [page for page in BOTH if "/search/" not in page]


def record_of(code, section="administration"):
    found = published.organisation(code)
    return published.records_of(found.id, item_class=section, limit=1).records[0]


@pytest.mark.parametrize("page", BOTH)
def test_a_page_is_valid_html_in_one_language(city, client, page):
    response = client.get(page)

    assert response.status_code == 200
    assert_valid_html(response)
    if page.startswith("/en"):
        title = tree_of(response).find(".//{http://www.w3.org/1999/xhtml}title").text
        assert [text for text in chinese_texts(response) if text != title.strip()] == []


@pytest.mark.parametrize("language", ["", "/en"])
def test_the_page_of_a_record_is_valid_html(city, client, language):
    for code, section in ((BUSY, "administration"), (LISTED, "severe_list"), (BUSY, "commitment")):
        response = client.get(f"{language}/record/{record_of(code, section).version_id}/")

        assert response.status_code == 200
        assert_valid_html(response)


@pytest.mark.parametrize("page", BOTH)
def test_no_page_sets_a_cookie_and_each_has_the_strict_headers(city, client, page):
    response = client.get(page)

    assert not response.cookies
    assert "Set-Cookie" not in response.headers
    assert "Cookie" not in response.headers.get("Vary", "")
    assert response.headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert response.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("page", KEPT)
def test_a_page_may_be_kept_for_a_minute_and_is_not_sent_again(city, client, page):
    first = client.get(page)
    again = client.get(page, headers={"If-None-Match": first.headers["ETag"]})

    assert first.headers["Cache-Control"] == "public, max-age=60"
    assert (again.status_code, again.content) == (304, b"")


def test_a_search_is_kept_by_nobody(city, client):
    response = client.get("/search/?q=示例")

    assert response.headers["Cache-Control"] == "private, no-store"
    assert "ETag" not in response.headers


def test_no_page_outlives_the_day_on_which_publicity_ends(city, client, monkeypatch):
    from dataclasses import replace
    from datetime import datetime

    from django.conf import settings

    from goodstanding.lib.environment import CIVIL_TIME

    late = datetime(2026, 11, 23, 23, 59, 50, tzinfo=CIVIL_TIME)
    monkeypatch.setattr(settings, "ENVIRONMENT", replace(city.environment, clock=late))
    first = client.get("/help/")
    again = client.get("/help/", headers={"If-None-Match": first.headers["ETag"]})

    assert first.headers["Cache-Control"] == "public, max-age=10"
    assert (again.status_code, again.headers["Cache-Control"]) == (304, "public, max-age=10")


def test_every_address_is_declared_public(city):
    undeclared = [
        one.name for one in urls.urlpatterns if getattr(one.callback, "allowed", 0) is not None
    ]

    assert undeclared == []


def test_every_link_of_the_main_pages_leads_somewhere(city, client):
    seen = set()
    for page in (
        "/",
        f"/organisation/{BUSY}/",
        "/penalties/",
        "/lists/",
        "/open-data/administration/",
        "/sitemap/",
    ):
        html = client.get(page).content.decode()
        seen |= {
            link.split("#")[0].replace("&amp;", "&")
            for link in re.findall(r'href="(/[^"]*)"', html)
        }
    broken = [link for link in sorted(seen) if link and not link.startswith("/static/") and client.get(link).status_code not in (200, 302)]  # fmt: skip

    assert broken == []


def test_the_map_for_search_engines_holds_no_organisation(city, client):
    body = client.get("/sitemap.xml").content.decode()

    assert "/catalogue/penalty/" in body
    assert "/en/help/" in body
    assert "/organisation/" not in body
    assert "/record/" not in body
    assert "Disallow: /record/" in client.get("/robots.txt").content.decode()


def test_names_of_pages_stay(city):
    assert reverse("portal:organisation", args=[BUSY]) == f"/organisation/{BUSY}/"
    assert reverse("portal:home") == "/"
