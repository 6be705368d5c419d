"""The pages as visitors, the organisation, a bank and the window use them, in one thread each."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from goodstanding.accounts.domain import Role
from goodstanding.accounts.tests.cast import RIVAL_ORGANISATION
from goodstanding.audit.models import Event
from goodstanding.collection.tests.samples import PAPER as BANK
from goodstanding.reports.domain.refusals import NotAuthorisedError
from goodstanding.reports.models import Authorisation, Document
from goodstanding.reports.services import authorising, issuing
from goodstanding.reports.tests.conftest import MINOR, NAME, ORGANISATION
from goodstanding.reports.tests.test_grades import tax

SPECIAL = {
    "start": "2024-01-01", "end": "2026-11-23", "domains": ["environment"], "purpose": "参加招标",
}  # fmt: skip


def test_a_visitor_reads_the_report_takes_the_signed_one_and_verifies_it(desk, client):
    page = client.get(reverse("documents:report", args=[ORGANISATION]))
    assert NAME in page.content.decode()
    assert "本页未签名" in page.content.decode()

    issued = client.post(reverse("documents:issue", args=[ORGANISATION]), follow=True)
    assert issued["Content-Type"] == "application/pdf"
    document = Document.objects.get()

    upload = SimpleUploadedFile("report.pdf", issued.content)
    answer = client.post(reverse("documents:verify"), {"code": "", "file": upload})
    assert "真实有效" in answer.content.decode()
    assert "逐字节一致" in answer.content.decode()
    changed = SimpleUploadedFile("report.pdf", issued.content.replace(b"/Type", b"/Typo", 1))
    answer = client.post(reverse("documents:verify"), {"code": "", "file": changed})
    assert "内容被改动" in answer.content.decode()
    answer = client.get(reverse("documents:verify_code", args=[document.code]))
    assert "真实有效" in answer.content.decode()
    assert document.address.endswith(reverse("documents:verify_code", args=[document.code]))


def test_an_empty_or_impossible_code_is_explained_and_an_unknown_one_answered(desk, client):
    empty = client.post(reverse("documents:verify"), {"code": ""})
    wrong = client.post(reverse("documents:verify"), {"code": "0000"})
    unknown = client.get(reverse("documents:verify_code", args=["ABCDEFGHJKLM"]))

    assert (empty.status_code, wrong.status_code, unknown.status_code) == (422, 422, 200)
    assert "不用 I、O、0、1" in wrong.content.decode()
    assert "查无此码" in unknown.content.decode()
    assert client.get(reverse("documents:report", args=["91339901100000099X"])).status_code == 404


def test_the_organisation_gets_its_special_report_and_nobody_else_does(desk, client, client_of):
    desk.punish(**MINOR)
    own = client_of(desk.cast.representative)

    done = own.post(reverse("reports:special", args=[ORGANISATION]), SPECIAL, follow=True)
    document = Document.objects.get()
    got = own.get(reverse("reports:file", args=[document.number]))

    assert document.number in done.content.decode()
    assert got.content.startswith(b"%PDF")
    assert MINOR["document_number"] in document.content
    assert Event.objects.get(action="reports.read").subject == f"report:{document.number}"
    rival = client_of(desk.cast.rival_representative)
    assert rival.get(reverse("reports:file", args=[document.number])).status_code == 403
    assert rival.get(reverse("reports:special", args=[ORGANISATION])).status_code == 403
    assert client.get(reverse("documents:file", args=[document.code])).status_code == 404
    late = own.post(reverse("reports:special", args=[ORGANISATION]), {**SPECIAL, "start": "2019-01-01"})  # fmt: skip
    assert late.status_code == 422
    window = client_of(Role.CENTRE_OPERATOR)
    assert window.get(reverse("reports:special", args=[ORGANISATION])).status_code == 200


def test_the_organisation_gets_a_certificate_with_its_credential(desk, client_of):
    own = client_of(desk.cast.representative)

    own.post(reverse("reports:certificate", args=[ORGANISATION]), {"purpose": "申请贷款"})
    document = Document.objects.get()

    got = own.get(reverse("reports:token", args=[document.number]))
    assert got.content.decode() == document.token
    assert document.number in own.get(reverse("reports:mine")).content.decode()
    refused = own.post(reverse("reports:certificate", args=[ORGANISATION]), {"purpose": ""})
    assert refused.status_code == 422
    assert own.get(reverse("reports:certificate", args=[RIVAL_ORGANISATION])).status_code == 403


def test_the_organisation_is_offered_the_grades_that_it_can_have_certified_and_takes_one(
    desk, client_of
):
    own, page = (
        client_of(desk.cast.representative),
        reverse("reports:certificate", args=[ORGANISATION]),
    )
    before = own.get(page).content.decode()
    desk.city.send(tax(), item="tax_grade", agency="tax")

    offered = own.get(page).content.decode()
    done = own.post(
        page, {"grade": "tax_grade", "purpose": "申请贷款"}, follow=True
    ).content.decode()
    document = Document.objects.get()

    assert "纳税缴费信用级别（税务局）" not in before
    assert "纳税缴费信用级别（税务局）" in offered
    assert "企业公共信用综合评价" in offered
    assert "食品" not in offered.replace(NAME, "")  # the risk of a food seller is for inspections
    assert document.kind == "single_grade"
    assert "A级" in done
    assert (
        own.get(reverse("reports:token", args=[document.number])).content.decode() == document.token
    )
    assert "信用等级证明" in own.get(reverse("reports:mine")).content.decode()


@pytest.mark.parametrize("grade", ["food_seller_risk", "small_firm_financing", "customs_credit"])
def test_what_is_not_offered_cannot_be_asked_for(desk, client_of, grade):
    page = reverse("reports:certificate", args=[ORGANISATION])
    asked = client_of(desk.cast.representative).post(page, {"grade": grade, "purpose": "申请贷款"})

    assert asked.status_code == 422
    assert not Document.objects.exists()


@pytest.mark.parametrize(
    "role", [one for one in Role if one not in (Role.REPRESENTATIVE, Role.CENTRE_OPERATOR)]
)
def test_no_other_role_asks_for_a_grade_of_an_organisation(desk, client_of, role):
    page = reverse("reports:certificate", args=[ORGANISATION])
    asked = client_of(role).post(page, {"grade": "public_credit_enterprise", "purpose": "申请贷款"})

    assert asked.status_code == 403
    assert not Document.objects.exists()


def test_the_window_asks_for_whoever_stands_there_and_a_rival_never(desk, client_of):
    given = {"grade": "public_credit_enterprise", "purpose": "申请贷款"}
    page = reverse("reports:certificate", args=[ORGANISATION])

    assert client_of(desk.cast.rival_representative).post(page, given).status_code == 403
    assert client_of(Role.CENTRE_OPERATOR).post(page, given).status_code == 302
    assert Document.objects.get().kind == "composite_grade"


def test_a_bank_reads_by_authorisation_only_and_the_organisation_sees_it_and_ends_it(
    desk, client_of
):
    person = desk.cast.authorised_user
    person.organisation = BANK
    person.save()
    own, bank = client_of(desk.cast.representative), client_of(person)
    special = reverse("reports:special", args=[ORGANISATION])
    assert bank.get(special).status_code == 403

    given = {
        "body": BANK, "body_name": "云溪示例银行", "purpose": "贷款审查", "valid_until": "2026-12-23",
    }  # fmt: skip
    own.post(reverse("reports:authorise"), given)
    assert NAME in bank.get(reverse("reports:authorised")).content.decode()
    bank.post(special, {**SPECIAL, "purpose": "别的用途"})
    document = Document.objects.get()

    assert (document.purpose, document.applicant) == ("贷款审查", "云溪示例银行")
    assert document.number in own.get(reverse("reports:authorisations")).content.decode()
    authorisation = Authorisation.objects.get()
    own.post(reverse("reports:end_authorisation", args=[authorisation.pk]))
    assert bank.get(special).status_code == 403
    assert [one.action for one in Event.objects.filter(action__startswith="reports.auth").order_by("id")] == [
        "reports.authorised", "reports.authorisation_ended",
    ]  # fmt: skip


def test_an_authorisation_past_its_day_is_none_and_one_without_end_is_refused(desk, client_of):
    by = {"by": desk.cast.representative.actor, "now": desk.now}
    given = authorising.authorise(
        desk.organisation, body=BANK, body_name="云溪示例银行", purpose="贷款审查",
        valid_until=date(2026, 11, 22), **by,
    )  # fmt: skip

    with pytest.raises(NotAuthorisedError) as refused:
        issuing.special_report(
            desk.organisation, asked=None, purpose="", applicant="", language="zh",
            environment=desk.environment, authorisation=given, **by,
        )  # fmt: skip
    assert refused.value.code == "authorisation.none"
    own = client_of(desk.cast.representative)
    form = {"body": BANK, "body_name": "x", "purpose": "x", "valid_until": "2099-12-31"}
    assert own.post(reverse("reports:authorise"), form).status_code == 422
    assert own.post(reverse("reports:authorise"), {**form, "body": ORGANISATION}).status_code == 422


def test_keys_and_status_list_are_there_for_everybody(desk, client):
    assert client.get(reverse("documents:keys")).json()["keys"][0]["crv"] == "P-256"
    desk.certificate()
    listed = client.get("/certificates/status/0")
    assert listed["Content-Type"] == "application/vc+jwt"


@pytest.mark.parametrize("number", ["0", "1", "99999999999", "9" * 40])
def test_a_status_list_that_no_certificate_is_in_is_not_found(desk, client, number):
    assert client.get(f"/certificates/status/{number}").status_code == 404
