"""Whether a record can be repaired, from when, and why not: the sample of the reference facts, and its rules."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goodstanding.catalogue.adapters.folder import faultless
from goodstanding.catalogue.domain.repairs import Exclusion, RepairRule
from goodstanding.catalogue.domain.texts import LegalBasis, Text
from goodstanding.repairs.domain.eligibility import Answer, Facts, eligibility, ripe_on, rule_for

TODAY = date(2026, 11, 30)
RULE = RepairRule(
    code="penalty", title=Text("处罚", "penalty"), items=(), families=("pen",), earliest="severity",
    counted_from="document", otherwise=None, not_before=None, not_before_kinds=(), proofs=(),
    commitment=True, bar="P3Y", elsewhere=None, automatic=False, asks_at_end=True, excluded=(),
    legal_basis=(LegalBasis("信用修复管理办法"),),
)  # fmt: skip
days = st.dates(date(2020, 1, 1), date(2030, 12, 31))


def asked(today=TODAY, minimum="P3M", rule=RULE, **facts):
    given_facts = {"public": True, "dated_on": date(2026, 2, 12), "ends_on": None}
    return eligibility(rule, Facts(**{**given_facts, **facts}), minimum=minimum, today=today)


@pytest.mark.parametrize(
    ("document", "minimum", "earliest", "answer"),
    [
        (date(2026, 2, 12), "P3M", date(2026, 5, 12), Answer.MAY_APPLY),  # R5
        (date(2026, 6, 3), "P3M", date(2026, 9, 3), Answer.MAY_APPLY),  # R6
        (date(2026, 9, 10), "P3M", date(2026, 12, 10), Answer.TOO_EARLY),  # R18
        (date(2026, 9, 10), "P1Y", date(2027, 9, 10), Answer.TOO_EARLY),
        (date(2026, 8, 31), "P6M", date(2027, 2, 28), Answer.TOO_EARLY),
    ],
)
def test_the_minimum_is_counted_from_the_document(document, minimum, earliest, answer):
    found = asked(dated_on=document, minimum=minimum)

    assert (found.answer, found.earliest) == (answer, earliest)


def test_an_application_is_possible_on_the_day_itself_and_not_the_day_before():
    assert asked(today=date(2026, 5, 12)).may_apply
    assert not asked(today=date(2026, 5, 11)).may_apply


@pytest.mark.parametrize(
    ("facts", "answer"),
    [
        ({"public": False}, Answer.NOT_PUBLIC),
        ({"disputed": True}, Answer.DISPUTED),
        ({"open_case": "XF-2026-00001"}, Answer.UNDER_REPAIR),
        ({"repaired": True, "public": False}, Answer.REPAIRED),
        ({"barred_until": date(2027, 1, 1)}, Answer.BARRED),
        ({"barred_until": TODAY}, Answer.MAY_APPLY),
        ({"not_before": date(2027, 1, 1)}, Answer.TOO_EARLY),
        ({"refused_until": date(2026, 12, 1)}, Answer.TOO_EARLY),
    ],
    ids=str,
)
def test_what_stands_in_the_way_is_said(facts, answer):
    assert asked(**facts).answer is answer


def test_a_court_repairs_what_it_decided_and_a_law_may_exclude_a_kind():
    from dataclasses import replace

    court = replace(RULE, elsewhere=Text("向执行法院申请", "ask the court"))
    law = replace(RULE, excluded=(Exclusion(("revoke_licence",), Text("不可修复", "never"), ()),))

    assert asked(rule=court).answer is Answer.ELSEWHERE
    assert asked(rule=law, kinds=frozenset({"revoke_licence"})).answer is Answer.EXCLUDED
    assert asked(rule=law, kinds=frozenset({"fine"})).may_apply
    assert asked(rule=replace(RULE, automatic=True)).answer is Answer.AUTOMATIC
    assert asked(rule=None).answer is Answer.NO_RULE


@given(document=days, today=days, months=st.integers(0, 36))
def test_nobody_may_apply_before_the_minimum_and_nobody_waits_longer(document, today, months):
    found = asked(dated_on=document, today=today, minimum=f"P{months}M")

    assert found.may_apply == (today >= found.earliest)
    assert timedelta(days=28 * months) <= found.earliest - document <= timedelta(days=31 * months)


@given(cured=days, months=st.integers(0, 12))
def test_counted_from_the_cure_the_day_has_the_same_number(cured, months):
    ripe = ripe_on(cured, f"P{months}M")

    assert ripe >= cured
    assert ripe.day in {cured.day, 28, 29, 30}


def test_the_rule_of_an_item_goes_before_that_of_its_family():
    rules = faultless(Path("policy")).repairs

    assert rule_for("wage_arrears_list", "lsts", rules).code == "wage_arrears"
    assert rule_for("severe_list_market", "lsts", rules).code == "severe_list"
    assert rule_for("dishonest_debtor", "lsts", rules).elsewhere is not None
    assert rule_for("penalty", "pen", rules).commitment
    assert rule_for("licence", "lic", rules) is None
