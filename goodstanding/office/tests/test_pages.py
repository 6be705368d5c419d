"""Every page of the office as the cast sees it: there, valid, in both languages, nobody else's."""

from __future__ import annotations

import pytest
from django.urls import reverse

from goodstanding.accounts.domain import Role
from goodstanding.web.tests.pages import assert_valid_html

AGENCY_PAGES = ["home", "submit", "submissions", "quarantine", "items"]


@pytest.mark.parametrize("language", ["", "/en"])
@pytest.mark.parametrize("page", AGENCY_PAGES)
def test_pages_of_an_agency_are_valid(page, language, broken, client_of):
    response = client_of(Role.AGENCY_REPORTER).get(language + reverse(f"office:{page}"))

    assert response.status_code == 200
    assert_valid_html(response)


@pytest.mark.parametrize("page", ["home", "submissions", "quarantine", "items", "agencies"])
def test_pages_of_the_centre_are_valid(page, broken, client_of):
    response = client_of(Role.CENTRE_OPERATOR).get(reverse(f"office:{page}"))

    assert response.status_code == 200
    assert_valid_html(response)


@pytest.mark.parametrize("by", ["rule", "column", "row"])
def test_findings_are_told_in_three_ways(by, broken, client_of):
    address = reverse("office:submission", args=[broken.number])

    response = client_of(Role.AGENCY_REPORTER).get(f"{address}?by={by}")

    assert_valid_html(response)
    text = response.content.decode()
    assert "1 行已入库" in text
    assert "3 行待改" in text


def test_a_row_is_put_right_in_place(broken, client_of):
    client = client_of(Role.AGENCY_REPORTER)
    address = reverse("office:row", args=[broken.number, 2])
    page = client.get(address)
    assert_valid_html(page)
    mended = page.context["mended"]
    data = dict(mended.form.sent())

    response = client.post(address, {**data, "use": "uscc=91339901100000016F"})
    assert response.status_code == 200
    assert_valid_html(response)
    data = dict(response.context["mended"].form.sent())
    response = client.post(address, data)

    assert response.status_code == 302
    assert response["Location"] == reverse("office:row", args=[broken.number, 3])
    broken.refresh_from_db()
    assert client.get(reverse("office:submission", args=[broken.number])).context["fates"] == {
        "waiting": 2,
        "corrected": 1,
    }


def test_a_row_that_stays_wrong_keeps_what_was_typed(broken, client_of):
    client = client_of(Role.AGENCY_REPORTER)
    address = reverse("office:row", args=[broken.number, 4])
    data = dict(client.get(address).context["mended"].form.sent())

    response = client.post(address, {**data, "row-fine": "三万"})

    assert response.status_code == 422
    assert_valid_html(response)
    assert "三万" in response.content.decode()
    assert "三万" in client.get(address).content.decode()
