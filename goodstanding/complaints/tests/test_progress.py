"""The page of how a complaint goes, for who has no right code."""

from __future__ import annotations

import pytest

from goodstanding.complaints.domain import WrongCodeError
from goodstanding.web.tests.pages import assert_valid_html

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("place", "words"), [("", WrongCodeError.zh), ("/en", WrongCodeError.message)]
)
def test_a_wrong_code_is_refused_in_the_readers_language(place, words, client):
    given = {"number": "TS-2026-00001", "code": "AAAA-AAAA"}
    page = client.post(f"{place}/complaints/progress/", given)

    assert page.status_code == 404
    assert_valid_html(page)
    assert words in page.content.decode()
