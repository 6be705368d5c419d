"""An organisation promises in public; whether it is kept goes into its file, a breach by a procedure only.

Sources: kinds of commitment, standards.md §7 (GB/T 46277-2025, 国办发〔2019〕35号, memory); the procedure of a
breach follows the one regulation that was read (深圳经济特区社会信用条例 59 to 64). Kinds, letters and clocks
are policy (policy/commitments, policy/deadlines/commitments.yaml).
"""

from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from goodstanding.accounts.tests.cast import ORGANISATION, REGISTER
from goodstanding.audit.domain import SYSTEM
from goodstanding.casework.services.timing import timing_of
from goodstanding.commitments.models import Commitment
from goodstanding.commitments.services import checking
from goodstanding.disclosure.queries import published
from goodstanding.disclosure.tests.conftest import publishing
from goodstanding.lib.environment import CIVIL_TIME
from goodstanding.organisations.queries import find
from goodstanding.web.tests.pages import assert_valid_html

pytestmark = pytest.mark.django_db

PROMISE = {
    "kind": "material", "body": "ecology", "matter": "排污许可证核发", "content": "于期限内补交监测报告。",
    "due_on": "2026-12-10", "until": "2027-12-10",
}  # fmt: skip
MAKE = f"/commitments/new/{ORGANISATION}/"


@pytest.fixture
def city(known_organisations, environment, cast, settings):
    settings.ENVIRONMENT = environment
    made = publishing(environment)
    made.send(REGISTER)
    return made


@pytest.fixture
def made(city, cast, client_of):
    """A commitment made in the portal: its number."""
    answer = client_of(cast.representative).post(MAKE, {**PROMISE, "confirmed": "yes"})
    assert answer.status_code == 302, answer.content.decode()
    return Commitment.objects.get().case.number


def office(client, number, step, **given):
    answer = client.post(f"/office/commitments/{number}/{step}/", given)
    assert "sign-in" not in answer.headers.get("Location", "")
    return answer


def on(city, day, settings):
    """Another day, with what happens by itself."""
    city.at(day)
    settings.ENVIRONMENT = city.environment
    instant, timing = city.now.astimezone(CIVIL_TIME), timing_of(city.environment)
    checking.fall_due(timing=timing, by=SYSTEM, now=instant)


def in_public(item):
    return published.records_of(find(ORGANISATION).pk, item=item).records


def test_it_is_seen_whole_before_it_is_made(city, cast, client_of):
    client = client_of(cast.representative)
    assert_valid_html(client.get(MAKE))

    page = client.post(MAKE, PROMISE)

    assert_valid_html(page)
    text = page.content.decode()
    assert "信用承诺书" in text
    assert "于 2026-12-10 前补齐" in text
    assert not Commitment.objects.exists()


@pytest.mark.parametrize(
    ("wrong", "status"),
    [
        ({"content": ""}, 422),
        ({"kind": "repair"}, 422),
        ({"due_on": "2027-01-31"}, 422),  # papers follow within thirty days
        ({"due_on": "2026-11-01"}, 422),
        ({"until": "2026-12-01"}, 422),
    ],
    ids=str,
)
def test_a_promise_that_is_not_whole_or_too_late_is_refused(city, cast, client_of, wrong, status):
    answer = client_of(cast.representative).post(MAKE, {**PROMISE, **wrong, "confirmed": "yes"})

    assert answer.status_code == status
    assert not Commitment.objects.exists()


def test_one_that_is_kept_is_public_from_acceptance_with_what_was_found(
    city, cast, client_of, made, settings
):
    officer = client_of(cast.case_officer)
    assert in_public("general_commitment") == ()
    assert_valid_html(officer.get(f"/office/commitments/{made}/"))
    assert office(officer, made, "accept").status_code == 302
    (shown,) = in_public("general_commitment")
    assert shown.payload["performance"] == "running"
    assert office(officer, made, "find", outcome="kept", finding="已补交。").status_code == 403

    on(city, "2026-12-11", settings)
    officer = client_of(cast.case_officer)  # on another day one signs in again
    assert office(officer, made, "find", outcome="kept", finding="已补交。").status_code == 302

    assert in_public("commitment_performance")[0].payload["performance"] == "kept"
    assert in_public("general_commitment")[0].payload["performance"] == "kept"
    mine = client_of(cast.representative).get(f"/my/commitments/{made}/")
    assert_valid_html(mine)
    assert "已补交" in mine.content.decode()


@pytest.fixture
def proposed(city, cast, client_of, made, settings):
    """It fell due, and the body proposes that it was broken."""
    office(client_of(cast.case_officer), made, "accept")
    on(city, "2026-12-11", settings)
    answer = office(
        client_of(cast.case_officer),
        made,
        "find",
        outcome="breach_proposed",
        finding="未补交监测报告。",
    )
    assert answer.status_code == 302
    return made


def test_a_breach_is_told_first_and_decided_by_another_after_the_answer(
    city, cast, client_of, proposed
):
    company, approver = client_of(cast.representative), client_of(cast.approver)
    page = company.get(f"/my/commitments/{proposed}/")
    assert_valid_html(page)
    assert "未补交监测报告" in page.content.decode()
    assert "2026-12-18" in page.content.decode()  # five working days after Friday the 11th
    assert in_public("commitment_performance") == ()

    assert office(approver, proposed, "decide").status_code == 409  # the answer is waited for
    company.post(f"/my/commitments/{proposed}/answer/", {"answer-text": "报告已于十日寄出。"})
    assert_valid_html(approver.get(f"/office/commitments/{proposed}/"))
    assert office(approver, proposed, "decide").status_code == 302

    (found,) = in_public("commitment_performance")
    assert found.payload["performance"] == "broken"
    assert found.payload["breach_facts"] == "未补交监测报告。"


def test_without_an_answer_it_is_decided_once_the_time_is_over(
    city, cast, client_of, proposed, settings
):
    on(city, "2026-12-18", settings)
    assert office(client_of(cast.approver), proposed, "decide").status_code == 409

    on(city, "2026-12-19", settings)
    assert office(client_of(cast.approver), proposed, "decide").status_code == 302


def test_an_answer_that_convinces_sends_it_back_to_be_checked_and_leaves_no_trace_in_public(
    city, cast, client_of, proposed
):
    company = client_of(cast.representative)
    company.post(f"/my/commitments/{proposed}/answer/", {"answer-text": "报告已寄出。"})
    approver = client_of(cast.approver)

    office(approver, proposed, "give-back", **{"reason-text": "请查收件"})
    office(client_of(cast.case_officer), proposed, "find", outcome="kept", finding="已收到。")

    (found,) = in_public("commitment_performance")
    assert found.payload["performance"] == "kept"
    assert found.payload.get("breach_facts") is None


ACTS = ("accept", "decline", "find", "decide", "give-back")
GIVEN = {
    "decline": {"refusal-text": "不符"}, "find": {"outcome": "kept", "finding": "已补"},
    "give-back": {"reason-text": "再查"},
}  # fmt: skip


def refused(cast, client_of, number, may):
    clients = {name: client_of(getattr(cast, name)) for name in cast.__dataclass_fields__}
    return {
        (name, act): status
        for name, client in clients.items()
        for act in ACTS
        if (name, act) not in may
        and (status := office(client, number, act, **GIVEN.get(act, {})).status_code)
        not in {403, 404}
    }


def test_every_step_by_every_role_is_refused_but_to_whom_it_is_due(city, cast, client_of, made):
    may = {("case_officer", "accept"), ("case_officer", "decline")}

    assert refused(cast, client_of, made, may) == {}
    assert Commitment.objects.get().state == "made"


def test_a_proposed_breach_is_decided_by_nobody_but_an_approver_of_the_body(
    cast, client_of, proposed
):
    may = {("approver", "decide"), ("approver", "give-back")}

    assert refused(cast, client_of, proposed, may) == {}
    assert Commitment.objects.get().state == "breach_proposed"


def test_an_officer_enters_what_was_promised_on_paper_to_their_own_body(city, cast, client_of):
    given = {**PROMISE, "confirmed": "yes", "body": "market"}

    client_of(cast.case_officer).post(MAKE, given)

    kept = Commitment.objects.get()
    assert (kept.channel, kept.body) == ("body", "ecology")


def test_what_is_recorded_only_ends_with_its_time_and_nobody_checks_it(
    city, cast, client_of, settings
):
    given = {**PROMISE, "kind": "voluntary", "confirmed": "yes"}
    client_of(cast.representative).post(MAKE, given)
    number = Commitment.objects.get().case.number
    office(client_of(cast.case_officer), number, "accept")

    on(city, "2026-12-11", settings)
    assert Commitment.objects.get().state == "published"
    on(city, "2027-12-11", settings)

    assert Commitment.objects.get().state == "ended"


def test_a_second_one_of_a_kind_on_one_day_names_the_first(city, cast, client_of, made):
    answer = client_of(cast.representative).post(MAKE, {**PROMISE, "confirmed": "yes"})

    assert answer.status_code == 409
    assert made in answer.content.decode()


@pytest.mark.parametrize(
    "broken",
    [
        {"state": "broken"},
        {"told_on": None},
        {"proposed_by": ""},
        {"state": "kept", "finding": ""},
        {"published_as": ""},
        {"due_on": date(2026, 11, 1)},
    ],
    ids=str,
)
def test_the_database_lets_no_step_of_a_breach_be_left_out(proposed, broken):
    with pytest.raises(IntegrityError), transaction.atomic():
        Commitment.objects.update(**broken)


def test_the_pages_are_complete_in_english(cast, client_of, proposed):
    company, officer = client_of(cast.representative), client_of(cast.case_officer)

    for client, place in (
        (company, "/en/my/commitments/"),
        (company, f"/en/my/commitments/{proposed}/"),
        (company, f"/en{MAKE}"),
        (officer, "/en/office/commitments/"),
        (officer, f"/en/office/commitments/{proposed}/"),
    ):
        answer = client.get(place)
        assert answer.status_code == 200, place
        assert_valid_html(answer)
