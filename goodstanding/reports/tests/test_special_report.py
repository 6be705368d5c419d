from __future__ import annotations

import json

import pytest

from goodstanding.audit.models import Event
from goodstanding.recall import services as recall
from goodstanding.recall.models import Copy, Recall
from goodstanding.reports.domain.refusals import NoPurposeError, PeriodError, UnknownDomainError
from goodstanding.reports.tests.conftest import MINOR, NAME, ORGANISATION


def results(document):
    return {one["code"]: one for one in json.loads(document.content)["results"]}


def decisions(document):
    return json.loads(document.content)["parts"][0]["entries"]


def test_a_minor_penalty_of_the_simplified_procedure_is_told_and_marked_as_not_public(desk):
    desk.punish(**MINOR)

    told = decisions(desk.special("environment"))

    assert [one["marks"] for one in told] == [[], [{"zh": "不公示", "en": "not published"}]]


def test_each_domain_says_what_it_rests_on_and_one_without_data_is_never_called_clean(desk):
    document = desk.special("environment", "tax")

    found = results(document)
    assert (found["environment"]["number"], found["environment"]["said"]["zh"]) == (1, "有 1 条")
    assert found["environment"]["covered_until"] == "2026-11-23"
    assert found["tax"]["said"]["zh"] == "无法判断"
    assert found["tax"]["gap"]["zh"] == "平台没有收到该领域的数据"
    other = [one["zh"] for one in json.loads(document.content)["not_covered"]]
    assert other[0].startswith("刑事裁判")
    assert other[1].startswith("未申请的领域：市场监管")


def test_a_decision_outside_the_period_is_not_told(desk):
    document = desk.special("environment", start="2024-01-01", end="2026-11-17")

    assert decisions(document) == []
    assert results(document)["environment"]["said"]["zh"] == "未发现"


def test_the_years_before_the_first_record_are_stated_as_not_covered(desk):
    found = results(desk.special("environment"))["environment"]

    assert found["covered_from"] == "2026-11-18"
    assert found["gap"]["zh"] == "数据自 2026-11-18 起，此前的期间未覆盖"


def test_it_is_refused_without_purpose_beyond_five_years_or_for_an_unknown_domain(desk):
    for refusal, asked in (
        (NoPurposeError, {"purpose": "  "}),
        (PeriodError, {"start": "2020-01-01"}),
        (PeriodError, {"start": "2026-11-24"}),
        (PeriodError, {"start": "2026-01-01", "end": "2026-11-24"}),
    ):
        with pytest.raises(refusal):
            desk.special("environment", **asked)
    with pytest.raises(UnknownDomainError) as refused:
        desk.special("moon")
    assert refused.value.code == "report.unknown_domain"


def test_its_reading_is_audited_with_its_purpose_and_a_persons_number_in_it_is_masked(desk):
    document = desk.special("environment", purpose="为 11010519491231002X 办理招标")

    event = Event.objects.get(action="reports.issued")
    assert event.purpose == document.purpose
    assert "11010519491231002X" not in document.purpose
    assert event.actor_label == "卫东"
    assert document.applicant == NAME


def test_a_correction_follows_the_copy_to_who_holds_it(desk):
    document = desk.special("environment")
    desk.punish(fine="2")

    recall.sweep(environment=desk.environment, now=desk.now)

    assert Copy.objects.get().reference == document.number
    assert Recall.objects.get().holder.code == ORGANISATION
