"""Complaints by any order of events, on any days: one officer reads, the clocks run, the words go when they must."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from goodstanding.accounts.tests.cast import ORGANISATION
from goodstanding.audit.domain import SYSTEM
from goodstanding.casework.models import Clock
from goodstanding.casework.services import cases
from goodstanding.casework.services.timing import timing_of
from goodstanding.complaints.domain import LIMITS, TRANSITIONS, NotYoursError, Outcome, State
from goodstanding.complaints.models import Complaint
from goodstanding.complaints.services import filing, handling
from goodstanding.disclosure.tests.conftest import publishing
from goodstanding.lib.environment import CIVIL_TIME
from goodstanding.lib.errors import GoodstandingError

if TYPE_CHECKING:
    from datetime import datetime

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

WRITTEN = filing.Written(
    "云溪示例食品有限公司", "夜间偷排污水，气味刺鼻。", "东湖路", "13800000000"
)
EVENTS = st.lists(
    st.sampled_from(
        ["take", "accept", "answer", "decline", "forward", "forward_back", "later", "later", "long",
         "nightly", "nightly"]
    ),
    max_size=14,
)  # fmt: skip
BEGINNINGS = ((), ("take", "accept"), ("take", "accept", "answer"), ("take", "decline", "long"))
ENDS = {State.ANSWERED, State.DECLINED}


class Story:
    """A complaint at the environment's body, and the officers of two bodies."""

    def __init__(self, environment, cast):
        self.city, self.cast = publishing(environment), cast

    @property
    def now(self) -> datetime:
        return self.city.now.astimezone(CIVIL_TIME)

    @property
    def timing(self):
        return timing_of(self.city.environment)

    def file(self) -> Complaint:
        receipt = filing.file(
            WRITTEN, topic="environment", uscc=ORGANISATION, timing=self.timing,
            environment=self.city.environment, now=self.now,
        )  # fmt: skip
        return self.kept(Complaint.objects.get(case__number=receipt.number))

    @staticmethod
    def kept(complaint: Complaint) -> Complaint:
        return Complaint.objects.select_related("case").get(pk=complaint.pk)

    def officer_of(self, complaint: Complaint):
        return (
            self.cast.rival_case_officer if complaint.body == "market" else self.cast.case_officer
        )

    def read(self, complaint: Complaint, person):
        return handling.read(
            complaint, environment=self.city.environment, by=person.actor, now=self.now
        )


@pytest.fixture
def story(known_organisations, environment, cast, settings):
    settings.ENVIRONMENT = environment
    return Story(environment, cast)


def happen(story, complaint, event):
    """Do what the event says, as whoever would."""
    kept = story.kept(complaint)
    officer = story.officer_of(kept)
    shared = {"timing": story.timing, "by": officer.actor, "now": story.now}
    {
        "take": lambda: cases.assign(
            kept.case, officer=str(officer.pk), label=officer.name, by=officer.actor, now=story.now
        ),
        "accept": lambda: handling.accept(kept, **shared),
        "answer": lambda: handling.answer(kept, outcome=Outcome.FOUND, text="已立案。", **shared),
        "decline": lambda: handling.decline(kept, reason="不属于受理范围。", **shared),
        "forward": lambda: handling.forward(kept, agency="market", **shared),
        "forward_back": lambda: handling.forward(kept, agency="ecology", **shared),
        "later": lambda: story.city.at(story.now.date() + timedelta(days=6)),
        "long": lambda: story.city.at(story.now.date() + timedelta(days=kept.keep_days)),
        "nightly": lambda: handling.erase_due(
            environment=story.city.environment, by=SYSTEM, now=story.now
        ),
    }[event]()  # fmt: skip


@settings(
    max_examples=15, deadline=None, phases=[Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)  # fmt: skip
@given(st.sampled_from(BEGINNINGS), EVENTS)
def test_no_order_of_events_shows_the_words_to_another_or_keeps_them_too_long(
    story, beginning, events
):
    first = story.city.environment
    with transaction.atomic():
        complaint = story.file()
        for event in (*beginning, *events):
            before = story.kept(complaint)
            try:
                with transaction.atomic():
                    happen(story, complaint, event)
            except GoodstandingError:
                assert story.kept(complaint).state == before.state
            assert_kept_to(story, event, before, story.kept(complaint))
        transaction.set_rollback(True)
    story.city.environment = first
    story.city.at(first.clock.date())


def assert_kept_to(story, event, before, after):
    state = State(after.state)
    assert state == before.state or state in TRANSITIONS[State(before.state)]
    assert bool(after.answer) == (state in ENDS) == bool(after.answered_by)
    assert bool(after.outcome) == (state is State.ANSWERED)
    assert (after.case.closed_at is not None) == (state in ENDS)
    assert_clocks(story, after)
    assert_read_by_one(story, before, after)
    assert_erased(story, event, after)


def assert_clocks(story, after):
    """Exactly the clock of the state runs, and is right to the day."""
    clocks = Clock.objects.filter(case=after.case)
    state = State(after.state)
    running = [one.limit for one in clocks if one.stopped_on is None]
    assert running == ([LIMITS[state]] if state in LIMITS else [])
    for clock in clocks:
        assert clock.due_on == story.timing.calendar.add(clock.started_on, clock.working_days)


def assert_read_by_one(story, before, after):
    """Whoever has the case reads what was written, and nobody else; another body's officer never goes on with it."""
    moved = after.body != before.body
    assert not (moved and after.case.officer)
    assert after.case.agency == after.body
    assert (after.case.uscc, after.case.organisation_id) == ("", 0)
    for person in (story.cast.case_officer, story.cast.rival_case_officer, story.cast.operator):
        if after.case.officer == str(person.pk):
            read = story.read(after, person)
            assert (read is None) == (after.erased_at is not None)
        else:
            with pytest.raises(NotYoursError):
                story.read(after, person)


def assert_erased(story, event, after):
    """What was written is there while it has a purpose, and gone with the first night after it."""
    over = after.erase_on is not None and after.erase_on < story.now.date()
    if after.erased_at is None:
        assert after.data_key is not None
        assert not (event == "nightly" and over)
    else:
        assert over
        assert (after.data_key, after.kept_as) == (None, "")
