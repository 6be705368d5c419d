"""What clerks are told above and beside their cells: headings, suggestions, periods."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goodstanding.catalogue.domain.model import Code, CodeList, Field, FieldType, Text
from goodstanding.collection.domain.fault_titles import (
    Reason,
    advice,
    faults_of,
    heading,
    reason_of,
)
from goodstanding.collection.domain.messages import MESSAGES, says
from goodstanding.collection.domain.submission import ReasonMissingError
from goodstanding.collection.domain.suggestions import suggestions
from goodstanding.collection.domain.update_cycle import ONCE_A, is_due_this_month, period
from goodstanding.collection.domain.wrong_characters import wrong_characters
from goodstanding.standards import uscc

TITLE = Text("罚款金额", "Fine")
KINDS = CodeList(
    "kinds", Text("种类", "kinds"),
    (Code("fine", Text("罚款", "fine")), Code("detention", Text("行政拘留", "detention"), refused="person")),
)  # fmt: skip


def field(kind, **more):
    return Field("cell", TITLE, kind, **more)


def values(kind, text, listed=None, **more):
    return [one.value for one in suggestions(field(kind, **more), text, listed)]


@pytest.mark.parametrize("fault", sorted(MESSAGES))
def test_advice_names_no_value_and_ends_as_a_sentence(fault):
    told = advice(says(fault, title="甲", title_en="A", columns="乙"))

    for sentence in (told.zh, told.en):
        assert "{given}" not in sentence
        assert ":  " not in sentence
        assert sentence.strip()[-1] in "。.}"


def test_a_heading_names_the_field_and_the_fault():
    assert heading("fine.format", TITLE, Text("", "")).zh == "罚款金额：格式无法识别"


def test_a_rule_of_policy_is_its_own_heading():
    assert heading("fine.without_kind", TITLE, Text("罚款应有种类。", "x")).zh == "罚款应有种类。"


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("uscc.check_digit", Reason.CORRECT), ("name.ambiguous", Reason.MATCH),
        ("uscc.unregistered", Reason.MATCH), ("facts.person_number", Reason.PERSON),
        ("kinds.person", Reason.PERSON),
    ],
)  # fmt: skip
def test_every_fault_waits_for_one_reason(code, reason):
    import re

    assert reason_of(code) is reason
    assert [one for one in Reason if re.search(faults_of(one), code)] == [reason]


def test_a_wrong_check_character_is_worked_out():
    assert values(FieldType.USCC, "91339901100000016A") == ["91339901100000016F"]
    assert wrong_characters("uscc.check_digit", "91339901100000016A") == {17}


def test_letters_are_read_as_digits_where_that_makes_a_code():
    assert values(FieldType.USCC, "9133990110000OO16F") == ["91339901100000016F"]
    assert wrong_characters("uscc.alphabet", "9133990110000OO16F") == {13, 14}


def test_a_day_that_reads_both_ways_is_offered_both_ways():
    assert values(FieldType.DATE, "03/04/2026") == ["2026-03-04", "2026-04-03"]
    assert values(FieldType.DATE, "30/02/2026") == []


@pytest.mark.parametrize(
    ("text", "value"), [("20000元", "2"), ("2千元", "0.2"), ("1.5亿元", "15000"), ("2 万", None)]
)
def test_an_amount_with_its_unit_is_turned_into_the_field_s(text, value):
    assert values(FieldType.MONEY, text, unit="CNY_10000") == ([value] if value else [])


def test_like_values_of_the_list_are_offered_but_none_about_persons():
    assert values(FieldType.CODE, "罚钱", KINDS) == ["罚款"]
    assert "行政拘留" not in values(FieldType.CODE, "行政拘押", KINDS)


@given(st.text(max_size=30), st.sampled_from(FieldType))
def test_nothing_is_ever_suggested_that_was_given_or_masked(text, kind):
    for one in suggestions(field(kind, unit="CNY_10000"), text, KINDS):
        assert one.value != text
        assert "*" not in one.value
        if kind is FieldType.USCC:
            assert uscc.is_valid(one.value)


@given(st.dates(date(2000, 1, 1), date(2090, 12, 31)), st.sampled_from(sorted(ONCE_A)))
def test_a_day_lies_in_its_own_period(today, cycle):
    found = period(cycle, today)

    assert found.first <= today <= found.last
    assert period(cycle, found.first) == period(cycle, found.last) == found


def test_only_what_ends_this_month_is_due_this_month():
    today = date(2026, 11, 23)

    assert is_due_this_month(period("monthly", today), today)
    assert not is_due_this_month(period("quarterly", today), today)
    assert period("7wd", today) is None


def test_a_reason_is_asked_for_in_words():
    assert ReasonMissingError.code == "submission.reason_missing"
