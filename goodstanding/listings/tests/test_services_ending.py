"""Every entry ends: with its term, its ground, its repair."""

from __future__ import annotations

from datetime import timedelta

import pytest

from goodstanding.audit.models import Event
from goodstanding.casework.domain.cases import NoReasonError
from goodstanding.casework.models import Notice
from goodstanding.listings.domain.procedure import (
    Ending,
    GroundFellError,
    State,
    TooEarlyExitError,
)
from goodstanding.listings.models import Entry, Step
from goodstanding.listings.queries import entries
from goodstanding.records import queries as records

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("state", ["draft", "noticed", "served", "heard", "reviewed", "consented"])
def test_an_entry_whose_record_is_withdrawn_is_withdrawn_by_itself(story, state):
    entry = story.brought_to(state)
    story.withdraw_penalty()

    following = {"draft": "noticed", "noticed": "served", "served": "heard", "heard": "reviewed",
                 "reviewed": "consented", "consented": "decided"}[state]  # fmt: skip
    with pytest.raises(GroundFellError):
        story.do(entry, following)

    ended = story.fresh(entry)
    assert (ended.state, ended.ending) == (State.REMOVED, Ending.WITHDRAWN)
    assert ended.case.closed_at is not None


def test_a_corrected_record_is_not_what_was_told_so_it_begins_anew(story):
    entry = story.brought_to("served")
    story.correct_penalty()

    story.nightly()

    assert story.fresh(entry).ending == Ending.WITHDRAWN


def test_a_published_entry_stands_through_a_correction_and_falls_with_a_withdrawal(story):
    entry = story.brought_to("published")
    story.correct_penalty()
    story.nightly()
    assert story.fresh(entry).state == State.PUBLISHED

    story.withdraw_penalty()
    story.nightly()

    assert story.fresh(entry).ending == Ending.ANNULLED
    assert story.shown() is None


def test_the_organisation_that_was_told_of_the_beginning_is_told_of_the_end(story):
    entry = story.brought_to("served")
    story.withdraw_penalty()
    story.nightly()

    assert Notice.objects.filter(case=entry.case, kind="listing.ended").count() == 1


def test_an_entry_ends_with_its_last_day_though_no_job_runs(story):
    entry = story.brought_to("published")
    story.city.at(entry.ends_on)
    assert story.shown() is not None

    story.go_on(1)

    assert story.shown() is None
    assert entries.live_of(story.organisation.pk, today=story.now.date()) == []


def test_the_nightly_job_removes_what_is_over_and_writes_it_into_the_file(story):
    entry = story.brought_to("published")
    story.city.at(entry.ends_on + timedelta(days=1))

    story.nightly()
    story.nightly()  # twice changes nothing

    ended = story.fresh(entry)
    assert (ended.state, ended.ending) == (State.REMOVED, Ending.EXPIRED)
    version = records.current(entry.organisation_id, entry.record_item, entry.record_fact)
    assert version.payload["removed_on"] == f"{entry.ends_on}"
    assert Event.objects.filter(action="listing.expired").count() == 1
    assert story.shown() is None


def test_a_repaired_entry_is_out_of_sight_at_once_and_stays_in_the_file(story):
    entry = story.brought_to("published")
    with pytest.raises(TooEarlyExitError):
        story.remove(entry, "repaired")
    story.city.at(entry.exit_from)

    story.remove(entry, "repaired")

    assert story.shown() is None
    version = records.current(entry.organisation_id, entry.record_item, entry.record_fact)
    assert version.payload["removal_reason"] == "repaired"
    assert story.remove(entry, "annulled").ending == Ending.REPAIRED  # nothing changes any more


@pytest.mark.parametrize("because", ["annulled", "withdrawn"])
def test_what_should_not_have_been_is_taken_back(story, because):
    entry = story.brought_to("published")

    story.remove(entry, because)

    assert story.shown() is None
    assert records.current(entry.organisation_id, entry.record_item, entry.record_fact) is None


def test_every_state_has_its_proof_and_its_day(story):
    entry = story.brought_to("published")

    steps = Step.objects.filter(entry=entry)
    assert [one.state for one in steps.order_by("pk")] == [
        "draft", "noticed", "served", "heard", "reviewed", "consented", "decided", "told", "published"
    ]  # fmt: skip
    assert all(one.proof and one.by for one in steps)


def test_removing_needs_a_reason(story):
    from goodstanding.listings.services import ending

    entry = story.brought_to("published")

    with pytest.raises(NoReasonError):
        ending.remove(entry, because="annulled", by=story.approver, now=story.now)
    assert Entry.objects.get().state == State.PUBLISHED
