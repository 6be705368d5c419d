"""Thirty-two officers at once on one matter: one of them does the step, the others are told that it is done.

Each has a connection of its own to the real database. Nothing is done twice, no number given
twice, no step lost; who comes too late is refused in words, never with a fault.
"""

from __future__ import annotations

import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from itertools import pairwise

import pytest
from django.db import connections

from goodstanding.audit.models import Event
from goodstanding.casework.domain.cases import ClosedCaseError
from goodstanding.casework.models import Case, Clock, Notice
from goodstanding.casework.services.timing import timing_of
from goodstanding.collection.models import Submission
from goodstanding.disclosure.models import Mark
from goodstanding.lib.environment import CIVIL_TIME
from goodstanding.lib.errors import GoodstandingError
from goodstanding.listings.domain.procedure import (
    AlreadyListedError,
    TransitionError,
    may_follow,
)
from goodstanding.listings.domain.procedure import (
    State as EntryState,
)
from goodstanding.listings.models import Entry, Step
from goodstanding.listings.services import ending
from goodstanding.listings.tests import conftest as listing
from goodstanding.measures.domain import MeasureTransitionError
from goodstanding.measures.domain import State as CallState
from goodstanding.measures.domain import require_transition as require_next
from goodstanding.measures.models import Call, Report
from goodstanding.measures.services import answering, calling
from goodstanding.objections import domain as objections
from goodstanding.objections.models import Objection
from goodstanding.objections.services import deciding as objecting
from goodstanding.objections.services import filing as objection_filing
from goodstanding.objections.tests import conftest as objection
from goodstanding.repairs.domain import procedure as repairs
from goodstanding.repairs.models import Repair
from goodstanding.repairs.services import filing as repair_filing
from goodstanding.repairs.tests import conftest as repair

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]

OFFICERS = 32
STEPS = ("noticed", "served", "heard", "reviewed", "consented", "decided", "told", "published")


@pytest.fixture(autouse=True)
def _prepared(environment, monkeypatch):
    """The policy read beforehand, so that the officers really come together."""
    timing = timing_of(environment)
    for story in (listing.Story, objection.Story, repair.Story):
        monkeypatch.setattr(story, "timing", timing)


listed = listing.story
disputed = objection.story
repaired = repair.story


def at_once(*acts):
    """What each of the officers got, who begin together and take the acts in turn.

    An answer, or the refusal; anything else that is raised fails the test.
    """
    barrier = threading.Barrier(OFFICERS)

    def one(number):
        barrier.wait()
        try:
            return acts[number % len(acts)]()
        except GoodstandingError as refusal:
            return refusal
        finally:
            connections.close_all()

    with ThreadPoolExecutor(OFFICERS) as threads:
        return list(threads.map(one, range(OFFICERS)))


def refusals(answers):
    return Counter(type(one) for one in answers if isinstance(one, GoodstandingError))


def assert_one_did_it(answers, *refused):
    """One of all; each of the others was refused for one of these reasons."""
    found = refusals(answers)
    assert set(found) <= set(refused), found
    assert sum(found.values()) == OFFICERS - 1, found


def assert_sound(case):
    """The case as one officer alone would have left it: its clocks, its end, its lines, its log."""
    case.refresh_from_db()
    running = Clock.objects.filter(case=case, stopped_on=None)
    assert case.due_on == min((one.due_on for one in running if one.due_on), default=None)
    assert not (case.closed_at and running.exists())
    told = [entry.code for entry in case.entries.all()]
    logged = Event.objects.filter(subject=f"case:{case.number}", action__in=told)
    assert Counter(logged.values_list("action", flat=True)) == Counter(told)


def test_one_organisation_is_proposed_for_a_list_once(listed):
    answers = at_once(listed.propose)

    assert_one_did_it(answers, AlreadyListedError)
    assert Entry.objects.count() == 1
    assert [case.number for case in Case.objects.all()] == ["MD-2026-00001"]


def test_around_new_year_it_is_proposed_once_too(listed):
    """Two years have a counter of numbers each: who proposes on either side of midnight does not meet there."""
    midnight = datetime(2027, 1, 1, tzinfo=CIVIL_TIME)
    sides = [midnight + timedelta(minutes=n) for n in (-1, 1)]

    answers = at_once(*(lambda at=at: listed.propose(now=at) for at in sides))

    assert_one_did_it(answers, AlreadyListedError)
    assert Entry.objects.count() == Case.objects.count() == 1


def test_each_step_of_an_entry_is_done_once(listed):
    entry = listed.propose()
    for step in STEPS:
        if step == "heard":
            listed.go_on(10)

        answers = at_once(lambda step=step: listed.do(entry, step))

        assert_one_did_it(answers, TransitionError, ClosedCaseError)
        assert listed.fresh(entry).state == step
    reached = list(Step.objects.filter(entry=entry).order_by("pk").values_list("state", flat=True))
    assert reached == ["draft", *STEPS]
    assert Notice.objects.filter(kind="listing.notice").count() == 1
    assert Submission.objects.filter(item="severe_list_market").count() == 1
    assert_sound(entry.case)


def test_an_entry_ends_once_whoever_ends_it(listed):
    entry = listed.brought_to("published")

    answers = at_once(
        lambda: listed.remove(entry, "annulled"),
        lambda: listed.remove(entry, "withdrawn"),
        listed.nightly,
    )

    assert refusals(answers) == {}
    assert Step.objects.filter(entry=entry, state="removed").count() == 1
    assert Submission.objects.filter(item="severe_list_market").count() == 2
    assert Notice.objects.filter(kind="listing.ended").count() == 1
    assert listed.shown() is None
    assert_sound(entry.case)


def test_an_entry_of_which_every_ground_falls_ends_once(listed):
    listed.fine_again()
    entry = listed.brought_to("heard")
    assert entry.grounds.count() == 2
    listed.withdraw_penalty()
    listed.withdraw_penalty(document_number="云环罚〔2026〕2号")

    answers = at_once(lambda: ending.settle(entry, timing=listed.timing, now=listed.now))

    assert set(answers) <= {True, False}
    assert listed.fresh(entry).ending == "withdrawn"
    assert Step.objects.filter(entry=entry, state="removed").count() == 1
    assert Notice.objects.filter(kind="listing.ended").count() == 1


def test_a_withdrawn_record_ends_what_officers_work_on(listed):
    """Some go on with it, some look whether its ground stands, some give it up: it ends, and once."""
    entry = listed.brought_to("heard")
    listed.withdraw_penalty()

    answers = at_once(
        lambda: listed.do(entry, "reviewed"),
        lambda: ending.settle(entry, timing=listed.timing, now=listed.now),
        lambda: listed.remove(entry, "withdrawn"),
    )

    assert all(isinstance(one, GoodstandingError) for one in answers[::3])
    assert listed.fresh(entry).state == EntryState.REMOVED
    assert Step.objects.filter(entry=entry, state="removed").count() == 1
    assert not Step.objects.filter(entry=entry, state="reviewed").exists()
    assert_sound(entry.case)


def test_entries_that_expire_while_officers_work_on_them_end_once(listed):
    """The nightly run takes rows by sets while others hold the cases: neither waits for ever."""
    entry = listed.brought_to("told")
    listed.city.at(entry.ends_on.replace(year=entry.ends_on.year + 1))

    answers = at_once(
        listed.nightly,
        lambda: listed.remove(entry, "annulled"),
        lambda: listed.do(entry, "published"),
    )

    assert set(refusals(answers)) <= {TransitionError, ClosedCaseError}
    assert listed.fresh(entry).state == EntryState.REMOVED
    steps = list(Step.objects.filter(entry=entry).order_by("pk").values_list("state", flat=True))
    assert all(after in may_follow(EntryState(b), honour=False) for b, after in pairwise(steps))
    assert listed.shown() is None
    assert_sound(entry.case)


def follow(listed):
    return calling.follow(timing=listed.timing, now=listed.now)


def test_a_measure_is_called_up_once_and_answered_in_order(listed):
    listed.brought_to("published")
    at_once(lambda: follow(listed))
    called = Call.objects.values_list("measure", "body")
    assert len(set(called)) == len(called) > 0
    call, by = Call.objects.filter(state="called").first(), listed.cast.operator.actor

    answers = at_once(
        lambda: answering.confirm(call, by=by, now=listed.now),
        lambda: answering.carry_out(call, report="已执行", by=by, now=listed.now),
        lambda: answering.refuse(call, reason="不适用", by=by, now=listed.now),
        lambda: follow(listed),
    )

    assert set(refusals(answers)) == {MeasureTransitionError}
    assert_in_order(call)


def assert_in_order(call):
    """Each report follows the one before, and the last one is what the measure says of itself."""
    reported = list(Report.objects.filter(call=call).order_by("pk").values_list("state", flat=True))
    for before, after in pairwise([CallState.CALLED, *reported]):
        require_next(CallState(before), CallState(after))
    call.refresh_from_db()
    assert call.state == reported[-1]


def test_what_is_carried_out_while_its_entry_ends_is_lifted(listed):
    entry = listed.brought_to("published")
    follow(listed)
    call, by = Call.objects.filter(state="called").first(), listed.cast.operator.actor

    at_once(
        lambda: listed.remove(entry, "annulled"),
        lambda: answering.carry_out(call, report="已执行", by=by, now=listed.now),
        lambda: follow(listed),
    )
    follow(listed)

    assert_in_order(call)
    assert call.state in {CallState.LIFTED, CallState.CLOSED}
    assert not Call.objects.filter(state__in=["called", "confirmed", "done"]).exists()


def test_one_record_is_disputed_once(disputed):
    answers = at_once(disputed.file)

    assert_one_did_it(answers, objections.AlreadyDisputedError)
    assert [case.number for case in Case.objects.all()] == ["YY-2026-00001"]
    assert Mark.objects.count() == 1
    assert_sound(Case.objects.get())


def test_an_objection_is_decided_or_taken_back_and_not_both(disputed):
    filed = disputed.file()
    by = {"timing": disputed.timing, "now": disputed.now}
    at_once(
        lambda: objection_filing.forward(
            filed, note="请核查", by=disputed.cast.operator.actor, **by
        )
    )
    said = objections.Proposal(
        objections.Outcome.UPHELD, objections.Effect.CORRECT, "误录。", {"fine": "2"}
    )

    def propose():
        objecting.propose(filed, said, by=disputed.cast.case_officer.actor, **by)

    assert_one_did_it(at_once(propose), objections.TransitionError)
    answer = objecting.Answer("已更正。", Notice.Channel.PORTAL)

    answers = at_once(
        lambda: objecting.decide(
            Objection.objects.get(pk=filed.pk), answer=answer,
            environment=disputed.city.environment, by=disputed.cast.approver.actor, **by,
        ),
        lambda: objection_filing.withdraw(filed, by=disputed.cast.representative.actor, **by),
    )  # fmt: skip

    assert_one_did_it(answers, objections.TransitionError, ClosedCaseError)
    filed.refresh_from_db()
    corrected = disputed.record().payload["fine"] == 2
    assert (filed.state == "decided") == corrected
    assert not Mark.objects.filter(lifted_at=None).exists()
    assert_sound(filed.case)


def test_one_record_is_applied_for_once(repaired):
    answers = at_once(repaired.file)

    assert_one_did_it(answers, repairs.AlreadyAppliedError)
    assert [case.number for case in Case.objects.all()] == ["XF-2026-00001"]
    assert_sound(Case.objects.get())


def test_a_repair_is_granted_or_taken_back_and_not_both(repaired):
    filed = repaired.file()
    assert_one_did_it(at_once(lambda: repaired.accept(filed)), repairs.TransitionError)
    assert_one_did_it(at_once(lambda: repaired.propose(filed)), repairs.TransitionError)
    who = repaired.cast.representative.actor

    answers = at_once(
        lambda: repaired.decide(Repair.objects.get(pk=filed.pk)),
        lambda: repair_filing.withdraw(filed, timing=repaired.timing, by=who, now=repaired.now),
    )

    assert_one_did_it(answers, repairs.TransitionError, ClosedCaseError)
    filed.refresh_from_db()
    assert (filed.state == "granted") == (repaired.shown() is None)
    assert not Mark.objects.filter(lifted_at=None).exists()
    assert_sound(filed.case)
