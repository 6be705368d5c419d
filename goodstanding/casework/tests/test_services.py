"""Cases: numbered without gaps, moved under a lock, with clocks, papers, notices and a story."""

from __future__ import annotations

import threading
from datetime import date, datetime, timedelta
from io import BytesIO

import pytest
from django.db import IntegrityError, connection, transaction

from goodstanding.audit.domain import SYSTEM, Actor
from goodstanding.audit.models import Event
from goodstanding.casework.domain import cases as rules
from goodstanding.casework.domain.clocks import State
from goodstanding.casework.models import Case, Clock, Notice, Suspension
from goodstanding.casework.queries import cases as reading
from goodstanding.casework.queries import clocks as clock_reading
from goodstanding.casework.services import cases, clocks, papers
from goodstanding.catalogue.domain.model import LegalBasis, Limit, Text
from goodstanding.lib.environment import CIVIL_TIME
from goodstanding.standards.working_days import WorkingCalendar

NOW = datetime(2026, 11, 23, 10, tzinfo=CIVIL_TIME)  # a Monday
CALENDAR = WorkingCalendar([])
OFFICER = Actor(kind="person", id="7", label="王芳", agency="ecology")
LIMIT = Limit(
    key="objection.decide_supplier", title=Text("核查", "Decision"), starts=Text("转送", "forwarding"),
    working_days=5, extension=5, suspendable=True, legal_basis=(LegalBasis("条例"),),
)  # fmt: skip


def opened(agency="ecology", now=NOW, **values):
    given = {
        "kind": "objection", "prefix": "YY", "organisation_id": 1, "uscc": "91330106MA2X12343Y",
        "name": "云溪示例食品有限公司", "matter": "罚款金额有误", "agency": agency, "step": "decide",
        "by": SYSTEM, "now": now,
    }  # fmt: skip
    return cases.open_case(**{**given, **values})


TODAY = NOW.date()


def started(case, limit=LIMIT, on=TODAY):
    return clocks.start(case, limit, edition="e", on=on, calendar=CALENDAR)


@pytest.mark.django_db
def test_cases_are_numbered_by_kind_and_year_without_gaps():
    numbers = [opened().number, opened().number, opened(prefix="XF").number]
    later = opened(now=NOW + timedelta(days=60)).number

    assert [*numbers, later] == ["YY-2026-00001", "YY-2026-00002", "XF-2026-00001", "YY-2027-00001"]


@pytest.mark.django_db(transaction=True)
def test_many_at_once_get_each_a_number_of_its_own():
    numbers = []

    def work():
        numbers.append(opened().number)
        connection.close()

    threads = [threading.Thread(target=work) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(numbers) == [f"YY-2026-{n:05d}" for n in range(1, 17)]


@pytest.mark.django_db
def test_a_case_is_due_when_the_first_of_its_clocks_is():
    case = opened()
    started(case)
    started(
        case, Limit("objection.mark", LIMIT.title, LIMIT.starts, 1, legal_basis=LIMIT.legal_basis)
    )
    assert Case.objects.get().due_on == date(2026, 11, 24)

    clocks.stop(case, "objection.mark", on=NOW.date())

    assert Case.objects.get().due_on == date(2026, 11, 30)


@pytest.mark.django_db
def test_a_suspended_clock_leaves_the_case_without_a_due_date_until_it_goes_on():
    case = opened()
    clock = started(case)

    clocks.suspend(clock, reason="等待证据", by=OFFICER, now=NOW + timedelta(days=1))
    case.refresh_from_db()
    assert (case.due_on, case.suspended) == (None, True)

    clocks.resume(clock, by=OFFICER, now=NOW + timedelta(days=3), calendar=CALENDAR)
    case.refresh_from_db()

    assert (case.due_on, case.suspended) == (date(2026, 12, 2), False)
    (row,) = clock_reading.of_case(case, calendar=CALENDAR, limits={}, today=NOW.date())
    assert row.reading.state is State.RUNNING
    assert row.reasons == ("等待证据",)


@pytest.mark.django_db
def test_a_suspension_needs_a_reason_and_a_rule_that_knows_it():
    case = opened()
    clock = started(case)
    fixed = started(case, Limit("objection.mark", LIMIT.title, LIMIT.starts, 1))

    with pytest.raises(rules.NoReasonError):
        clocks.suspend(clock, reason="  ", by=OFFICER, now=NOW)
    with pytest.raises(rules.NotSuspendableError):
        clocks.suspend(fixed, reason="等待", by=OFFICER, now=NOW)
    assert not Suspension.objects.exists()


@pytest.mark.django_db
def test_an_extended_clock_ends_later_and_says_why():
    case = opened()
    clock = started(case)

    clocks.extend(clock, days=3, reason="案情复杂", by=OFFICER, now=NOW, calendar=CALENDAR)

    assert Clock.objects.get().due_on == date(2026, 12, 3)
    assert reading.story(case, shared_only=True)[0].details["reason"] == "案情复杂"


@pytest.mark.django_db
def test_stopping_a_suspended_clock_ends_its_suspension():
    case = opened()
    clock = started(case)
    clocks.suspend(clock, reason="等待证据", by=OFFICER, now=NOW)

    clocks.stop(case, LIMIT.key, on=date(2026, 11, 25))

    assert Suspension.objects.get().until == date(2026, 11, 25)
    assert Case.objects.get().suspended is False


@pytest.mark.django_db
@pytest.mark.parametrize(
    "change",
    [
        {"extended_by": 6, "extension_reason": "x"},
        {"extended_by": 1, "extension_reason": ""},
    ],
)
def test_the_database_refuses_a_clock_beyond_its_rule(change):
    clock = started(opened())

    with pytest.raises(IntegrityError), transaction.atomic():
        Clock.objects.filter(pk=clock.pk).update(**change)


@pytest.mark.django_db
def test_the_database_refuses_a_closed_case_without_outcome_and_a_notice_served_without_proof():
    case = opened()
    notice = cases.notify(
        case, kind="received", text="已收到", channel=Notice.Channel.LETTER, by=OFFICER, now=NOW
    )

    with pytest.raises(IntegrityError), transaction.atomic():
        Case.objects.filter(pk=case.pk).update(closed_at=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        Notice.objects.filter(pk=notice.pk).update(served_on=NOW.date())


@pytest.mark.django_db
def test_nothing_more_is_done_in_a_closed_case():
    case = opened()
    cases.close(case, outcome="rejected", by=OFFICER, now=NOW)

    with pytest.raises(rules.ClosedCaseError):
        cases.assign(case, officer="7", label="王芳", by=OFFICER, now=NOW)


@pytest.mark.django_db
def test_every_step_is_told_in_the_story_and_in_the_audit_log():
    case = opened()
    cases.assign(case, officer="7", label="王芳", by=OFFICER, now=NOW)
    cases.write(case, side="office", text="请补充缴款凭证", shared=True, by=OFFICER, now=NOW)

    assert [entry.code for entry in reading.story(case, shared_only=False)] == [
        "case.letter", "case.assigned", "objection.opened",
    ]  # fmt: skip
    assert "case.assigned" not in [one.code for one in reading.story(case, shared_only=True)]
    assert Event.objects.filter(subject=f"case:{case.number}").count() == 3


@pytest.mark.django_db
def test_a_paper_is_known_by_its_content_not_by_its_name(tmp_path):
    case = opened()
    pdf = b"%PDF-1.7 ..."

    def add(content, filename="decision.pdf"):
        return papers.add_document(
            case, BytesIO(content), filename=filename, size=len(content), kind="evidence",
            shared=True, home=tmp_path, by=OFFICER, now=NOW,
        )  # fmt: skip

    kept = add(pdf, "照片.png")
    read = papers.read_document(case, kept.pk, shared_only=True, home=tmp_path, by=OFFICER, now=NOW)
    assert (read.media_type, read.content, read.title) == ("application/pdf", pdf, "照片.png")
    assert Event.objects.filter(action="case.document_read").exists()
    for content in (b"", b"<html>", b"MZ\x90"):
        with pytest.raises(rules.FileRefusedError):
            add(content)
    stored = [path.read_bytes() for path in (tmp_path / "store").rglob("*") if path.is_file()]
    assert stored
    assert not any(pdf in content for content in stored)


@pytest.mark.django_db
def test_a_notice_is_served_once_and_only_with_proof():
    notice = cases.notify(
        opened(), kind="received", text="已收到", channel=Notice.Channel.LETTER, by=OFFICER, now=NOW
    )
    with pytest.raises(rules.NoReasonError):
        cases.prove_service(
            notice, served_on=NOW.date(), proof=None, proof_text="", by=OFFICER, now=NOW
        )

    for day in (NOW.date(), NOW.date() + timedelta(days=1)):
        cases.prove_service(
            notice, served_on=day, proof=None, proof_text="挂号信 RA123", by=OFFICER, now=NOW
        )

    assert Notice.objects.get().served_on == NOW.date()


@pytest.mark.django_db
def test_who_did_a_step_may_not_do_the_one_that_checks_it():
    rules.require_other(OFFICER, "8")
    with pytest.raises(rules.SameOfficerError):
        rules.require_other(OFFICER, "7")


@pytest.mark.django_db
def test_each_sees_the_cases_that_are_theirs(cast):
    ours, theirs = opened("ecology"), opened("market", uscc="91330106MA2X99999Y")

    def seen(person):
        return set(reading.visible_to(person))

    assert seen(cast.case_officer) == {ours}
    assert seen(cast.rival_case_officer) == {theirs}
    assert seen(cast.operator) == {ours, theirs}
    assert seen(cast.representative) == {ours}
    assert (
        seen(cast.auditor)
        == seen(cast.security_administrator)
        == seen(cast.authorised_user)
        == set()
    )
    with pytest.raises(rules.UnknownCaseError):
        reading.case_of(cast.rival_case_officer, ours.number)


@pytest.mark.django_db
def test_the_work_list_goes_by_clock_and_page_by_page(cast):
    late, soon, later, never = (opened() for _ in range(4))
    for case, on in ((soon, NOW.date()), (later, date(2026, 11, 26)), (late, date(2026, 11, 2))):
        started(case, on=on)

    first = reading.work_list(cast.case_officer, agency="ecology", limit=2)
    last = first[-1]
    rest = reading.work_list(
        cast.case_officer, agency="ecology", after=reading.Place(last.due_on, last.pk)
    )

    assert [*first, *rest] == [late, soon, later, never]
    found = reading.load(cast.case_officer, agency="ecology", limits={}, today=NOW.date())
    assert (found.overdue, found.today, found.suspended, found.unassigned) == (1, 0, 0, 4)
    assert found.open == 4
