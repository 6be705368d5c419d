"""A repair from its application to its effect: the clocks, four eyes, and what ends with it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from goodstanding.audit.domain import SYSTEM
from goodstanding.casework.domain.cases import (
    ChangedError,
    ClosedCaseError,
    NoReasonError,
    SameOfficerError,
)
from goodstanding.casework.models import Case, Clock, Notice
from goodstanding.disclosure.models import Suppression
from goodstanding.disclosure.queries.office import ended_early
from goodstanding.disclosure.services import suppressing
from goodstanding.recall import services as recall
from goodstanding.recall.domain import Channel as CopyChannel
from goodstanding.recall.models import Line
from goodstanding.recall.tests.conftest import BANK
from goodstanding.repairs.domain.eligibility import Answer
from goodstanding.repairs.domain.procedure import (
    OPEN,
    TRANSITIONS,
    AlreadyAppliedError,
    IncompleteError,
    NoRecordError,
    NotEligibleError,
    Outcome,
    Proposal,
    ProposalError,
    State,
    TransitionError,
)
from goodstanding.repairs.models import Repair
from goodstanding.repairs.services import deciding, filing
from goodstanding.repairs.tests.conftest import EARLY, GRANT, REFUSE, RIPE

pytestmark = pytest.mark.django_db


def test_eligibility_is_told_before_anything_is_asked(story):
    told = story.assessed()

    assert told[RIPE].eligibility.may_apply
    assert told[RIPE].eligibility.earliest == date(2026, 8, 12)
    assert told[EARLY].eligibility.answer is Answer.TOO_EARLY
    assert told[EARLY].eligibility.earliest == date(2026, 12, 10)
    assert [proof.by for proof in told[RIPE].eligibility.rule.proofs] == ["body", "applicant"]


def test_an_application_goes_at_once_to_the_body_that_determined_the_record(story):
    repair = story.file()
    case = Case.objects.get(pk=repair.case_id)

    assert case.agency == "ecology"
    assert case.due_on == date(2026, 11, 26)  # three working days after Monday the 23rd
    whole = Clock.objects.get(case=case, limit="repair.feedback")
    assert whole.due_on == date(2026, 12, 7)


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"number": EARLY}, NotEligibleError),
        ({"fact": uuid4()}, NoRecordError),
        ({"statement": "  "}, NoReasonError),
        ({"commitment": " "}, IncompleteError),
        ({"evidence": []}, IncompleteError),
        ({"cured_on": date(2026, 11, 24)}, IncompleteError),
    ],
    ids=["too early", "no record", "no statement", "no commitment", "no proof", "future cure"],
)
def test_what_is_not_ripe_or_not_complete_is_refused_and_leaves_nothing(story, changes, refusal):
    with pytest.raises(refusal):
        story.file(**changes)

    assert not Case.objects.exists()


def test_a_second_application_waits_for_the_first(story):
    first = story.file()

    with pytest.raises(AlreadyAppliedError) as refused:
        story.file()

    assert refused.value.fields["number"] == first.case.number


def test_a_disputed_record_is_not_repaired_the_objection_goes_first(story):
    record = story.record()
    suppressing.mark(
        organisation_id=story.organisation.pk, item="penalty", fact=record.fact, by=SYSTEM,
        now=story.now,
    )  # fmt: skip

    with pytest.raises(NotEligibleError):
        story.file()


def test_an_accepted_application_marks_the_record_as_under_repair_and_starts_the_next_clock(story):
    repair = story.accept(story.file())

    assert story.shown().marks == ("repairing",)
    running = Clock.objects.filter(case_id=repair.case_id, stopped_on=None)
    assert sorted(running.values_list("limit", flat=True)) == ["repair.decide", "repair.feedback"]


def test_a_declined_application_says_why_and_when_the_next_one_is_possible(story):
    repair = story.file()
    filing.decline(
        repair, reason="整改未完成", next_possible_on=date(2026, 12, 23), timing=story.timing,
        by=story.cast.case_officer.actor, now=story.now,
    )  # fmt: skip

    kept = Repair.objects.get()
    assert (kept.state, kept.finding, kept.next_possible_on) == (
        "declined", "整改未完成", date(2026, 12, 23),
    )  # fmt: skip
    assert Notice.objects.get().served_on == story.now.date()
    assert not Clock.objects.filter(stopped_on=None).exists()
    assert story.shown() is not None
    assert story.assessed()[RIPE].eligibility.earliest == date(2026, 12, 23)
    with pytest.raises(NotEligibleError):
        story.file()
    story.city.at("2026-12-23")
    assert story.file().pk != repair.pk  # and then it may be applied for again


def test_a_granted_repair_takes_effect_in_one_step(story):
    record = story.record()
    pairs = [(story.organisation.pk, record.id)]
    recall.register(
        BANK, pairs, channel=CopyChannel.REPORT, reference="R-1", by=SYSTEM, now=story.now
    )

    repair = story.decided()

    assert story.shown() is None  # publicity ended
    assert ("penalty", record.fact) in ended_early(story.organisation.pk)  # sharing stopped
    assert [line.cause for line in Line.objects.all()] == ["repaired"]  # holders told
    assert repair.holders_told == 1
    kept = Suppression.objects.get()
    assert (kept.because, kept.reason) == ("repaired", repair.case.number)
    case = Case.objects.get(pk=repair.case_id)
    assert (case.outcome, case.due_on) == ("granted", None)
    assert not Clock.objects.filter(stopped_on=None).exists()
    assert story.assessed()[RIPE].eligibility.answer is Answer.REPAIRED


def test_what_was_repaired_stays_away_when_the_agency_sends_it_again(story):
    story.decided()
    from goodstanding.collection.tests.samples import penalties
    from goodstanding.repairs.tests.conftest import fined

    story.city.send(
        penalties(fined(RIPE, "2026-05-12", fine="3")), item="penalty", agency="ecology"
    )

    assert story.record().payload["fine"] == 3
    assert story.shown() is None


def test_a_refused_repair_leaves_the_record_public_and_unmarked_with_the_reasons(story):
    repair = story.decided(REFUSE)

    assert story.shown().marks == ()
    assert Notice.objects.get().text == REFUSE.finding
    assert repair.next_possible_on == date(2026, 12, 23)


def test_who_proposed_a_decision_cannot_make_it(story):
    repair = story.propose(story.accept(story.file()))

    with pytest.raises(SameOfficerError):
        story.decide(repair, by=story.cast.case_officer.actor)

    assert story.shown() is not None
    with pytest.raises(IntegrityError), transaction.atomic():
        Repair.objects.update(decided_by=str(story.cast.case_officer.pk))


def test_a_proposal_that_was_given_back_and_changed_is_not_decided_as_it_was_seen(story):
    seen = story.propose(story.accept(story.file()))
    deciding.give_back(seen, reason="请查缴款", by=story.cast.approver.actor, now=story.now)
    story.propose(Repair.objects.get(pk=seen.pk), REFUSE)

    with pytest.raises(TransitionError):
        story.decide(seen)


@pytest.mark.parametrize(
    "proposal",
    [
        Proposal(Outcome.GRANT, "  ", frozenset({"duty_done", "cured"})),
        Proposal(Outcome.GRANT, "可以", frozenset({"duty_done"})),
        Proposal(Outcome.REFUSE, "", frozenset()),
    ],
    ids=["no reasons", "a proof is missing", "refused without reasons"],
)
def test_nothing_is_proposed_without_reasons_nor_granted_without_every_proof(story, proposal):
    repair = story.accept(story.file())

    with pytest.raises(ProposalError):
        story.propose(repair, proposal)


def test_the_deciding_clock_runs_on_while_a_proposal_waits_and_after_it_was_given_back(story):
    repair = story.propose(story.accept(story.file()))
    deciding.give_back(repair, reason="请查缴款", by=story.cast.approver.actor, now=story.now)

    clock = Clock.objects.get(limit="repair.decide")
    assert clock.stopped_on is None
    assert clock.due_on == date(2026, 12, 2)


def test_an_effect_that_fails_leaves_everything_as_it_was(story, monkeypatch):
    repair = story.propose(story.accept(story.file()))

    def fails(**_given):
        raise RuntimeError

    monkeypatch.setattr(recall, "recall_record", fails)
    with pytest.raises(RuntimeError):
        story.decide(repair)

    assert story.shown().marks == ("repairing",)
    assert Repair.objects.get().state == "proposed"
    assert not Suppression.objects.exists()


STEPS = {
    State.ACCEPTED: lambda story, repair: story.accept(repair),
    State.DECLINED: lambda story, repair: filing.decline(
        repair, reason="不全", next_possible_on=None, timing=story.timing,
        by=story.cast.case_officer.actor, now=story.now,
    ),
    State.PROPOSED: lambda story, repair: story.propose(repair),
    State.GRANTED: lambda story, repair: story.decide(repair),
    State.WITHDRAWN: lambda story, repair: filing.withdraw(
        repair, timing=story.timing, by=story.cast.representative.actor, now=story.now
    ),
}  # fmt: skip


@given(steps=st.lists(st.tuples(st.sampled_from(sorted(STEPS)), st.integers(0, 20)), max_size=8))
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_no_order_of_steps_on_any_days_skips_the_procedure(story, steps):
    """No effect without acceptance, proposal and another's decision; no mark or clock outlives its case."""
    story.city.at("2026-11-23")
    with transaction.atomic():
        repair = story.file()
        for target, later in steps:
            story.city.at(story.now.date() + timedelta(days=later))
            before = Repair.objects.get(pk=repair.pk)
            try:
                STEPS[target](story, before)
            except (TransitionError, ClosedCaseError):
                assert not _leads_to(State(before.state), target)
            else:
                assert _leads_to(State(before.state), target)
        kept = Repair.objects.get(pk=repair.pk)
        _assert_consistent(story, kept)
        transaction.set_rollback(True)


def _leads_to(state, target):
    """Whether one of STEPS does it: what is proposed is given back to be ACCEPTED, not accepted again."""
    again = (state, target) == (State.PROPOSED, State.ACCEPTED)
    return target in TRANSITIONS[state] and not again


def _assert_consistent(story, kept):
    suppressed = Suppression.objects.filter(because="repaired").exists()
    assert suppressed == (kept.state == State.GRANTED)
    running = Clock.objects.filter(case_id=kept.case_id, stopped_on=None)
    assert running.exists() == (kept.state in OPEN)
    assert Case.objects.get(pk=kept.case_id).closed_at is None or kept.state not in OPEN
    for clock in Clock.objects.filter(case_id=kept.case_id):
        assert clock.due_on == story.timing.calendar.add(clock.started_on, clock.working_days)
    if kept.state == State.GRANTED:
        assert kept.accepted_by
        assert kept.decided_by != kept.proposed_by


def test_a_decision_is_about_the_proposal_that_was_seen(story):
    """Of the same outcome, with other reasons: nobody signs what they did not read."""
    repair = story.propose(story.accept(story.file()))
    seen, by = deciding.mark_of(repair), story.cast.approver.actor
    deciding.give_back(repair, reason="再查", by=by, now=story.now)
    again = story.propose(repair, replace(GRANT, finding="已复查，整改属实。"))
    given = {"timing": story.timing, "environment": story.city.environment, "by": by, "now": story.now}  # fmt: skip

    with pytest.raises(ChangedError):
        deciding.decide(again, seen=seen, **given)

    deciding.decide(again, seen=deciding.mark_of(again), **given)
    assert Repair.objects.get().state == "granted"
