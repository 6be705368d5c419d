"""A search field in the header of every page, without script; where the page itself is that search, none."""

from __future__ import annotations

import pytest

from goodstanding.accounts.domain import Role
from goodstanding.web.tests.pages import HTML, tree_of

pytestmark = pytest.mark.django_db


def search_of(answer):
    """Where the header's search leads; none where there is no such field."""
    header = tree_of(answer).find(f".//{HTML}header")
    found = header.find(f".//{HTML}form[@role='search']")
    return None if found is None else found.get("action")


@pytest.mark.parametrize("root", ["", "/en"])
def test_a_reader_searches_the_portal_from_any_page(client, root):
    assert search_of(client.get(f"{root}/help/")) == f"{root}/search/"
    assert search_of(client.get(f"{root}/account/sign-in/")) == f"{root}/search/"


@pytest.mark.parametrize("here", ["/", "/search/?q=示例"])
def test_a_page_that_is_the_search_has_no_second_field(client, here):
    assert search_of(client.get(here)) is None


def test_an_officer_searches_credit_files_and_who_has_none_to_read_the_portal(client_of):
    assert (
        search_of(client_of(Role.AGENCY_REPORTER).get("/office/items/")) == "/office/organisations/"
    )
    assert search_of(client_of(Role.AUDITOR).get("/office/audit/")) == "/search/"
    assert search_of(client_of(Role.REPRESENTATIVE).get("/my/objections/")) == "/search/"
