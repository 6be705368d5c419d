"""Reviewed, decided by another, served, published: with everything a decision says."""

from __future__ import annotations

from datetime import date

import pytest

from goodstanding.audit.models import Event
from goodstanding.casework.domain.cases import NoReasonError, SameOfficerError
from goodstanding.casework.models import Notice
from goodstanding.listings.domain.procedure import (
    NoConsentError,
    NotPublishableError,
    NotServedError,
    State,
    TransitionError,
)
from goodstanding.listings.queries import entries
from goodstanding.listings.services import deciding
from goodstanding.listings.services.steps import Proof
from goodstanding.listings.tests.conftest import DECISION

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("step", ["reviewed", "decided", "published"])
def test_who_proposed_does_not_review_decide_or_publish(story, monkeypatch, step):
    before = {"reviewed": "heard", "decided": "consented", "published": "told"}[step]
    entry = story.brought_to(before)
    monkeypatch.setattr(type(story), "approver", story.officer)

    with pytest.raises(SameOfficerError):
        story.do(entry, step)


def test_what_the_legal_review_gives_back_waits_and_says_why(story):
    entry = story.brought_to("heard")

    deciding.give_back(entry, reason="证据不足", by=story.approver, now=story.now)

    assert story.fresh(entry).state == State.HEARD
    assert Event.objects.filter(action="listing.given_back").exists()


def test_without_the_consent_that_the_list_wants_nothing_is_decided(story):
    entry = story.brought_to("reviewed")

    with pytest.raises(NoConsentError):
        story.do(entry, "decided")


def test_a_decision_says_everything(story):
    from dataclasses import replace

    entry = story.brought_to("consented")

    with pytest.raises(NoReasonError):
        deciding.decide(
            entry, replace(DECISION, remedies=" "), timing=story.timing, by=story.approver,
            now=story.now,
        )  # fmt: skip


def test_a_decision_has_its_end_its_earliest_exit_and_its_measures(story):
    entry = story.brought_to("decided")

    assert entry.starts_on == date(2026, 12, 3)
    assert entry.ends_on == date(2029, 12, 3)
    assert entry.exit_from == date(2027, 12, 3)
    assert "E27" in entry.measures


def test_the_decision_is_served_before_it_is_published(story):
    entry = story.brought_to("decided")
    with pytest.raises(TransitionError):
        story.do(entry, "published")
    with pytest.raises(NotServedError):
        deciding.serve_decision(
            entry, Proof("回执"), timing=story.timing, by=story.officer, now=story.now
        )

    story.do(entry, "told")
    story.do(entry, "published")

    assert "救济" in Notice.objects.get(kind="listing.decision").text


def test_a_published_entry_is_a_public_record_with_its_end(story):
    entry = story.brought_to("published")

    shown = story.shown()
    assert shown.payload["reason"] == "生产不合格食品"
    assert shown.public_until == entry.ends_on
    assert entry.case.closed_at is not None
    assert [
        one.number for one in entries.live_of(story.organisation.pk, today=story.now.date())
    ] == [entry.case.number]


def test_nothing_is_public_before_it_is_published(story):
    entry = story.brought_to("told")

    assert story.shown() is None
    assert entries.live_of(story.organisation.pk, today=story.now.date()) == []
    assert entry.record_fact is None


def test_a_record_that_the_catalogue_refuses_is_not_published(story):
    entry = story.propose(particulars={"authority_uscc": "not a code"})
    for step in ("noticed", "served"):
        story.do(entry, step)
    story.go_on(10)
    for step in ("heard", "reviewed", "consented", "decided", "told"):
        story.do(entry, step)

    with pytest.raises(NotPublishableError):
        story.do(entry, "published")
    assert story.fresh(entry).state == State.TOLD
