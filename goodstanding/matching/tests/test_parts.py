"""Names taken apart: the same for one name and for a column, and what each part is."""

from __future__ import annotations

import duckdb
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from goodstanding.matching.adapters import parts as columnar
from goodstanding.matching.domain import parts
from goodstanding.matching.domain.words import make_words
from goodstanding.standards import names
from goodstanding.standards.divisions import Division, Divisions

DIVISIONS = Divisions(
    [
        Division("330000", "浙江省", None, "province", 1981, None, ()),
        Division("330100", "杭州市", "330000", "city", 1981, None, ()),
        Division("330106", "西湖区", "330100", "county", 1981, None, ()),
        Division("330114", "钱塘区", "330100", "county", 2021, None, ()),
        Division("330200", "宁波市", "330000", "city", 1981, None, ()),
        Division("360103", "西湖区", "360100", "county", 1981, None, ()),
        Division("360100", "南昌市", "360000", "city", 1981, None, ()),
        Division("330182", "建德市", "330100", "county", 1992, None, ()),
    ]
)
WORDS = make_words(
    DIVISIONS,
    trades=["科技", "网络科技", "贸易", "机械", "制造", "人民医院"],
    endings={**names.legal_forms(), "书店": "business"},
)


def apart(name):
    return parts.take_apart(names.fold(name), WORDS)


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("杭州钱潮网络科技有限公司", ("杭州", "钱潮", "网络科技", "有限公司", "")),
        ("浙江省杭州市西湖区明远书店", ("浙江省杭州市西湖区", "明远", "", "书店", "")),
        ("钱潮（杭州）机械制造股份有限公司", ("杭州", "钱潮", "机械制造", "股份有限公司", "")),
        ("杭州钱潮科技有限公司宁波分公司", ("杭州", "钱潮", "科技", "有限公司", "宁波分公司")),
        ("钱潮控股集团有限公司", ("", "钱潮", "", "控股集团有限公司", "")),
        ("中国（集团）有限公司", ("中国", "", "", "集团有限公司", "")),
        ("杭州", ("", "杭州", "", "", "")),
    ],
)
def test_a_name_is_taken_apart(name, told):
    found = apart(name)

    assert (found.place, found.brand, found.trade, found.ending, found.part) == told


def test_a_place_that_only_one_division_can_be_has_its_area():
    assert apart("建德市明远科技有限公司").area == "330182"
    assert apart("西湖区明远科技有限公司").area == ""  # two districts bear the name
    assert apart("杭州西湖区明远科技有限公司").area == "330106"


def test_brackets_and_digits_of_ordinals_make_no_difference():
    assert apart("杭州市第1人民医院").plain == apart("杭州市第一人民医院").plain
    assert apart("钱潮（集团）有限公司").plain == apart("钱潮集团有限公司").plain


PIECES = st.sampled_from(
    ["杭州", "浙江省", "杭州市", "西湖区", "中国", "钱潮", "科技", "贸易", "机械", "有限公司", "集团", "股份",
     "(杭州)", "(", ")", "(有限合伙)", "第1", "第12", "1", "分公司", "支行", "厂", "书店", "A", "乙", "公司", "'"]
)  # fmt: skip


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.lists(PIECES, max_size=7).map("".join), min_size=1, max_size=60))
def test_a_column_is_taken_apart_as_each_of_its_names(given_names):
    folded = [names.fold(name) for name in given_names]
    connection = duckdb.connect()
    columnar.put_words(connection, WORDS)
    connection.register("given", pa.table({"n": range(len(folded)), "folded": folded}))

    columnar.take_apart(connection, "given", "apart", WORDS)

    found = connection.execute(
        f"SELECT {', '.join(columnar.COLUMNS)} FROM apart ORDER BY n"
    ).fetchall()
    expected = [parts.take_apart(name, WORDS) for name in folded]
    assert found == [tuple(getattr(one, column) for column in columnar.COLUMNS) for one in expected]


@settings(deadline=None)
@given(st.text(alphabet="第0123456789一十杭公", max_size=12))
def test_ordinals_are_spelt_once_and_for_all(name):
    assert parts.ordinals(parts.ordinals(name)) == parts.ordinals(name)


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "零"),
        (1, "一"),
        (10, "十"),
        (12, "十二"),
        (20, "二十"),
        (101, "一百零一"),
        (115, "一百一十五"),
    ],
)
def test_numerals(number, words):
    assert parts.numeral(number) == words
