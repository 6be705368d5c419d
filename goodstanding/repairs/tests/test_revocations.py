"""A repair taken back: told first, decided by another, shown again as long as its own period and no longer."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from goodstanding.accounts.tests.cast import client_for
from goodstanding.casework.domain.cases import SameOfficerError
from goodstanding.casework.models import Clock, Notice
from goodstanding.lib.errors import GoodstandingError
from goodstanding.repairs.domain.eligibility import Answer
from goodstanding.repairs.domain.procedure import State
from goodstanding.repairs.domain.revocations import (
    NotGrantedError,
    RevocationAnsweredError,
    RevocationOpenError,
    RevocationTimeError,
)
from goodstanding.repairs.models import Repair, Revocation
from goodstanding.repairs.services import revoking
from goodstanding.repairs.tests.conftest import EARLY, REFUSE, RIPE
from goodstanding.web.tests.pages import assert_valid_html

pytestmark = pytest.mark.django_db
AFTER = date(2026, 12, 1)  # five working days after Monday the 23rd are over


def proposed(story):
    return revoking.propose(
        story.decided(), finding="验收报告系伪造。", timing=story.timing,
        by=story.cast.case_officer.actor, now=story.now,
    )  # fmt: skip


def answered(story, revocation):
    by = story.cast.representative.actor
    given = {"text": "报告属实。", "timing": story.timing, "by": by, "now": story.now}
    return revoking.answer(revocation, **given)


def revoked(story, revocation, by=None):
    by = by or story.cast.approver.actor
    return revoking.revoke(revocation, timing=story.timing, by=by, now=story.now)


def test_a_proposal_shows_nothing_and_is_told_with_proof(story):
    revocation = proposed(story)

    assert story.shown() is None
    notice = Notice.objects.get(case=revocation.case)
    assert (notice.text, notice.served_on) == ("验收报告系伪造。", story.now.date())
    assert Clock.objects.get(case=revocation.case).due_on == date(2026, 11, 30)


def test_it_is_decided_after_the_answer_or_its_time_and_by_another(story):
    revocation = proposed(story)
    with pytest.raises(RevocationTimeError):
        revoked(story, revocation)
    story.city.at(AFTER)
    with pytest.raises(SameOfficerError):
        revoked(story, revocation, by=story.cast.case_officer.actor)

    revoked(story, revocation)

    assert story.shown() is not None
    assert Repair.objects.get().state == State.REVOKED
    assert Repair.objects.get().revoked_on == AFTER


def test_an_answer_is_given_once_and_is_enough_to_decide(story):
    revocation = answered(story, proposed(story))
    with pytest.raises(RevocationAnsweredError):
        answered(story, revocation)

    revoked(story, revocation)

    assert story.shown() is not None


def test_what_was_taken_back_is_public_no_longer_than_it_would_have_been(story):
    revoked(story, answered(story, proposed(story)))

    story.city.at("2027-05-12")
    assert story.shown() is not None
    story.city.at("2027-05-13")
    assert story.shown() is None


def test_what_is_over_by_then_is_not_shown_at_all(story):
    revocation = answered(story, proposed(story))
    story.city.at("2027-06-01")

    revoked(story, revocation)

    assert story.shown() is None


def test_whoever_was_repaired_on_false_material_waits_with_every_record(story):
    story.city.at("2026-12-11")
    assert story.assessed()[EARLY].eligibility.answer is Answer.MAY_APPLY

    revoked(story, answered(story, proposed(story)))

    for number in (RIPE, EARLY):
        found = story.assessed()[number].eligibility
        assert (found.answer, found.earliest) == (Answer.BARRED, date(2029, 12, 11))


def test_a_repair_that_stays_stays(story):
    revocation = answered(story, proposed(story))

    revoking.drop(
        revocation, reason="报告经核实。", timing=story.timing, by=story.cast.approver.actor,
        now=story.now,
    )  # fmt: skip

    assert story.shown() is None
    assert Repair.objects.get().state == State.GRANTED


def test_only_what_was_granted_is_taken_back_and_once(story):
    refused = story.decided(REFUSE)
    given = {"finding": "不实", "timing": story.timing, "by": story.cast.case_officer.actor, "now": story.now}  # fmt: skip
    with pytest.raises(NotGrantedError):
        revoking.propose(refused, **given)


def test_two_cases_about_one_repair_are_not_open_at_once(story):
    revocation = proposed(story)
    given = {"finding": "不实", "timing": story.timing, "by": story.cast.case_officer.actor, "now": story.now}  # fmt: skip

    with pytest.raises(RevocationOpenError):
        revoking.propose(revocation.repair, **given)


@pytest.mark.parametrize(
    "forged",
    [
        {"state": "revoked", "decided_by": "9", "decided_on": date(2026, 11, 24)},
        {"state": "revoked", "decided_on": AFTER},
        {"state": "dropped", "decided_by": "9", "decided_on": AFTER},
        {"finding": ""},
    ],
    ids=str,
)
def test_the_database_knows_no_way_around_the_procedure(story, forged):
    proposed(story)

    with pytest.raises(IntegrityError), transaction.atomic():
        Revocation.objects.update(**forged)


def test_through_the_pages_by_everybody_it_is_done_by_whom_it_is_due_to(story):
    repair, sign_in = story.decided(), client_for(story.cast)
    clients = {name: sign_in(getattr(story.cast, name)) for name in story.cast.__dataclass_fields__}
    number = repair.case.number

    def allowed(path, given):
        answers = {name: client.post(path, given) for name, client in clients.items()}
        return {name for name, one in answers.items() if one.status_code == 302}

    assert clients["case_officer"].post(f"/office/repairs/{number}/revocation/").status_code == 422
    assert_valid_html(clients["case_officer"].get(f"/office/repairs/{number}/"))
    assert allowed(f"/office/repairs/{number}/revocation/", {"revocation-text": "验收报告系伪造。"}) == {"case_officer"}  # fmt: skip
    own = Revocation.objects.get().case.number
    assert clients["approver"].post(f"/office/repairs/{own}/revoke/").status_code == 409
    for client, place in (("approver", f"/office/repairs/{own}/"), ("representative", f"/my/repairs/{own}/")):  # fmt: skip
        assert_valid_html(clients[client].get(place))
        assert_valid_html(clients[client].get(f"/en{place}"))
    assert allowed(f"/my/repairs/{own}/answer/", {"answer-text": "属实"}) == {"representative"}
    assert clients["approver"].post(f"/office/repairs/{own}/drop/").status_code == 422
    assert allowed(f"/office/repairs/{own}/revoke/", {}) == {"approver"}
    assert story.shown() is not None
    for page in (f"/my/repairs/{number}/", f"/my/repairs/{own}/"):
        assert_valid_html(clients["representative"].get(page))


EVENTS = {
    "propose": lambda story, repair, _: revoking.propose(
        repair, finding="不实", timing=story.timing, by=story.cast.case_officer.actor, now=story.now
    ),
    "answer": lambda story, _, revocation: answered(story, revocation),
    "revoke": lambda story, _, revocation: revoked(story, revocation),
    "revoke_alone": lambda story, _, revocation: revoked(story, revocation, story.cast.case_officer.actor),
    "drop": lambda story, _, revocation: revoking.drop(
        revocation, reason="属实", timing=story.timing, by=story.cast.approver.actor, now=story.now
    ),
    "later": lambda story, *_: story.city.at(story.now.date() + timedelta(days=4)),
}  # fmt: skip


@pytest.mark.slow
@settings(
    max_examples=12, deadline=None, phases=[Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)  # fmt: skip
@given(st.lists(st.sampled_from(sorted(EVENTS)), max_size=12))
def test_in_no_order_of_events_is_anything_shown_again_before_it_was_told_and_decided(
    story, events
):
    with transaction.atomic():
        repair = story.decided()
        for event in ("propose", *events):
            latest = Revocation.objects.order_by("-pk").first()
            try:
                with transaction.atomic():
                    EVENTS[event](story, repair, latest)
            except GoodstandingError:
                continue
            finally:
                assert_told_and_decided(story, Repair.objects.get(pk=repair.pk))
        transaction.set_rollback(True)
    story.city.at("2026-11-23")


def assert_told_and_decided(story, repair):
    taken_back = repair.revocations.filter(state="revoked").first()
    assert (repair.state == State.REVOKED) == bool(taken_back) == (story.shown() is not None)
    if taken_back:
        assert taken_back.decided_by != taken_back.proposed_by
        assert taken_back.answered_on or taken_back.decided_on > taken_back.answer_due_on
    for one in repair.revocations.all():
        assert Notice.objects.filter(case=one.case, served_on=one.told_on).exists()
        assert (one.case.closed_at is None) == (one.state == "proposed")
        assert (one.case.due_on is None) == (one.state != "proposed" or one.answered_on is not None)
