"""The work list, and the acts that are alike in every case, as officers meet them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from goodstanding.accounts.domain import Role
from goodstanding.accounts.tests.cast import ORGANISATION
from goodstanding.casework.models import Case, Clock, Document, Message
from goodstanding.casework.tests.test_services import LIMIT, NOW, opened, started
from goodstanding.catalogue.domain.limits import Limit
from goodstanding.web.tests.pages import assert_valid_html

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def on_that_day(settings, environment):
    """Pages read the day of NOW: what is left of a clock is the same on whatever day this runs."""
    settings.ENVIRONMENT = environment


@pytest.fixture
def case():
    """A case of the agency `ecology` about the cast's organisation."""
    return opened("ecology", uscc=ORGANISATION)


def test_the_work_list_shows_what_is_due_first_and_whose_it_is(client_of, case):
    started(case, on=NOW.date() - timedelta(days=20))
    opened("market")

    answer = client_of(Role.AGENCY_CASE_OFFICER).get("/office/cases/")

    assert_valid_html(answer)
    text = answer.content.decode()
    assert case.number in text
    assert "逾期" in text
    assert "YY-2026-00002" not in text


def test_the_work_list_is_complete_in_english(client_of, case):
    started(case)

    answer = client_of(Role.AGENCY_CASE_OFFICER).get("/en/office/cases/")

    assert "working days left" in answer.content.decode()


def test_the_centre_sees_every_bodys_clocks_and_which_are_over(client_of, case):
    started(case, on=NOW.date() - timedelta(days=20))
    opened("market")

    answer = client_of(Role.CENTRE_OPERATOR).get("/en/office/clocks/")

    assert_valid_html(answer)
    assert [
        (one.agency, one.overdue, one.unassigned, one.open) for one, _ in answer.context["loads"]
    ] == [("ecology", 1, 1, 1), ("market", 0, 1, 1)]
    assert [row["clock"].case for row in answer.context["rows"]] == [case]
    assert "working days late" in answer.content.decode()


def test_the_organisations_own_time_is_nobodys_lateness(client_of, case):
    theirs = Limit("listing.respond", LIMIT.title, LIMIT.starts, 1)  # policy says of_party
    started(case, theirs, on=NOW.date() - timedelta(days=20))

    seen = client_of(Role.CENTRE_OPERATOR).get("/en/office/clocks/")
    listed = client_of(Role.AGENCY_CASE_OFFICER).get("/en/office/cases/")

    assert seen.context["rows"] == []
    assert [load.overdue for load, _ in seen.context["loads"]] == [0]
    assert listed.context["counts"].overdue == 0
    assert "Time is over" in listed.content.decode()
    assert "clock-exclamation" not in listed.content.decode()  # the mark of what is late


def test_the_centre_sees_that_a_complaint_is_late_and_not_which_organisation_it_names(client_of):
    secret = opened("ecology", kind="complaint", uscc="", name="云溪某某公司")
    started(secret, on=NOW.date() - timedelta(days=20))

    text = client_of(Role.CENTRE_OPERATOR).get("/office/clocks/").content.decode()

    assert secret.number in text
    assert f"{secret.number}/" not in text
    assert secret.name not in text


@pytest.mark.parametrize("place", ["", "nonsense", "2026-13-45_1", "_", "2026-11-23_x", "%00"])
def test_a_page_that_nobody_linked_to_begins_at_the_beginning(client_of, case, place):
    answer = client_of(Role.AGENCY_CASE_OFFICER).get(f"/office/cases/?after={place}")

    assert answer.status_code in (200, 400)


def test_an_officer_takes_a_case_and_comes_back_to_it(client_of, cast, case):
    answer = client_of(Role.AGENCY_CASE_OFFICER).post(f"/cases/{case.number}/take/")

    assert answer.headers["Location"] == f"/office/objections/{case.number}/"
    assert Case.objects.get().officer == str(cast.case_officer.pk)


def test_another_body_is_told_that_there_is_no_such_case(client_of, cast, case):
    assert client_of(cast.rival_case_officer).post(f"/cases/{case.number}/take/").status_code == 404
    assert client_of(cast.rival_representative).get(f"/cases/{case.number}/").status_code == 404


def test_a_clock_is_suspended_with_a_reason_and_goes_on(client_of, case):
    clock, officer = started(case, on=NOW.date()), client_of(Role.AGENCY_CASE_OFFICER)
    place = f"/cases/{case.number}/clocks/{clock.pk}"

    asked = officer.get(f"{place}/suspend/")
    refused = officer.post(f"{place}/suspend/", {"text": " "})
    done = officer.post(f"{place}/suspend/", {"text": "等待证据"})
    assert [asked.status_code, refused.status_code, done.status_code] == [200, 422, 302]
    assert_valid_html(refused)
    assert Case.objects.get().suspended

    officer.post(f"{place}/resume/")

    assert not Case.objects.get().suspended


def test_a_clock_of_another_case_is_not_found(client_of, case):
    other = started(opened("market"))

    answer = client_of(Role.AGENCY_CASE_OFFICER).post(
        f"/cases/{case.number}/clocks/{other.pk}/suspend/", {"text": "等待"}
    )

    assert answer.status_code == 404
    assert Clock.objects.get(pk=other.pk).due_on is not None


def test_more_days_than_the_rule_allows_are_refused_in_words(client_of, case):
    clock = started(case, on=NOW.date())

    answer = client_of(Role.AGENCY_CASE_OFFICER).post(
        f"/cases/{case.number}/clocks/{clock.pk}/extend/", {"days": "9", "text": "案情复杂"}
    )

    assert answer.status_code == 409
    assert "5" in answer.content.decode()
    assert Clock.objects.get().extended_by == 0


def test_each_side_writes_and_hands_in_papers(client_of, cast, case, settings, tmp_path):
    for person in (cast.case_officer, cast.representative):
        client_of(person).post(f"/cases/{case.number}/letter/", {"text": "请看附件"})
    client_of(cast.representative).post(
        f"/cases/{case.number}/documents/",
        {"paper": SimpleUploadedFile("proof.pdf", b"%PDF-1.7 proof")},
    )

    assert set(Message.objects.values_list("side", flat=True)) == {"supplier", "organisation"}
    paper = Document.objects.get()
    handed_out = client_of(cast.case_officer).get(f"/cases/{case.number}/documents/{paper.pk}/")
    assert b"".join(handed_out.streaming_content) == b"%PDF-1.7 proof"
    assert "attachment" in handed_out.headers["Content-Disposition"]


@pytest.mark.parametrize("content", [b"", b"<script>", b"PK\x03\x04"])
def test_a_file_that_is_no_paper_is_refused_with_what_is_accepted(client_of, case, content):
    answer = client_of(Role.AGENCY_CASE_OFFICER).post(
        f"/cases/{case.number}/documents/", {"paper": SimpleUploadedFile("a.pdf", content)}
    )

    assert answer.status_code == 422
    assert not Document.objects.exists()


def test_the_organisation_does_not_see_papers_that_are_not_shared(client_of, cast, case):
    paper = Document.objects.create(
        case=case, kind="draft", title="内部.pdf", media_type="application/pdf", sha256="0" * 64,
        size=1, stored_as="x", data_key=b"k", added_at=NOW, added_by="王芳", shared=False,
    )  # fmt: skip

    answer = client_of(cast.representative).get(f"/cases/{case.number}/documents/{paper.pk}/")

    assert answer.status_code == 404
