"""Objections by any order of events, on any days: the mark, the clocks and the decision are right after each."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from goodstanding.audit.domain import SYSTEM
from goodstanding.casework.models import Clock, Notice
from goodstanding.lib.environment import CIVIL_TIME
from goodstanding.lib.errors import GoodstandingError
from goodstanding.objections.domain import (
    LIMITS,
    OPEN,
    TRANSITIONS,
    Effect,
    Outcome,
    Proposal,
    State,
)
from goodstanding.objections.models import Objection
from goodstanding.objections.services import deciding, filing
from goodstanding.objections.services.deciding import Answer

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

REJECTED = Proposal(Outcome.REJECTED, Effect.NONE, "与决定书一致。", {})
CORRECTED = Proposal(Outcome.UPHELD, Effect.CORRECT, "决定书为两万元。", {"fine": "2"})
GONE = Proposal(Outcome.UPHELD, Effect.WITHDRAW, "决定书已撤销。", {})
ANSWER = Answer("请见决定。", Notice.Channel.PORTAL)
EVENTS = st.lists(
    st.sampled_from(
        ["look_into", "forward", "forward", "reject", "correct", "take_down", "give_back", "decide",
         "decide", "decide", "decide_alone", "again", "again_alone", "decide_again", "withdraw", "later", "later",
         "nightly", "nightly"]
    ),
    max_size=14,
)  # fmt: skip
ENDS = {State.CLOSED, State.WITHDRAWN}


def happen(story, objection, event):
    """Do what the event says, as whoever would."""
    kept, cast = Objection.objects.get(pk=objection.pk), story.cast
    common, node = {"timing": story.timing, "now": story.now}, story.city.environment
    officer, approver = {"by": cast.case_officer.actor}, {"by": cast.approver.actor}
    company, operator = {"by": cast.representative.actor}, {"by": cast.operator.actor}
    reviewer = {"by": cast.reviewer.actor}
    told = {"answer": ANSWER, "environment": node, **common}
    {
        "look_into": lambda: filing.look_into(kept, **operator, **common),
        "forward": lambda: filing.forward(kept, note="", **operator, **common),
        "reject": lambda: deciding.propose(kept, REJECTED, **officer, **common),
        "correct": lambda: deciding.propose(kept, CORRECTED, **officer, **common),
        "take_down": lambda: deciding.propose(kept, GONE, **officer, **common),
        "give_back": lambda: deciding.give_back(kept, reason="再查", now=story.now, **approver),
        "decide": lambda: deciding.decide(kept, **told, **approver),
        "decide_alone": lambda: deciding.decide(kept, **told, **officer),
        "again": lambda: deciding.ask_again(kept, statement="再看", **company, **common),
        "again_alone": lambda: deciding.decide_again(kept, REJECTED, **told, **approver),
        "decide_again": lambda: deciding.decide_again(kept, CORRECTED, **told, **reviewer),
        "withdraw": lambda: filing.withdraw(kept, **company, **common),
        "later": lambda: story.city.at(story.now.date() + timedelta(days=6)),
        "nightly": lambda: deciding.let_stand(by=SYSTEM, now=story.now),
    }[event]()  # fmt: skip


BEGINNINGS = (
    (),
    ("forward", "correct"),
    ("forward", "reject", "decide"),
    ("forward", "take_down", "decide"),
)


@settings(
    max_examples=12, deadline=None, phases=[Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)  # fmt: skip
@given(st.sampled_from(BEGINNINGS), EVENTS)
def test_no_order_of_events_decides_without_another_or_leaves_a_mark_behind(
    story, beginning, events
):
    with transaction.atomic():
        objection = story.file()
        for event in (*beginning, *events):
            before = Objection.objects.get(pk=objection.pk)
            try:
                with transaction.atomic():
                    happen(story, objection, event)
            except GoodstandingError:
                assert Objection.objects.get(pk=objection.pk).state == before.state
            assert_due_process(story, before, Objection.objects.get(pk=objection.pk))
        transaction.set_rollback(True)
    story.city.at("2026-11-23")


def assert_due_process(story, before, after):
    state = State(after.state)
    assert state == before.state or state in TRANSITIONS[State(before.state)]
    assert_decided(after)
    assert_clocks(story, after)
    assert_shown(story, after)


def assert_decided(after):
    """A decision has its reasons and its second person; before it nothing is put right or told."""
    answers = Notice.objects.filter(case=after.case, kind="objection.answer").count()
    decided = after.state in {State.DECIDED, State.SECOND_LOOK, State.CLOSED}
    assert bool(after.decided_at) == decided == bool(answers)
    assert not after.decided_by or after.decided_by != after.proposed_by
    assert bool(after.correction) <= decided
    assert after.second_by not in {after.proposed_by, after.decided_by} or not after.second_by


def assert_clocks(story, after):
    """Exactly the clock of the state runs; while a proposal waits, that of whoever made it."""
    asked = {"supplier": State.WITH_SUPPLIER, "platform": State.WITH_PLATFORM}
    state = asked[after.answers] if after.state == State.PROPOSED else State(after.state)
    clocks = Clock.objects.filter(case=after.case)
    running = {one.limit for one in clocks if one.stopped_on is None}
    assert running == ({LIMITS[state]} if state in LIMITS else set())
    assert (after.case.closed_at is None) == (state not in ENDS)
    for clock in clocks:
        assert clock.due_on == story.timing.calendar.add(clock.started_on, clock.working_days)
    if state is State.CLOSED and not after.second_by:
        closed = after.case.closed_at.astimezone(CIVIL_TIME).date()
        assert closed > clocks.get(limit=LIMITS[State.DECIDED]).due_on


def assert_shown(story, after):
    """Marked exactly while it is disputed; gone or put right exactly when that was decided."""
    shown, decided = story.shown(), bool(after.decided_at)
    if decided and after.effect == Effect.WITHDRAW:
        assert shown is None
        return
    assert ("disputed" in shown.marks) == (after.state in OPEN)
    right = decided and after.effect == Effect.CORRECT
    assert shown.payload["fine"] == (2 if right else 20)
