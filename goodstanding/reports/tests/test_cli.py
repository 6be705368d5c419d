from __future__ import annotations

import json

from goodstanding.collection.tests.samples import REGISTRATION, WATER
from goodstanding.reports.cli import document_json, verdict_json
from goodstanding.reports.models import Authorisation, Document
from goodstanding.reports.services.demonstration import create_demo_documents
from goodstanding.reports.tests.conftest import ORGANISATION


def test_the_json_of_a_document_holds_its_whole_content(desk):
    said = document_json(desk.certificate())

    assert json.loads(json.dumps(said))["token"].count(".") == 2
    assert said["content"]["subject"]["uscc"] == ORGANISATION
    assert said["verify"].endswith(f"/verify/{said['code'].replace('-', '')}/")


def test_the_json_of_a_verdict_names_state_document_and_changes(desk):
    document = desk.report()
    desk.punish(fine="2")

    said = verdict_json(desk.verify(document.code))

    assert (said["state"], said["compared"], said["changes"]) == (
        "genuine",
        False,
        {"corrected": 1},
    )
    assert said["document"]["number"] == document.number
    assert verdict_json(desk.verify("ABCD-EFGH-JKLM"))["document"] is None


def test_the_json_of_a_verdict_tells_a_grade_while_its_certificate_is_good(desk):
    document = desk.certificate(grade="public_credit_enterprise")
    before = verdict_json(desk.verify(document.code))

    desk.city.at("2026-12-24")

    assert before["grade"] == {"of": "public_credit_enterprise", "grade": "B", "points": None}
    assert verdict_json(desk.verify(document.code))["grade"] is None


def test_a_demonstration_gets_its_documents_once(desk):
    desk.city.send(REGISTRATION)
    given = {"environment": desk.environment, "now": desk.now}

    first = create_demo_documents(ORGANISATION, WATER, **given)
    second = create_demo_documents(ORGANISATION, WATER, **given)

    assert [one.kind for one in first] == [
        "special_report", "public_report", "good_standing", "composite_grade",
    ]  # fmt: skip
    assert second == []
    assert Document.objects.count() == 4
    assert Authorisation.objects.get().body == WATER
