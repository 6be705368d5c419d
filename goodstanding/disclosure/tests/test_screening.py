"""What of free text is held back, text by text and in one pass over all."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from goodstanding.catalogue.adapters.folder import faultless
from goodstanding.catalogue.domain.model import Screening
from goodstanding.disclosure.adapters import held_back
from goodstanding.disclosure.domain.screening import (
    NO_SCREENING,
    expressions,
    likely,
    loosened,
    reason_to_hold,
    screened_fields,
)
from goodstanding.disclosure.tests.test_publicity import item

SHIPPED = faultless(Path(__file__).parents[3] / "policy")
SCREENING = SHIPPED.screening


def why(text, field="facts", screening=SCREENING):
    return reason_to_hold(field, text, screening)


@pytest.mark.parametrize(
    "text",
    [
        "当事人张三在现场从事无证经营",
        "法定代表人：李四",
        "经营者王小明，未取得许可证",
        "该公司员工欧阳锋未持证上岗",
        "负责人为赵敏",
        "驾驶员钱七驾驶货车超限运输",
        "被处罚人:孙悟，地址云溪市",
        "伤者陈刚被送医",
    ],
)
def test_a_text_that_seems_to_name_a_person_is_held_back(text):
    assert why(text) == "personal_name"


@pytest.mark.parametrize("text", ["投诉人周女士称购买的食品变质", "王先生于2026年3月投诉"])
def test_a_text_that_addresses_a_person_is_held_back(text):
    assert why(text) in {"form_of_address", "personal_name"}


@pytest.mark.parametrize(
    "text",
    [
        "110101199003070011",
        "身份证号码：110101",
        "持110101********0011的当事人",
        "护照号码：E12345678",
    ],
)
def test_a_text_with_the_number_of_a_persons_document_is_held_back(text):
    assert why(text) == "person_number"


@pytest.mark.parametrize(
    "text", ["13800138000", "联系电话：0373-3051234", "手机 138 0013 8000", "微信号：88123456"]
)
def test_a_text_with_a_telephone_number_is_held_back(text):
    assert why(text) == "telephone"


@pytest.mark.parametrize(
    "text",
    [
        "当事人于2026年3月4日在云溪市东湖路未取得许可从事经营",
        "当事人向我局提交了整改报告",
        "当事人应当自收到本决定书之日起十五日内缴纳罚款",
        "当事人陈述申辩后，我局予以采纳",
        "当事人：云溪市清源水务有限公司",
        "当事人云溪青禾纸业有限公司排放超标",
        "负责人和安全管理人员未经考核合格",
        "经营者应当明示商品价格",
        "员工高处作业未系安全带",
        "股东未按期缴纳出资",
        "经云溪市生态环境局批准",
        "《中华人民共和国水污染防治法》第八十三条第（二）项",
        "云环罚〔2026〕118号",
        "罚款人民币20000元",
        "统一社会信用代码91330100799655058B",
        "张某某无证驾驶",
        "当事人李某在现场",
        "拨打12315投诉",
        "自然人",
        "",
    ],
)
def test_a_text_that_names_nobody_is_not_held_back(text):
    assert why(text) is None


def test_the_other_party_is_held_back_where_it_seems_to_be_a_person():
    assert why("张三丰", "counterpart") == "personal_name"
    assert why("云溪岫榛商贸有限公司", "counterpart") is None
    assert why("自然人", "counterpart") is None
    assert why("张三丰", "products") is None


def test_without_a_screening_every_free_text_is_held_back():
    assert why("排放超标", screening=None) == NO_SCREENING


def test_names_of_bodies_and_numbers_of_documents_are_not_looked_at():
    looked_at = {field.name for field in screened_fields(SHIPPED.items["penalty"], SCREENING)}

    assert looked_at == {
        "violation_type",
        "facts",
        "basis",
        "content",
        "documents_revoked",
        "remarks",
    }


def test_no_text_of_the_demonstration_city_is_held_back():
    place = Path(__file__).parents[3] / "policy/demonstration/texts.csv"
    with place.open(encoding="utf-8") as file:
        texts = [line["value"] for line in csv.DictReader(file)]
    assert len(texts) > 100
    assert [text for text in texts if why(text)] == []


def test_a_screening_of_fields_that_hide_is_not_made():
    hidden = item(hide=("facts",))
    assert screened_fields(hidden, SCREENING) == ()


# -- all at once

FIELDS = ("facts", "remarks", "counterpart")
WORDS = [
    "当事人", "法定代表人", "经营者", "员工", "：", ":", " ", "张", "王", "欧阳", "于", "应当", "陈述", "三", "小明", "某",
    "在", "未", "。", "，", "先生", "女士", "有限公司", "13800138000", "138-0013-8000", "0373", "-", "3051234", "电话", "号码",
    "110101199003070011", "110101", "****", "0011", "X", "护照", "E1234567", "91330100799655058B", "\n", "a", "９", "１３８",
]  # fmt: skip
texts = st.lists(st.sampled_from(WORDS), max_size=9).map("".join) | st.text(max_size=12).filter(
    lambda text: "\x00" not in text and text.encode("utf-8", "ignore").decode() == text
)


def found(payload):
    """Whether one pass over all text finds the record, as publication searches a batch."""
    text = pa.array(["\n".join(payload.get(name, "") for name in FIELDS)])
    return pc.match_substring_regex(text, likely(SCREENING, FIELDS))[0].as_py()


payloads = st.dictionaries(st.sampled_from(FIELDS), texts)


@settings(max_examples=400, deadline=None)
@given(payloads)
def test_one_pass_finds_whatever_is_held_back(payload):
    if any(reason_to_hold(name, text, SCREENING) for name, text in payload.items()):
        assert found(payload)


def test_one_pass_leaves_the_texts_of_the_demonstration_city_alone():
    place = Path(__file__).parents[3] / "policy/demonstration/texts.csv"
    with place.open(encoding="utf-8") as file:
        texts = [line["value"] for line in csv.DictReader(file)]
    assert sum(found({"facts": text}) for text in texts) < len(texts) / 20


def test_the_patterns_of_the_shipped_policy_are_those_known_here():
    assert Screening().patterns == ()
    assert set(expressions(SCREENING).patterns) == {
        "person_number", "telephone", "personal_name", "form_of_address",
    }  # fmt: skip


@settings(max_examples=400, deadline=None)
@given(texts)
def test_whatever_a_pattern_finds_has_the_loosened_form(text):
    for pattern in expressions(SCREENING).patterns.values():
        if re.search(pattern, text):
            assert re.search(loosened(pattern), text)


@pytest.mark.parametrize(
    ("pattern", "quick"),
    [
        ("a(?=b)c", "ac"),
        ("(?<![0-9])1(?!2|3(?:4)[)])5", "15"),
        ("(?:a|b)[(?=]", "(?:a|b)[(?=]"),
        ("x(?:(?!y)|z)", "x(?:|z)"),
    ],
)
def test_an_expression_is_loosened_by_what_it_says_of_the_text_around(pattern, quick):
    assert loosened(pattern) == quick


def test_a_text_that_holds_what_parts_texts_makes_all_of_them_looked_at():
    assert list(held_back._found(["harmless", "13900000000"], "139", 2)) == [1]
    assert list(held_back._found(["harmless", "with", "in", "13900000000"], "139", 3)) == [0, 1, 2]
