"""Somebody reports an organisation to the body in charge; who it is stays protected, and it is no record by itself.

Which body is in charge is policy (policy/complaints/topics.yaml, titles of laws from memory); what was written
is kept encrypted (GB/T 22239, as every upload here), read by one officer, and deleted after its purpose.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.db import IntegrityError, connection, transaction

from goodstanding.accounts.domain import Role
from goodstanding.accounts.tests.cast import ORGANISATION, REGISTER
from goodstanding.audit.domain import SYSTEM
from goodstanding.audit.models import Event
from goodstanding.casework.models import Case
from goodstanding.complaints.models import Complaint
from goodstanding.complaints.services import handling
from goodstanding.disclosure.tests.conftest import publishing
from goodstanding.lib.environment import CIVIL_TIME
from goodstanding.web.tests.pages import assert_valid_html

pytestmark = pytest.mark.django_db

WRITTEN = {
    "topic": "environment", "organisation": ORGANISATION, "place": "东湖路",
    "facts": "夜间偷排污水，气味刺鼻。", "contact": "13800000000",
}  # fmt: skip


@pytest.fixture
def city(known_organisations, environment, cast, settings):
    settings.ENVIRONMENT = environment
    made = publishing(environment)
    made.send(REGISTER)
    return made


@pytest.fixture
def receipt(city, client):
    """Number and code, as they stand on the page that is shown once."""
    page = client.post("/complaints/", {**WRITTEN, "confirmed": "yes"})
    assert_valid_html(page)
    text = page.content.decode()
    return re.search(r"TS-\d{4}-\d{5}", text)[0], re.search(
        r"[0-9A-Z]{4}-[0-9A-Z]{4}(?=</code>)", text
    )[0]


def ask(client, number, code):
    return client.post("/complaints/progress/", {"number": number, "code": code})


def office(client, number, step, **given):
    return client.post(f"/office/complaints/{number}/{step}/", given)


def taken(client, number):
    client.post(f"/cases/{number}/take/")
    return client


def answered(cast, client_of, number):
    officer = taken(client_of(cast.case_officer), number)
    office(officer, number, "accept")
    given = {"outcome": "found", "text": "已责令改正并立案。"}
    assert office(officer, number, "answer", **given).status_code == 302
    return officer


def test_three_questions_find_the_body_in_charge_and_everything_is_seen_before_it_is_sent(
    city, client
):
    assert_valid_html(client.get("/complaints/"))

    page = client.post("/complaints/", WRITTEN)

    assert_valid_html(page)
    assert "生态环境局" in page.content.decode()
    assert not Complaint.objects.exists()


def test_what_is_taken_elsewhere_is_sent_there_by_name_and_not_kept(city, client):
    page = client.post("/complaints/", {**WRITTEN, "topic": "dispute", "confirmed": "yes"})

    assert "12315" in page.content.decode()
    assert not Complaint.objects.exists()


@pytest.mark.parametrize("missing", ["topic", "organisation", "facts"])
def test_what_is_missing_is_told(city, client, missing):
    answer = client.post("/complaints/", {**WRITTEN, missing: "", "confirmed": "yes"})

    assert answer.status_code == 422
    assert not Complaint.objects.exists()


def test_who_complained_follows_it_with_number_and_code_and_nobody_without(
    city, cast, client_of, client, receipt
):
    number, code = receipt
    assert "已收到" in ask(client, number, code).content.decode()
    assert ask(client, number, "AAAA-AAAA").status_code == 404
    assert ask(client, "TS-2026-99999", code).status_code == 404
    answered(cast, client_of, number)

    page = ask(client, number, code.lower().replace("-", " "))

    assert_valid_html(page)
    assert "已责令改正并立案" in page.content.decode()


def test_wrong_codes_are_counted_and_then_nobody_gets_in_that_day(city, client, receipt):
    number, code = receipt
    for _ in range(10):
        assert ask(client, number, "AAAA-AAAA").status_code == 404

    assert ask(client, number, code).status_code == 429
    city.at("2026-11-24")


def test_only_the_officer_who_has_the_case_reads_it_and_every_look_is_put_down(
    city, cast, client_of, receipt
):
    number, _code = receipt
    officer, approver = client_of(cast.case_officer), client_of(cast.approver)
    assert "偷排" not in officer.get(f"/office/complaints/{number}/").content.decode()
    taken(officer, number)

    page = officer.get(f"/office/complaints/{number}/")

    assert_valid_html(page)
    assert "夜间偷排污水" in page.content.decode()
    assert "13800000000" in page.content.decode()
    assert Event.objects.filter(action="complaint.read", subject=f"case:{number}").count() == 1
    seen = approver.get(f"/office/complaints/{number}/").content.decode()
    assert "偷排" not in seen
    assert "13800000000" not in seen


def test_nothing_of_it_reaches_the_organisation_another_body_or_the_centre(
    city, cast, client_of, receipt
):
    number, _code = receipt
    for who in (cast.representative, cast.rival_case_officer, cast.operator, cast.auditor):
        assert client_of(who).get(f"/office/complaints/{number}/").status_code in {403, 404}
    company = client_of(cast.representative)
    assert company.get(f"/cases/{number}/").status_code == 404
    assert number not in company.get("/office/my/").content.decode()
    assert number not in client_of(cast.operator).get("/office/cases/").content.decode()


def test_what_was_written_stands_nowhere_readable(city, receipt):
    with connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(c)::text FROM complaints_complaint c")
        rows = str(cursor.fetchall())
        cursor.execute("SELECT row_to_json(c)::text FROM casework_case c")
        rows += str(cursor.fetchall())
        cursor.execute("SELECT row_to_json(e)::text FROM audit_event e")
        rows += str(cursor.fetchall())
    kept = (city.environment.home / "store" / Complaint.objects.get().kept_as).read_bytes()

    for secret in ("偷排", "13800000000", receipt[1]):
        assert secret not in rows
        assert secret.encode() not in kept


def test_it_makes_no_record_and_no_page_of_the_organisation_speaks_of_it(
    city, cast, client_of, client, receipt
):
    before = client.get(f"/organisation/{ORGANISATION}/").content
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM records_version")
        (versions,) = cursor.fetchone()
    answered(cast, client_of, receipt[0])

    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM records_version")
        assert cursor.fetchone() == (versions,)
    assert receipt[0].encode() not in before


def test_no_code_leads_from_a_complaint_to_a_record():
    source = "".join(
        path.read_text(encoding="utf-8")
        for path in Path("goodstanding/complaints").rglob("*.py")
        if "tests" not in path.parts
    )

    assert not re.search(r"import.*(collection|records|disclosure|listings|measures)", source)


def test_it_is_sent_on_to_the_body_in_charge_whose_clock_starts_anew(
    city, cast, client_of, receipt
):
    number, _code = receipt
    officer = taken(client_of(cast.case_officer), number)

    assert office(officer, number, "forward", agency="market").status_code == 302

    assert officer.get(f"/office/complaints/{number}/").status_code == 404
    case = Case.objects.get(number=number)
    assert (case.agency, case.officer) == ("market", "")
    market = taken(client_of(cast.rival_case_officer), number)
    assert "偷排" in market.get(f"/office/complaints/{number}/").content.decode()


def test_a_refusal_says_why(city, cast, client_of, client, receipt):
    number, code = receipt
    officer = taken(client_of(cast.case_officer), number)
    assert office(officer, number, "decline").status_code == 422
    office(officer, number, "decline", **{"refusal-text": "缺少具体线索，无法核查。"})

    assert "缺少具体线索" in ask(client, number, code).content.decode()


def test_after_its_purpose_it_is_erased_and_the_answer_stays(
    city, cast, client_of, client, receipt
):
    number, code = receipt
    answered(cast, client_of, number)
    kept = city.environment.home / "store" / Complaint.objects.get().kept_as
    given = {"environment": city.environment, "by": SYSTEM}
    at = city.now.astimezone(CIVIL_TIME)
    assert handling.erase_due(**given, now=at) == 0

    from datetime import timedelta

    assert handling.erase_due(**given, now=at + timedelta(days=91)) == 1
    assert handling.erase_due(**given, now=at + timedelta(days=91)) == 0

    found = Complaint.objects.get()
    assert (found.kept_as, found.data_key) == ("", None)
    assert (
        kept.exists()
    )  # the test's transaction has not committed; without its key it says nothing
    assert "已责令改正" in ask(client, number, code).content.decode()


ACTS = ("accept", "decline", "forward", "answer")
GIVEN = {
    "decline": {"refusal-text": "不全"}, "forward": {"agency": "market"},
    "answer": {"outcome": "found", "text": "已办"},
}  # fmt: skip


@pytest.mark.parametrize("state", ["filed", "accepted"])
def test_every_step_by_every_role_is_refused_but_to_the_officer_who_has_it(
    city, cast, client_of, receipt, state
):
    number, _code = receipt
    officer = taken(client_of(cast.case_officer), number)
    if state == "accepted":
        office(officer, number, "accept")
    wrong = {}
    for name in cast.__dataclass_fields__:
        client = client_of(getattr(cast, name))
        for act in ACTS if name != "case_officer" else ():
            status = office(client, number, act, **GIVEN.get(act, {})).status_code
            if status not in {403, 404}:
                wrong[name, act] = status

    assert wrong == {}
    assert office(officer, number, "answer", **GIVEN["answer"]).status_code == (
        409 if state == "filed" else 302
    )


@pytest.mark.parametrize(
    "broken",
    [{"state": "answered"}, {"data_key": None}, {"state": "declined", "answer": "不"}],
    ids=str,
)
def test_the_database_refuses_an_end_without_answer_and_a_key_that_is_lost(receipt, broken):
    with pytest.raises(IntegrityError), transaction.atomic():
        Complaint.objects.update(**broken)


def test_the_pages_are_complete_in_english(city, cast, client_of, client, receipt):
    officer = taken(client_of(Role.AGENCY_CASE_OFFICER), receipt[0])

    for asked, place in (
        (client, "/en/complaints/"),
        (client, "/en/complaints/progress/"),
        (officer, "/en/office/complaints/"),
        (officer, f"/en/office/complaints/{receipt[0]}/"),
    ):
        answer = asked.get(place)
        assert answer.status_code == 200, place
        assert_valid_html(answer)
