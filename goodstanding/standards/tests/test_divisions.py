from datetime import date
from pathlib import Path

import pytest

from goodstanding.standards import uscc
from goodstanding.standards.columnar import uscc as columnar_uscc
from goodstanding.standards.divisions import Divisions
from goodstanding.standards.tests.engine import answers

POLICY = Path(__file__).parents[3] / "policy"


@pytest.fixture(scope="module")
def divisions():
    return Divisions.load(POLICY / "divisions.csv")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("130182", {"130109"}), ("130185", {"130110"}), ("130124", {"130108", "130111"}),
        ("330103", {"330105"}), ("330104", {"330102", "330114"}),
        ("371202", {"370116", "370117"}), ("371203", {"370117"}),
        ("110103", {"110101"}), ("110104", {"110102"}),
    ],
)  # fmt: skip
def test_a_retired_code_leads_to_the_codes_in_force(divisions, old, new):
    assert divisions.known(old)
    assert not divisions.in_force(old)
    assert set(divisions.successors(old)) == new


def test_a_code_in_force_stands_for_itself_and_for_what_was_split_off(divisions):
    assert divisions.successors("330110") == ("330110", "330113")
    assert divisions.successors("330114") == ("330114",)


def test_what_was_given_away_before_a_merger_was_never_part_of_the_merged_area(tmp_path):
    file = tmp_path / "divisions.csv"
    file.write_text(
        "code,name,parent,level,valid_from,valid_until,successors\n"
        "999901,甲县,,county,1990,2010,999902\n"
        "999902,乙区,,county,1990,,999903@2000;999904@2015\n"
        "999903,丙区,,county,2000,,\n"
        "999904,丁区,,county,2015,,\n",
        encoding="utf-8",
    )

    assert Divisions.load(file).successors("999901") == ("999902", "999904")


def test_every_retired_county_leads_somewhere_in_force(divisions):
    lost = [d.code for d in divisions if d.level == "county" and not divisions.successors(d.code)]

    assert lost == []


def test_a_name_holds_from_year_to_year(divisions):
    assert divisions.name("420600", date(2009, 7, 1)) == "襄樊市"
    assert divisions.name("420600", date(2010, 7, 1)) == "襄阳市"  # the year of the change
    assert divisions.name("420600") == "襄阳市"
    assert divisions.name("330113", date(2020, 1, 1)) is None
    assert divisions.name("999999") is None


def test_the_path_goes_from_the_province_down(divisions):
    assert divisions.path("330106") == ("浙江省", "杭州市", "西湖区")
    assert divisions.path("110108") == ("北京市", "海淀区")
    assert divisions.path("371202") == ("山东省", "莱芜市", "莱城区")
    assert divisions.path("999999") == ()


def test_each_parent_is_a_division_itself(divisions):
    assert {d.parent for d in divisions if d.parent} <= set(divisions.codes())
    assert all(d.parent for d in divisions if d.level != "province")
    assert divisions.is_within("330106", "330000")
    assert not divisions.is_within("330106", "320000")


def test_only_codes_that_were_never_in_the_standard_are_unknown_to_a_credit_code(divisions):
    codes = ["91110103600037341L", "91440101600037341L", "91110000600037341L"]
    unknown = [False, True, False]  # retired, an authority's own, in force

    def division_unknown(code):
        return columnar_uscc.division_unknown(code, divisions)

    assert [uscc.division_unknown(code, divisions) for code in codes] == unknown
    assert answers(division_unknown, codes) == unknown
