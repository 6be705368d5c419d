"""Commitments by any order of events: no breach without its procedure, no clock wrong, nothing shown too long."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from goodstanding.accounts.tests.cast import ORGANISATION, REGISTER
from goodstanding.audit.domain import SYSTEM
from goodstanding.casework.models import Clock, Notice
from goodstanding.casework.services.timing import timing_of
from goodstanding.commitments.domain import (
    LIMITS,
    OPEN,
    TRANSITIONS,
    AnsweredError,
    Channel,
    State,
)
from goodstanding.commitments.models import Commitment
from goodstanding.commitments.services import checking, making
from goodstanding.disclosure.queries import published
from goodstanding.disclosure.tests.conftest import City
from goodstanding.disclosure.tests.conftest import publishing as publishing_node
from goodstanding.lib.environment import CIVIL_TIME
from goodstanding.lib.errors import GoodstandingError
from goodstanding.organisations.queries import find

pytestmark = pytest.mark.django_db

PROMISE = making.Promise(
    "material", "ecology", "排污许可证核发", "于期限内补交监测报告。", date(2026, 12, 2), date(2027, 12, 2)
)  # fmt: skip
LONG_AFTER = date(2040, 1, 2)


@dataclass
class Story:
    """A node on which an organisation has made a commitment to the ecology bureau."""

    city: City
    cast: object

    @property
    def now(self):
        return self.city.now.astimezone(CIVIL_TIME)

    @property
    def timing(self):
        return timing_of(self.city.environment)

    def make(self):
        return making.make(
            find(ORGANISATION), PROMISE, channel=Channel.PORTAL, timing=self.timing,
            by=self.cast.representative.actor, now=self.now,
        )  # fmt: skip

    def shown(self, item):
        found = published.records_of(find(ORGANISATION).pk, item=item).records
        return [one.payload["performance"] for one in found]

    def happen(self, commitment, event):
        """Do what the event says, as whoever would."""
        kept = Commitment.objects.get(pk=commitment.pk)
        common, node = {"timing": self.timing, "now": self.now}, self.city.environment
        officer = {"by": self.cast.case_officer.actor, **common}
        another = {"by": self.cast.approver.actor, **common}
        company = {"by": self.cast.representative.actor, **common}
        {
            "accept": lambda: making.accept(kept, environment=node, **officer),
            "decline": lambda: making.decline(kept, reason="不符", **officer),
            "take_back": lambda: making.withdraw(kept, **company),
            "kept": lambda: checking.find(kept, State.KEPT, finding="已补", environment=node, **officer),
            "propose": lambda: checking.propose_breach(kept, finding="未补交", **officer),
            "answer": lambda: checking.answer(kept, text="已寄出", **company),
            "give_back": lambda: checking.give_back(kept, reason="再查", **another),
            "decide": lambda: checking.decide_breach(kept, environment=node, **another),
            "decide_alone": lambda: checking.decide_breach(kept, environment=node, **officer),
            "later": lambda: self.city.at(self.now.date() + timedelta(days=5)),
            "nightly": self.nightly,
        }[event]()  # fmt: skip

    def nightly(self):
        return checking.fall_due(timing=self.timing, by=SYSTEM, now=self.now)


@pytest.fixture
def story(known_organisations, environment, cast, settings):
    settings.ENVIRONMENT = environment
    city = publishing_node(environment)
    city.send(REGISTER)
    return Story(city, cast)


def brought(story, *events):
    commitment = story.make()
    for event in events:
        story.happen(commitment, event)
    return commitment


PROPOSED = ("accept", "later", "later", "nightly", "propose")


def test_what_was_answered_once_stays_as_it_was_said(story):
    commitment = brought(story, *PROPOSED, "answer")

    with pytest.raises(AnsweredError):
        story.happen(commitment, "answer")


def test_nothing_falls_due_before_its_day_is_over(story):
    brought(story, "accept")
    for day in (date(2026, 11, 23), PROMISE.due_on):
        story.city.at(day)
        assert story.nightly() == 0

    story.city.at(PROMISE.due_on + timedelta(days=1))
    assert story.nightly() == 1

    assert Commitment.objects.get().state == State.DUE


EVENTS = st.lists(
    st.sampled_from(
        ["accept", "accept", "decline", "take_back", "kept", "propose", "propose", "propose", "answer",
         "give_back", "decide", "decide_alone", "later", "later", "later", "nightly", "nightly"]
    ),
    max_size=16,
)  # fmt: skip


@pytest.mark.slow
@settings(
    max_examples=12, deadline=None, phases=[Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)  # fmt: skip
@given(st.booleans(), EVENTS)
def test_no_order_of_events_breaks_a_commitment_without_its_procedure(story, far, events):
    """Half of the orders begin where a breach is proposed, which few would come to by chance."""
    with transaction.atomic():
        commitment = brought(story, *(PROPOSED if far else ()))
        for event in events:
            before = Commitment.objects.get(pk=commitment.pk)
            try:
                with transaction.atomic():
                    story.happen(commitment, event)
            except GoodstandingError:
                assert_as_it_was(before)
            assert_due_process(story, before, Commitment.objects.get(pk=commitment.pk))
        story.city.at(LONG_AFTER)
        story.city.run_jobs()
        assert story.shown("general_commitment") == story.shown("commitment_performance") == []
        transaction.set_rollback(True)
    story.city.at("2026-11-23")


def assert_as_it_was(before):
    after = Commitment.objects.get(pk=before.pk)
    fields = [field.attname for field in Commitment._meta.fields]
    assert [getattr(after, name) for name in fields] == [getattr(before, name) for name in fields]


def assert_due_process(story, before, after):
    assert after.state == before.state or after.state in TRANSITIONS[State(before.state)]
    if after.state == State.BROKEN:
        told = Notice.objects.filter(case=after.case, kind="commitment.breach").latest("pk")
        assert told.served_on == after.told_on
        assert told.text == after.finding
        assert after.decided_by not in {"", after.proposed_by}
        decided_on = after.decided_at.astimezone(CIVIL_TIME).date()
        assert after.answered_on or decided_on > after.answer_due_on
    assert_clocks(story, after)
    if after.state != before.state:
        assert_shown(story, after)


def assert_clocks(story, after):
    """Exactly the clock of the state runs, and ends on the right day."""
    answered = after.state == State.BREACH_PROPOSED and after.answered_on
    runs = {LIMITS[State(after.state)]} if after.state in LIMITS and not answered else set()
    clocks = Clock.objects.filter(case=after.case)
    assert {one.limit for one in clocks if one.stopped_on is None} == runs
    assert (after.case.closed_at is None) == (after.state in OPEN)
    for clock in clocks:
        assert clock.due_on == story.timing.calendar.add(clock.started_on, clock.working_days)


def assert_shown(story, after):
    """Public says no more than what was decided, and nothing before it was."""
    story.city.run_jobs()
    found = {State.KEPT: ["kept"], State.PARTLY: ["part"], State.BROKEN: ["broken"]}
    assert story.shown("commitment_performance") == found.get(after.state, [])
    never = after.state in {State.MADE, State.DECLINED, State.WITHDRAWN}
    running = [] if never else ["running"]
    assert story.shown("general_commitment") == found.get(after.state, running)
