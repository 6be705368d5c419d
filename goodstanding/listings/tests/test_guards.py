"""What the database itself refuses, whatever the code says; and what no order of events can do."""

from __future__ import annotations

import ast
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

import goodstanding.listings
from goodstanding.casework.models import Notice
from goodstanding.lib.errors import GoodstandingError
from goodstanding.listings.domain.procedure import (
    HONOUR_TRANSITIONS,
    TRANSITIONS,
    Ending,
    Standing,
    State,
    falls,
)
from goodstanding.listings.models import Entry, Ground, Step
from goodstanding.listings.queries import entries

FORBIDDEN = {"Count", "Sum", "Avg", "count", "aggregate"}


def refused(change):
    """Whether the database refuses a change; nothing of it is left."""
    try:
        with transaction.atomic():
            change()
            transaction.set_rollback(True)
    except (DatabaseError, IntegrityError):
        return True
    return False


@pytest.mark.parametrize("honour", [False, True])
def test_the_database_knows_the_steps_that_the_code_knows(db, honour):
    table = HONOUR_TRANSITIONS if honour else TRANSITIONS
    with connection.cursor() as cursor:
        for before in State:
            for after in State:
                cursor.execute("SELECT listings_may_follow(%s, %s, %s)", [honour, before, after])
                (allowed,) = cursor.fetchone()
                expected = after in table.get(before, ())
                if before == State.REMOVED or before not in table:
                    continue  # what was removed stays so, by another rule; an honour knows fewer states
                assert allowed == expected, (before, after)


def test_before_the_decision_any_change_of_a_record_ends_the_entry():
    for state in State:
        if state is State.REMOVED:
            continue
        assert falls(state, Standing.STANDS) is None
        assert falls(state, Standing.GONE) is not None
    assert falls(State.SERVED, Standing.CHANGED) is Ending.WITHDRAWN
    assert falls(State.PUBLISHED, Standing.CHANGED) is None


@pytest.mark.parametrize("state", [one for one in State if one not in (State.DRAFT, State.NOTICED)])
def test_no_state_can_be_written_over_the_steps_before_it(story, state):
    entry = story.propose()

    assert refused(lambda: Entry.objects.filter(pk=entry.pk).update(state=state))


def test_a_state_without_its_proof_is_refused(story):
    entry = story.propose()
    story.do(entry, "noticed")

    assert refused(lambda: Entry.objects.filter(pk=entry.pk).update(state=State.SERVED))


def forged(entry, story, state, **values):
    """What somebody with the database in hand would write: the step and the state."""
    Step.objects.create(
        entry=entry, state=state, on=story.now.date(), at=story.now, by="9", by_label="x", proof="x"
    )
    Entry.objects.filter(pk=entry.pk).update(state=state, **values)


def test_nothing_is_served_without_the_notice_served(story):
    entry = story.propose()
    story.do(entry, "noticed")

    assert refused(lambda: forged(entry, story, State.SERVED))


def test_nobody_is_heard_before_the_time_to_answer_is_over(story):
    entry = story.propose()
    story.do(entry, "noticed")
    story.do(entry, "served")

    assert refused(lambda: forged(entry, story, State.HEARD))
    served = Notice.objects.get().served_on
    assert refused(lambda: forged(entry, story, State.HEARD, answer_until=served))


def test_the_proposer_does_not_decide_in_the_database_either(story):
    entry = story.brought_to("consented")

    def decide():
        forged(
            entry, story, State.DECIDED, decision_number="1", way_out="x", remedies="x",
            decided_by=entry.proposed_by, starts_on=story.now.date(),
            ends_on=story.now.date() + timedelta(days=9),
        )  # fmt: skip

    assert refused(decide)


def test_nothing_is_decided_without_the_consent_in_the_database_either(story):
    entry = story.brought_to("reviewed")
    today = story.now.date()

    with pytest.raises(IntegrityError, match="did not consent"):
        forged(
            entry, story, State.DECIDED, decision_number="1", way_out="x", remedies="x",
            decided_by=story.approver.id, starts_on=today, ends_on=today + timedelta(days=9),
        )  # fmt: skip


@pytest.mark.parametrize(
    "missing", ["decision_number", "way_out", "remedies", "starts_on", "ends_on"]
)
def test_a_decision_with_a_part_missing_is_refused(story, missing):
    entry = story.brought_to("consented")
    today = story.now.date()
    whole = {
        "decision_number": "1", "way_out": "x", "remedies": "x", "decided_by": "9",
        "starts_on": today, "ends_on": today + timedelta(days=9),
    }  # fmt: skip
    assert not refused(lambda: forged(entry, story, State.DECIDED, **whole))

    empty = None if missing.endswith("_on") else ""

    assert refused(lambda: forged(entry, story, State.DECIDED, **{**whole, missing: empty}))


def test_a_step_on_a_withdrawn_record_is_refused_by_the_database(story):
    entry = story.brought_to("heard")
    story.withdraw_penalty()

    assert refused(lambda: forged(entry, story, State.REVIEWED))


def test_what_was_written_stays(story):
    entry = story.brought_to("published")

    assert refused(lambda: Step.objects.filter(entry=entry).update(proof="y"))
    assert refused(lambda: Step.objects.filter(entry=entry).delete())
    assert refused(lambda: Ground.objects.filter(entry=entry).delete())
    assert refused(lambda: Entry.objects.filter(pk=entry.pk).delete())
    assert refused(lambda: Entry.objects.filter(pk=entry.pk).update(facts="y"))
    assert refused(lambda: Entry.objects.filter(pk=entry.pk).update(ends_on="2099-01-01"))
    assert refused(lambda: Entry.objects.filter(pk=entry.pk).update(organisation_id=1))


def test_no_entry_comes_into_being_already_published(story):
    entry = story.brought_to("published")
    entry.pk, entry.organisation_id = None, 1

    assert refused(lambda: entry.save(force_insert=True))


def test_what_was_removed_does_not_come_back(story):
    entry = story.brought_to("published")
    story.remove(entry, "annulled")

    assert refused(
        lambda: Entry.objects.filter(pk=entry.pk).update(
            state=State.PUBLISHED, ending="", ended_on=None
        )
    )


STEPS = [
    "noticed",
    "served",
    "hearing",
    "heard",
    "reviewed",
    "consented",
    "decided",
    "told",
    "published",
]
EVENTS = st.lists(
    st.sampled_from([*STEPS, *STEPS, "later", "later", "correct", "withdraw", "nightly", "remove"]),
    max_size=14,
)  # fmt: skip


@pytest.mark.slow
@settings(
    max_examples=12, deadline=None, phases=[Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)  # fmt: skip
@given(EVENTS)
def test_no_order_of_events_skips_the_notice_or_leaves_an_entry_without_end(story, events):
    """Whatever is tried in whatever order: who is decided on was told, had its time, and has an end."""
    clock = story.city.environment
    with transaction.atomic():
        entry = story.propose()
        for event in events:
            try:
                with transaction.atomic():
                    happen(story, entry, event)
            except GoodstandingError:
                continue
        assert_due_process(story, story.fresh(entry))
        transaction.set_rollback(True)
    story.city.environment = clock
    story.city.at(clock.clock.date())


def happen(story, entry, event):
    others = {
        "later": lambda: story.go_on(8), "correct": story.correct_penalty,
        "withdraw": story.withdraw_penalty, "nightly": story.nightly,
        "remove": lambda: story.remove(story.fresh(entry), "withdrawn"),
    }  # fmt: skip
    others.get(event, lambda: story.do(entry, event))()


def assert_due_process(story, entry):
    reached = {one.state: one for one in entry.steps.all()}
    if {State.HEARD, State.DECIDED, State.PUBLISHED} & set(reached):
        assert entry.notice.served_on is not None
        assert reached[State.HEARD].on > entry.answer_until or entry.hearing_on
    if State.DECIDED in reached:
        assert entry.decided_by != entry.proposed_by
        assert entry.ends_on > entry.starts_on
    today = story.now.date()
    if entry.state == State.PUBLISHED:
        assert entries.live_of(entry.organisation_id, today=today)
        assert entries.live_of(entry.organisation_id, today=entry.ends_on + timedelta(days=1)) == []
    else:
        assert entries.live_of(entry.organisation_id, today=today) == []
        assert story.shown() is None


@given(st.integers(0, 6))
@settings(
    max_examples=4, deadline=None, phases=[Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)  # fmt: skip
def test_however_many_penalties_there_are_nobody_is_listed_for_it(story, number):
    from goodstanding.collection.tests.samples import penalties, penalty
    from goodstanding.listings.tests.conftest import NAME, ORGANISATION

    rows = [
        penalty(name=NAME, uscc=ORGANISATION, document_number=f"云环罚〔2026〕{n + 10}号")
        for n in range(number)
    ]
    if rows:
        story.city.send(penalties(*rows), item="penalty", agency="ecology")

    story.nightly()

    assert not Entry.objects.exists()


def test_the_code_of_lists_counts_nothing_and_reads_no_rating():
    """No path lists by counting penalties or by a rating: there is nothing in the code to do it with."""
    folder = Path(goodstanding.listings.__file__).parent
    found = []
    for path in folder.rglob("*.py"):
        if "tests" in path.parts:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Attribute) and node.attr in FORBIDDEN:
                found.append(f"{path.name}:{node.lineno} {node.attr}")
            if isinstance(node, ast.ImportFrom) and "rating" in (node.module or ""):
                found.append(f"{path.name}:{node.lineno} {node.module}")
            if isinstance(node, ast.Constant) and "count(" in str(node.value).lower():
                found.append(f"{path.name}:{node.lineno} count in SQL")

    assert found == []
