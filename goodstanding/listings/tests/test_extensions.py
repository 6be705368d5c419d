"""The term of an entry: longer only by a procedure, once, as far as policy goes; then everywhere at once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection

from goodstanding.audit.domain import SYSTEM
from goodstanding.casework.domain.cases import ClosedCaseError, NoReasonError, SameOfficerError
from goodstanding.casework.models import Notice
from goodstanding.disclosure.domain.publicity import add_duration
from goodstanding.disclosure.models import Suppression
from goodstanding.disclosure.services import suppressing
from goodstanding.listings.domain.extensions import (
    ContestedError,
    ExtensionOpenError,
    ExtensionState,
    ExtensionStepError,
    LapsedError,
    NewEndError,
    NotExtendableError,
    latest_end,
)
from goodstanding.listings.domain.procedure import (
    GroundFellError,
    NoGroundError,
    NotAPersonError,
    NotServedError,
    TooEarlyError,
)
from goodstanding.listings.queries import entries
from goodstanding.listings.tests.statistics import statistics_story
from goodstanding.records import queries as records

pytestmark = pytest.mark.django_db


@pytest.fixture
def story(known_organisations, environment, cast, settings):
    return statistics_story(environment, cast, settings)


@pytest.fixture
def entry(story):
    return story.listed()


def test_every_step_is_taken_before_the_end_moves_and_then_it_moves_everywhere(story, entry):
    old = entry.ends_on
    extension = story.decided_extension(entry)
    assert story.fresh(entry).ends_on == old
    assert story.shown().public_until == old

    story.complete_extension(extension)

    longer, new = story.fresh(entry), add_duration(old, "P1Y")
    assert longer.ends_on == new
    version = records.current(entry.organisation_id, entry.record_item, entry.record_fact)
    assert version.payload["term_until"] == f"{new}"
    assert version.payload["extended_on"] == f"{story.now.date()}"
    assert version.payload["extension_document"] == "云统延〔2027〕1号"
    assert story.shown().public_until == new
    assert story.longer(extension).case.outcome == "extended"
    with connection.cursor() as cursor:  # what the database looks at when the transaction ends
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_an_extended_entry_stands_after_its_first_end_and_ends_by_itself_at_the_new_one(
    story, entry
):
    old = entry.ends_on
    story.extended(entry)
    story.city.at(old + timedelta(days=1))
    story.nightly()
    assert story.shown() is not None
    assert entries.live_of(story.organisation.pk, today=story.now.date())

    story.go_past_the_end(entry)
    assert story.shown() is None
    story.nightly()
    ended = story.fresh(entry)
    assert (ended.state, ended.ending) == ("removed", "expired")


def test_the_notice_and_the_decision_say_everything_that_they_must(story, entry):
    extension = story.decided_extension(entry)

    notice, decision = Notice.objects.filter(case=extension.case).order_by("pk")
    for text in (notice.text, decision.text):
        assert f"{extension.old_end}" in text
        assert f"{extension.new_end}" in text
        assert "未整改" in text
        assert "仍未更正" in text
    assert "有权陈述和申辩" in notice.text
    assert "行政复议" in decision.text
    assert "云统延〔2027〕1号" in decision.text


def test_the_story_of_the_entry_shows_it(story, entry):
    extension = story.decided_extension(entry)
    story.complete_extension(extension)

    told = dict(entry.case.entries.values_list("code", "details"))
    assert told["listing.extension_proposed"] == {"number": extension.case.number}
    assert told["listing.extended"]["until"] == f"{extension.new_end}"


@pytest.mark.parametrize("later", ["P0D", "P1Y1D", "P2Y"])
def test_the_new_end_is_later_and_within_what_policy_allows(story, entry, later):
    with pytest.raises(NewEndError):
        story.extend(entry, new_end=add_duration(entry.ends_on, later))


def test_a_term_is_extended_once(story, entry):
    story.extended(entry)

    with pytest.raises(NotExtendableError):
        story.extend(entry)


def test_two_extensions_are_not_under_way_at_once(story, entry):
    story.extend(entry)

    with pytest.raises(ExtensionOpenError):
        story.extend(entry)


def test_a_list_without_an_extension_in_policy_knows_none(story):
    with pytest.raises(NotExtendableError):
        latest_end(story.kind("market_severe"), story.now.date())


def test_only_a_person_proposes_on_a_ground_of_policy_with_facts(story, entry):
    for changes, error in (
        ({"ground": "nothing"}, NoGroundError),
        ({"facts": " "}, NoReasonError),
        ({"basis": ""}, NoReasonError),
        ({"record": "penalty:1"}, NoGroundError),
        ({"by": SYSTEM}, NotAPersonError),
    ):
        with pytest.raises(error):
            story.extend(entry, **changes)


def test_the_time_to_answer_runs_from_service_and_is_over_before_the_decision(story, entry):
    extension = story.extend(entry)
    with pytest.raises(ExtensionStepError):
        story.decide_extension(extension)
    story.serve_extension(extension)
    story.answer_extension(extension)

    with pytest.raises(TooEarlyError):
        story.decide_extension(extension)
    story.go_on(10)
    with pytest.raises(SameOfficerError):
        story.decide_extension(extension, by=story.officer)
    story.decide_extension(extension)

    assert story.longer(extension).decided_on > story.longer(extension).answer_until


def test_a_decision_that_was_not_sent_is_not_served(story, entry):
    extension = story.extend(entry)
    story.serve_extension(extension)
    story.go_on(10)
    story.decide_extension(extension)

    with pytest.raises(NotServedError):
        story.complete_extension(extension)


def test_a_decision_that_comes_too_late_moves_nothing(story, entry):
    extension = story.decided_extension(entry)
    story.go_past_the_end(entry)

    with pytest.raises(LapsedError):
        story.complete_extension(extension)

    lapsed = story.longer(extension)
    assert (lapsed.state, lapsed.ended_because) == ("lapsed", "entry")
    assert lapsed.case.closed_at is not None
    assert "终止" in Notice.objects.filter(case=lapsed.case).order_by("-pk").first().text
    assert story.fresh(entry).ends_on == extension.old_end
    assert story.shown() is None


def test_on_the_last_day_it_is_in_time(story, entry):
    extension = story.decided_extension(entry)
    story.go_to_last_day(entry)

    story.complete_extension(extension)

    assert story.fresh(entry).ends_on == extension.new_end


def test_what_the_night_finds_ended_lapses_by_itself_once(story, entry):
    extension = story.decided_extension(entry)
    story.go_past_the_end(entry)

    story.nightly()
    story.nightly()

    assert story.longer(extension).state == ExtensionState.LAPSED
    assert Notice.objects.filter(case=extension.case, kind="listing.ended").count() == 1


@pytest.mark.parametrize("because", ["annulled", "withdrawn", "repaired"])
def test_an_entry_that_was_removed_takes_its_extension_with_it(story, entry, because):
    extension = story.decided_extension(entry)

    story.remove(entry, because)

    assert story.longer(extension).state == ExtensionState.LAPSED
    with pytest.raises(LapsedError):
        story.complete_extension(extension)


def test_an_entry_whose_ground_fell_is_not_extended(story, entry):
    extension = story.decided_extension(entry)
    story.punish(mode="withdraw")

    with pytest.raises(GroundFellError):
        story.complete_extension(extension)

    assert story.longer(extension).state == ExtensionState.LAPSED
    assert story.fresh(entry).ending == "annulled"


def test_a_new_breach_is_shown_by_a_record_that_came_after_the_listing(story, entry):
    with pytest.raises(NoGroundError):
        story.extend(entry, ground="again")
    assert story.records_to_extend_on(entry) == []
    story.punish("云统罚〔2027〕9号", decided_on=f"{story.now.date() - timedelta(days=9)}")
    (again,) = story.records_to_extend_on(entry)

    extension = story.extend(entry, ground="again", record=again.value)

    assert extension.record_version == again.version.id


@pytest.mark.parametrize("step", ["serve_extension", "decide_extension", "complete_extension"])
def test_an_extension_falls_with_the_record_that_shows_it(story, entry, step):
    decided_on = f"{story.now.date() - timedelta(days=9)}"
    story.punish("云统罚〔2027〕9号", decided_on=decided_on)
    (again,) = story.records_to_extend_on(entry)
    extension = story.extend(entry, ground="again", record=again.value)
    if step != "serve_extension":
        story.serve_extension(extension)
        story.go_on(10)
    if step == "complete_extension":
        story.decide_extension(extension)
        story.send_extension(extension)
    story.punish("云统罚〔2027〕9号", decided_on=decided_on, mode="withdraw")

    with pytest.raises(LapsedError):
        getattr(story, step)(extension)

    assert story.longer(extension).state == ExtensionState.LAPSED
    assert story.fresh(entry).state == "published"


def of_record(entry):
    return {
        "organisation_id": entry.organisation_id, "item": entry.record_item,
        "fact": entry.record_fact,
    }  # fmt: skip


def test_while_the_entry_is_disputed_or_held_back_nothing_goes_on(story, entry):
    by = {"by": story.approver, "now": story.now}
    suppressing.mark(**of_record(entry), mark="disputed", reason="YY-1", **by)
    with pytest.raises(ContestedError):
        story.extend(entry)
    suppressing.unmark(**of_record(entry), mark="disputed", **by)
    extension = story.decided_extension(entry)
    suspended = Suppression.Because.SUSPENDED
    suppressing.suppress_record(**of_record(entry), because=suspended, reason="x", **by)

    with pytest.raises(ContestedError):
        story.complete_extension(extension)

    assert story.fresh(entry).ends_on == extension.old_end


def test_what_was_dropped_leaves_the_end_and_may_be_proposed_anew(story, entry):
    extension = story.decided_extension(entry)

    story.drop_extension(extension)

    assert story.fresh(entry).ends_on == extension.old_end
    with pytest.raises(ClosedCaseError):
        story.answer_extension(extension)
    assert story.extend(entry).state == ExtensionState.PROPOSED
