import time
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goodstanding.standards import names
from goodstanding.standards.columnar import names as columnar
from goodstanding.standards.divisions import Divisions
from goodstanding.standards.places import Places
from goodstanding.standards.tests import drawn
from goodstanding.standards.tests.engine import answers, batches

POLICY = Path(__file__).parents[3] / "policy"


@pytest.fixture(scope="module")
def places():
    return Places(Divisions.load(POLICY / "divisions.csv"))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("云溪（杭州）科技有限公司", "云溪(杭州)科技有限公司"),
        ("云溪【杭州】科技有限公司", "云溪(杭州)科技有限公司"),
        ("錢塘建築器材有限公司", "钱塘建筑器材有限公司"),
        ("云溪億隆建筑器材有限公司", "云溪亿隆建筑器材有限公司"),  # one traditional character
        ("\xa0云溪科技　有限 公司\u200b", "云溪科技有限公司"),
        ("ａｂＣ科技有限公司", "ABC科技有限公司"),
        ("云溪“明日”科技有限公司", "云溪明日科技有限公司"),
        ("克·卢卡斯商店", "克卢卡斯商店"),
        ("⼀⾦商店", "一金商店"),  # radicals, as copying from a PDF gives them
    ],
)
def test_two_spellings_of_one_name_are_folded_alike(one, other):
    assert names.fold(one) == names.fold(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("云溪市钱塘机械有限公司", "云溪钱塘机械有限公司"),  # a person decides
        ("云溪钱塘机械有限公司", "云溪钱江机械有限公司"),
        ("云溪第一人民医院", "云溪第二人民医院"),
        ("云溪机械有限公司", "云溪机械有限公司西湖分公司"),
        ("云溪机械有限公司", "云溪机械有限责任公司"),
        ("云溪昇腾科技有限公司", "云溪升腾科技有限公司"),  # 昇 is a character of its own since 2013
        ("云溪乾元科技有限公司", "云溪干元科技有限公司"),
    ],
)
def test_different_names_stay_different(one, other):
    assert names.fold(one) != names.fold(other)


def test_the_table_of_characters_leads_to_its_ends_in_one_step():
    table = names.variants()

    assert len(table) > 2500
    assert not set(table) & set(table.values())
    assert all(len(old) == len(new) == 1 for old, new in table.items())
    assert all(unicodedata.category(old) in {"Lo", "So"} for old in table)


def test_the_table_of_characters_is_read_quickly():
    names.variants.cache_clear()
    begun = time.process_time()

    names.variants()

    assert time.process_time() - begun < 0.1  # 5 ms here; a busy machine is no fault


@given(drawn.organisation_names)
def test_folding_twice_changes_nothing(name):
    assert names.fold(names.fold(name)) == names.fold(name)


@batches(drawn.organisation_names)
def test_columns_are_folded_as_single_names_are(texts):
    assert answers(columnar.fold, texts) == [names.fold(text) for text in texts]
    assert answers(columnar.fold, [None]) == [names.fold(None)] == [""]


@batches(drawn.organisation_names)
def test_names_without_variants_are_folded_alike_by_the_short_way(texts):
    variant = answers(columnar.has_variant, texts)
    short = answers(columnar.fold_simply, texts)

    for text, has, folded in zip(texts, variant, short, strict=True):
        assert has == any(character in names.variants() for character in text)
        assert has or folded == names.fold(text)
    assert answers(columnar.fold_simply, [None]) == [""]


@pytest.mark.parametrize(
    "name",
    ["云溪科技有限公司西湖分公司", "云溪科技有限公司第一分公司", "云溪保险股份有限公司云溪市支公司",
     "云溪银行股份有限公司西湖支行", "云溪市百货公司第一门市部", "云溪科技有限公司西湖营业部", "云溪药房有限公司解放路店",
     "云溪科技有限公司分公司(西湖)", "云溪合伙企业(有限合伙)西湖店", "云溪科技有限公司云溪办事处"],
)  # fmt: skip
def test_a_branch_is_told_by_its_name(name):
    assert names.is_branch(name)


@pytest.mark.parametrize(
    "name",
    ["云溪科技有限公司", "云溪科技有限公司(西湖)", "云溪银行股份有限公司", "云溪门市部", "西湖街道办事处",
     "云溪合伙企业(有限合伙)", "云溪某某专业合作社联合社"],
)  # fmt: skip
def test_a_name_that_stands_for_itself_is_no_branch(name):
    assert not names.is_branch(name)


@batches(
    st.lists(
        st.sampled_from(["云溪", "公司", "有限公司", "分公司", "(有限合伙)", "(西湖)", "道", "办事处", "店", "支行", "\n"]),
        max_size=6,
    ).map("".join).map(names.fold)
)  # fmt: skip
def test_columns_tell_branches_as_single_names_do(texts):
    assert answers(columnar.is_branch, texts) == [names.is_branch(text) for text in texts]


def test_a_name_is_taken_apart_into_place_core_and_legal_form(places):
    parsed = names.parse(names.fold("浙江省杭州市西湖区明日（中国）科技有限公司"), places)

    assert (parsed.place, parsed.division) == ("浙江省杭州市西湖区", "330106")
    assert parsed.place_in_brackets == "中国"
    assert parsed.core == "明日(中国)科技"
    assert (parsed.legal_form, parsed.legal_form_kind) == ("有限公司", "company")
    assert not parsed.is_branch


def test_a_branch_is_parted_from_the_organisation_that_it_belongs_to(places):
    parsed = names.parse("杭州明日银行股份有限公司宁波支行", places)

    assert parsed.is_branch
    assert (parsed.parent, parsed.part) == ("杭州明日银行股份有限公司", "宁波支行")
    assert (parsed.place, parsed.core, parsed.legal_form) == ("杭州", "明日银行", "股份有限公司")


@pytest.mark.parametrize(
    ("name", "place", "division"),
    [
        ("浙江杭州明日机械有限公司", "浙江杭州", "330100"),
        ("义乌明日机械有限公司", "义乌", "330782"),
        ("杭州市下城区明日商店", "杭州市下城区", "330103"),  # a place that is no more
        ("嘉兴明日商店", "嘉兴", "330400"),  # once a prefecture of another code
        ("吉林明日商店", "吉林", None),  # province or city
        ("青海平安明日商店", "青海平安", "630203"),
        ("平安保险有限公司", "", None),  # a county's name without 县 may be any word
        ("阿里明日有限公司", "", None),
        ("北京大学", "", None),  # nothing would be left
        ("杭州义乌明日商店", "杭州", "330100"),  # not within it
        ("明日商店", "", None),
    ],
)
def test_places_in_front_are_read_from_the_largest_to_the_smallest(places, name, place, division):
    parsed = names.parse(name, places)

    assert (parsed.place, parsed.division) == (place, division)


def test_the_longest_legal_form_counts():
    assert names.legal_form("明日股份有限公司") == "股份有限公司"
    assert names.legal_form("明日中心(有限合伙)") == "中心(有限合伙)"
    assert names.legal_form("公司") == ""
