"""Proposed, told, answered: nobody is put on a list unheard."""

from __future__ import annotations

from datetime import date

import pytest

from goodstanding.audit.domain import SYSTEM
from goodstanding.casework.domain.cases import NoReasonError
from goodstanding.casework.models import Case, Clock, Notice
from goodstanding.listings.domain.procedure import (
    AlreadyListedError,
    NoGroundError,
    NotAPersonError,
    NotOnError,
    NotServedError,
    ServedWhenError,
    State,
    TooEarlyError,
    TransitionError,
)
from goodstanding.listings.services import proposing
from goodstanding.listings.services.steps import Proof

pytestmark = pytest.mark.django_db


def test_a_draft_names_the_record_it_rests_on_and_is_told_to_nobody(story):
    entry = story.propose()

    assert entry.case.number == "MD-2026-00001"
    assert [one.label for one in entry.grounds.all()] == ["行政处罚 云环罚〔2026〕1号"]
    assert not Notice.objects.exists()
    assert story.shown() is None


@pytest.mark.parametrize(
    "changes", [{"records": []}, {"records": ["penalty:nothing"]}, {"ground": "unknown"}]
)
def test_without_a_record_that_the_ground_knows_nobody_is_proposed(story, changes):
    with pytest.raises(NoGroundError):
        story.propose(**changes)
    assert not Case.objects.exists()


def test_nothing_is_proposed_by_itself(story, monkeypatch):
    monkeypatch.setattr(type(story), "officer", SYSTEM)

    with pytest.raises(NotAPersonError):
        story.propose()


def test_a_list_that_another_body_decides_on_takes_no_proposal(story, monkeypatch):
    kind = story.kind("judgment_debtor")
    monkeypatch.setattr(story, "kind", lambda code="": kind)

    with pytest.raises(NotOnError):
        story.propose(records=[])


def test_one_organisation_stands_once_on_a_list(story):
    first = story.propose()

    with pytest.raises(AlreadyListedError) as refused:
        story.propose()
    assert refused.value.fields["number"] == first.case.number


def test_the_notice_says_ground_basis_and_rights(story):
    entry = story.propose()
    story.do(entry, "noticed")

    text = Notice.objects.get().text
    assert "生产不合格食品" in text
    assert "总局令第44号" in text
    assert "5个工作日" in text
    assert "听证" in text


def test_the_time_to_answer_runs_from_the_day_of_service(story):
    entry = story.propose()
    story.do(entry, "noticed")
    story.go_on(4)  # Friday 27 November
    proof = Proof("回执", on=date(2026, 11, 25))
    proposing.serve_notice(
        story.fresh(entry), proof, timing=story.timing, by=story.officer, now=story.now
    )

    assert Clock.objects.get(limit="listing.respond").due_on == date(2026, 12, 2)
    assert story.fresh(entry).answer_until == date(2026, 12, 2)


@pytest.mark.parametrize("day", [date(2026, 11, 20), date(2026, 12, 24)])
def test_nothing_was_served_before_it_was_sent_or_in_the_future(story, day):
    entry = story.propose()
    story.do(entry, "noticed")

    with pytest.raises(ServedWhenError):
        proposing.serve_notice(
            story.fresh(entry), Proof("回执", on=day), timing=story.timing, by=story.officer,
            now=story.now,
        )  # fmt: skip
    assert story.fresh(entry).state == State.NOTICED


def test_a_notice_without_proof_was_not_served(story):
    entry = story.propose()
    story.do(entry, "noticed")

    with pytest.raises(NoReasonError):
        proposing.serve_notice(
            story.fresh(entry), Proof(" "), timing=story.timing, by=story.officer, now=story.now
        )
    with pytest.raises(TransitionError):
        story.do(entry, "heard")


def test_nothing_goes_on_while_the_time_to_answer_runs(story):
    entry = story.propose()
    story.do(entry, "noticed")
    story.do(entry, "served")
    story.go_on(7)  # the last day, Monday 30 November

    with pytest.raises(TooEarlyError):
        story.do(entry, "heard")
    story.go_on(1)
    story.do(entry, "heard")

    assert story.fresh(entry).state == State.HEARD


def test_more_time_to_answer_is_more_time(story):
    from goodstanding.casework.services import clocks

    entry = story.propose()
    story.do(entry, "noticed")
    story.do(entry, "served")
    clocks.extend(
        Clock.objects.get(), days=5, reason="材料多", by=story.officer, now=story.now,
        calendar=story.timing.calendar,
    )  # fmt: skip
    story.go_on(9)

    with pytest.raises(TooEarlyError):
        story.do(entry, "heard")


def test_the_organisation_answers_as_often_as_it_wishes(story):
    entry = story.propose()
    who = story.cast.representative.actor
    with pytest.raises(NotServedError):
        proposing.respond(entry, statement="不同意", by=who, now=story.now)
    story.do(entry, "noticed")

    for text in ("不同意", "补充"):
        proposing.respond(story.fresh(entry), statement=text, by=who, now=story.now)

    assert story.fresh(entry).case.messages.count() == 2


def test_who_asked_to_be_heard_is_heard_before_it_goes_on(story):
    entry = story.propose()
    story.do(entry, "noticed")
    story.do(entry, "served")
    story.do(entry, "hearing")
    story.go_on(10)

    with pytest.raises(ServedWhenError):
        story.do(entry, "heard")  # no day of the hearing
    proposing.conclude(
        story.fresh(entry), finding="听证笔录", hearing_on=story.now.date(), timing=story.timing,
        by=story.officer, now=story.now,
    )  # fmt: skip

    assert story.fresh(entry).state == State.HEARD


def test_a_hearing_is_asked_for_in_time(story):
    entry = story.propose()
    story.do(entry, "noticed")
    story.do(entry, "served")
    story.go_on(30)

    with pytest.raises(TransitionError):
        story.do(entry, "hearing")
