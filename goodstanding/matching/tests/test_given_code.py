"""One column of codes of every kind."""

from __future__ import annotations

import pytest

from goodstanding.matching.domain.given_code import columns_of
from goodstanding.standards import organisation_code

BODY = "55138508" + organisation_code.check_character("55138508")


@pytest.mark.parametrize(
    ("code", "columns"),
    [
        ("91110108551385082Q", {"uscc": "91110108551385082Q"}),
        ("914306******05753XL", {"uscc": "914306******05753XL"}),
        ("9133****1234X", {"uscc": "9133****1234X"}),  # thirteen characters, yet a masked one
        ("55138508-2", {"organisation_code": "55138508-2"}),
        ("3304811104905", {"registration_number": "3304811104905"}),
        ("110108012660422", {"registration_number": "110108012660422"}),
        ("11010807707066X", {"uscc": "11010807707066X"}),  # its check fails: told as a faulty code
    ],
)
def test_a_code_goes_where_its_kind_belongs(code, columns):
    assert columns_of(code) == columns


def test_a_taxpayers_number_tells_the_organisation_code():
    assert columns_of("110108" + BODY)["organisation_code"] == BODY
