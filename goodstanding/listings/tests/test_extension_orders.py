"""Extensions by any order of events, on any days: no end moves unserved, untold, by one alone, twice or too late."""

from __future__ import annotations

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from goodstanding.casework.models import Clock, Notice
from goodstanding.disclosure.services import suppressing
from goodstanding.lib.errors import GoodstandingError
from goodstanding.listings.domain.extensions import OPEN, TRANSITIONS, ExtensionState
from goodstanding.listings.models import Extension
from goodstanding.listings.queries import entries
from goodstanding.listings.tests.statistics import statistics_story

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

STEPS = [
    "serve",
    "answer",
    "decide",
    "decide",
    "decide_alone",
    "send",
    "complete",
    "complete",
    "drop",
]
EVENTS = st.lists(
    st.sampled_from(["propose", *STEPS, "later", "later", "last_day", "over", "nightly", "dispute", "settle",
                     "withdraw", "remove"]),
    max_size=12,
)  # fmt: skip
BEGINNINGS = (
    (),
    ("propose", "serve", "later"),
    ("propose", "serve", "later", "decide", "send"),
    ("propose", "serve", "later", "decide", "send", "complete"),
)


@pytest.fixture
def story(environment, cast, settings):
    return statistics_story(environment, cast, settings)


def latest(entry):
    return Extension.objects.filter(entry=entry).order_by("pk").last()


def marked(story, entry, act):
    by = {"by": story.approver, "now": story.now, "mark": "disputed"}
    record = {
        "organisation_id": entry.organisation_id,
        "item": entry.record_item,
        "fact": entry.record_fact,
    }
    return act(**record, **by, **({"reason": "YY-1"} if act is suppressing.mark else {}))


def happen(story, entry, event):
    extension = latest(entry)
    others = {
        "propose": lambda: story.extend(entry), "later": lambda: story.go_on(8),
        "last_day": lambda: story.go_to_last_day(entry), "over": lambda: story.go_past_the_end(entry),
        "nightly": story.nightly, "withdraw": lambda: story.punish(mode="withdraw"),
        "dispute": lambda: marked(story, entry, suppressing.mark),
        "settle": lambda: marked(story, entry, suppressing.unmark),
        "remove": lambda: story.remove(story.fresh(entry), "withdrawn"),
    }  # fmt: skip
    if event in others:
        others[event]()
    elif extension is not None and event == "decide_alone":
        story.decide_extension(extension, by=story.officer)
    elif extension is not None:
        getattr(story, f"{event}_extension")(extension)


@settings(
    max_examples=12, deadline=None, phases=[Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)  # fmt: skip
@given(st.sampled_from(BEGINNINGS), EVENTS)
def test_no_order_of_events_moves_an_end_without_the_whole_procedure(story, beginning, events):
    clock = story.city.environment
    with transaction.atomic():
        entry = story.listed()
        first = entry.ends_on
        for event in (*beginning, *events):
            before = latest(entry)
            try:
                with transaction.atomic():
                    happen(story, entry, event)
            except GoodstandingError:
                pass
            assert_due_process(story, first, before, latest(entry), story.fresh(entry))
        transaction.set_rollback(True)
    story.city.environment = clock
    story.city.at(clock.clock.date())


def assert_due_process(story, first, before, after, entry):
    if before is not None and after.pk == before.pk and after.state != before.state:
        assert ExtensionState(after.state) in TRANSITIONS[ExtensionState(before.state)]
    moved = list(Extension.objects.filter(entry=entry, state=ExtensionState.EXTENDED))
    assert len(moved) <= 1
    assert entry.ends_on == (moved[0].new_end if moved else first)
    for one in moved:
        assert_moved(one)
    if after is not None:
        assert_case(story, after)
    assert_shown(story, entry)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")


def assert_moved(one):
    """Told, answered or not in time, decided by another, served, before the first end was over."""
    assert one.notice.served_on < one.answer_until < one.decided_on <= one.effective_on
    assert one.decision_notice.served_on <= one.effective_on <= one.old_end
    assert one.decided_by not in {"", one.proposed_by}
    assert one.old_end < one.new_end <= one.latest_end


def assert_case(story, after):
    """The case is open exactly while it goes on; one clock runs exactly while there is time to answer."""
    assert (after.case.closed_at is None) == (after.state in OPEN)
    running = list(Clock.objects.filter(case=after.case, stopped_on=None))
    assert len(running) == (1 if after.state == ExtensionState.SERVED else 0)
    for clock in running:
        assert clock.due_on == story.timing.calendar.add(clock.started_on, clock.working_days)
    told = Notice.objects.filter(case=after.case, kind="listing.ended").count()
    assert told == (1 if after.state in {"dropped", "lapsed"} else 0)


def assert_shown(story, entry):
    """The public sees exactly the end that the entry has, and nothing after it."""
    today, shown = story.now.date(), story.shown()
    stands = entry.state == "published" and entry.ends_on >= today
    assert bool(entries.live_of(entry.organisation_id, today=today)) == stands
    assert (shown is not None) == stands
    if shown is not None:
        assert shown.public_until == entry.ends_on
