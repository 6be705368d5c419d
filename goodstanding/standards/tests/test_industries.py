from pathlib import Path

import pytest

from goodstanding.standards.industries import Industries

POLICY = Path(__file__).parents[3] / "policy"


@pytest.fixture(scope="module")
def industries():
    return Industries.load(POLICY / "industries.csv")


@pytest.mark.parametrize(
    ("code", "section"), [("0111", "A"), ("011", "A"), ("39", "C"), ("C", "C")]
)
def test_every_level_leads_to_its_section(industries, code, section):
    assert industries.section(code) == section


def test_the_edition_of_2017_is_whole(industries):
    sizes = [
        sum(len(code) == n and code.isdecimal() for code in industries.codes()) for n in (2, 3, 4)
    ]

    assert sizes == [97, 473, 1382]
    assert {industries.section(code) for code in industries.codes()} == set("ABCDEFGHIJKLMNOPQRST")
    assert len(industries) == 1972


def test_an_unknown_code_has_neither_name_nor_section(industries):
    assert industries.name("0111") == "稻谷种植"
    assert not industries.known("9999")
    assert industries.name("9999") is industries.section("9999") is None
