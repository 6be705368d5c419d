from __future__ import annotations

import json

import pytest
from django.db import connection

from goodstanding.audit.models import Event
from goodstanding.disclosure.services import suppressing
from goodstanding.reports.domain.refusals import NotPublicError
from goodstanding.reports.models import Behind, Document
from goodstanding.reports.queries import public_content, register
from goodstanding.reports.queries.words import in_force
from goodstanding.reports.services import issuing
from goodstanding.reports.services.certifying import node_sealer
from goodstanding.reports.tests.conftest import MINOR, ORGANISATION


def entries(document):
    return [one for part in json.loads(document.content)["parts"] for one in part["entries"]]


def test_the_sections_stand_in_the_national_order(desk):
    parts = json.loads(desk.report().content)["parts"]

    assert [one["title"]["zh"][:4] for one in parts] == [
        "登记注册", "行政管理", "诚实守信", "严重失信", "经营（活", "信用承诺", "信用评价", "司法判决", "其他信息",
    ]  # fmt: skip


def test_a_section_without_records_says_so_and_is_not_left_out(desk):
    honours = json.loads(desk.report().content)["parts"][2]

    assert honours["entries"] == []
    assert honours["absent"]["zh"] == "截至 2026-11-23，没有正在公示的信息。"


def test_a_record_is_told_with_its_source_and_the_end_of_its_publication(desk):
    fined = next(one for one in entries(desk.report()) if one["item"] == "penalty")

    assert fined["source"]["zh"] == "生态环境局"
    assert fined["public_until"] == "2027-11-18"
    lines = {one["label"]["zh"]: one["value"] for one in fined["lines"]}
    assert lines["罚款金额"]["zh"] == "20.00 万元（200,000 元）"


def test_what_is_not_public_is_not_told(desk):
    desk.punish(**MINOR)

    assert MINOR["document_number"] not in desk.report().content


def test_what_was_taken_down_is_not_told(desk):
    fined = next(one for one in entries(desk.report()) if one["item"] == "penalty")
    with connection.cursor() as cursor:
        cursor.execute("SELECT key FROM records_version WHERE id = %s", [fined["version"]])
        (fact,) = cursor.fetchone()
    suppressing.suppress_record(
        organisation_id=desk.organisation.pk, item="penalty", fact=fact, reason="误报",
        by=desk.cast.operator.actor, now=desk.now,
    )  # fmt: skip

    assert [one for one in entries(desk.report()) if one["item"] == "penalty"] == []


def test_the_same_data_of_the_same_day_make_the_same_document(desk):
    first, second = desk.report(), desk.report()

    assert first.pk == second.pk
    assert Document.objects.count() == 1


def test_other_data_make_another_document(desk):
    first = desk.report()
    desk.punish(document_number="云环罚〔2026〕9号")

    assert desk.report().pk != first.pk


def test_the_content_is_the_same_byte_for_byte_when_made_again(desk):
    policy = in_force(desk.environment)
    first = public_content.content(ORGANISATION, policy)
    second = public_content.content(ORGANISATION, policy)

    assert first.written == second.written


def test_a_signed_file_is_the_same_byte_for_byte_when_made_again(desk):
    document = desk.report()

    again = issuing.file_of(
        Document.objects.get(pk=document.pk), sealer=node_sealer(desk.environment),
        is_demonstration=False,
    )  # fmt: skip

    assert again == desk.file(document)


def test_every_version_behind_a_report_is_registered_and_the_issue_audited(desk):
    document = desk.report()

    told = {one["version"] for one in entries(document)}
    assert (
        set(Behind.objects.filter(document=document).values_list("version_id", flat=True)) == told
    )
    version = next(one["version"] for one in entries(document) if one["item"] == "penalty")
    assert register.holders_of(version) == [document]
    event = Event.objects.get(action="reports.issued")
    assert event.subject == f"report:{document.number}"
    assert event.detail["versions"] == len(told)


def test_an_organisation_that_is_not_public_has_no_public_report(desk):
    with pytest.raises(NotPublicError) as refused:
        issuing.public_report(
            "91339901100000099X", language="zh", environment=desk.environment,
            by=issuing.PUBLIC, now=desk.now,
        )  # fmt: skip
    assert refused.value.code == "report.not_public"


def test_the_number_of_a_report_names_its_kind_and_day(desk):
    assert desk.report().number.startswith("BG20261123")
