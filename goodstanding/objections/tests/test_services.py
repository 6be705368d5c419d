"""An objection from its filing to its end: the mark, the clocks, four eyes, the correction."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from goodstanding.audit.domain import SYSTEM
from goodstanding.casework.domain.cases import ChangedError, NoReasonError, SameOfficerError
from goodstanding.casework.models import Case, Clock, Notice
from goodstanding.collection.services.restating import NotRestatedError
from goodstanding.objections import domain
from goodstanding.objections.domain import (
    TRANSITIONS,
    AlreadyDisputedError,
    Effect,
    NotAboutError,
    Outcome,
    Proposal,
    ProposalError,
    State,
    TooLateError,
    TransitionError,
)
from goodstanding.objections.models import Objection
from goodstanding.objections.services import deciding, filing
from goodstanding.objections.services.deciding import Answer

pytestmark = pytest.mark.django_db

UPHELD = Proposal(Outcome.UPHELD, Effect.CORRECT, "决定书载明罚款二万元。", {"fine": "2"})
REJECTED = Proposal(Outcome.REJECTED, Effect.NONE, "决定书载明罚款二十万元。", {})
ANSWER = Answer("已答复", Notice.Channel.PORTAL)


def forwarded(story):
    objection = story.file()
    filing.forward(
        objection, note="请核查", timing=story.timing, by=story.cast.operator.actor, now=story.now
    )
    return Objection.objects.get(pk=objection.pk)


def proposed(story, proposal=UPHELD):
    objection = forwarded(story)
    by = story.cast.case_officer.actor
    deciding.propose(objection, proposal, timing=story.timing, by=by, now=story.now)
    return Objection.objects.get(pk=objection.pk)


def decided(story, proposal=UPHELD):
    return deciding.decide(
        proposed(story, proposal), answer=ANSWER, timing=story.timing,
        environment=story.city.environment, by=story.cast.approver.actor, now=story.now,
    )  # fmt: skip


def test_a_record_is_marked_as_disputed_in_public_the_moment_somebody_objects(story):
    story.file()

    assert "disputed" in story.shown().marks
    assert Clock.objects.get(limit="objection.mark").stopped_on == story.now.date()


def test_an_objection_is_answered_for_by_the_clocks_of_policy(story):
    objection = forwarded(story)

    assert objection.case.due_on == date(2026, 11, 30)  # five working days from Monday the 23rd
    assert objection.case.agency == "ecology"


def test_a_second_objection_to_the_same_record_waits_for_the_first(story):
    first = story.file()

    with pytest.raises(AlreadyDisputedError) as refused:
        story.file()

    assert refused.value.fields["number"] == first.case.number


def test_only_a_record_of_the_organisation_can_be_objected_to(story):
    with pytest.raises(NotAboutError):
        story.file(fact=uuid4())
    with pytest.raises(NoReasonError):
        story.file(statement="   ")
    assert not Case.objects.exists()


def test_an_upheld_objection_corrects_the_record_and_lifts_the_mark(story):
    contested = story.record()

    objection = decided(story)

    assert story.record().payload["fine"] == 2
    assert story.record().id != contested.id
    assert story.shown().payload["fine"] == 2
    assert story.shown().marks == ()
    assert objection.correction.startswith("S-")
    assert Notice.objects.get().text == "已答复"


def test_the_contested_version_stays_in_the_history(story):
    contested = story.record()
    decided(story)

    history = story.city.now.replace(year=2030)
    from goodstanding.records.queries import file_of

    versions = file_of(
        story.organisation.pk, as_of=story.now.date(), known_before=history, history=True
    )
    assert contested.id in [one.id for one in versions]


def test_a_rejected_objection_leaves_the_record_as_it_is_and_unmarked(story):
    decided(story, REJECTED)

    assert story.shown().payload["fine"] == 20
    assert story.shown().marks == ()


def test_what_is_not_ours_is_withdrawn_and_no_longer_shown(story):
    decided(story, Proposal(Outcome.UPHELD, Effect.WITHDRAW, "系其他单位的处罚。", {}))

    assert story.record() is None
    assert story.shown() is None


def test_who_proposed_a_decision_cannot_make_it(story):
    objection = proposed(story)

    with pytest.raises(SameOfficerError):
        deciding.decide(
            objection, answer=ANSWER, timing=story.timing, environment=story.city.environment,
            by=story.cast.case_officer.actor, now=story.now,
        )  # fmt: skip
    with pytest.raises(IntegrityError), transaction.atomic():
        Objection.objects.update(decided_by=objection.proposed_by)


def test_a_correction_that_the_items_rules_refuse_changes_nothing_at_all(story):
    proposal = Proposal(Outcome.UPHELD, Effect.CORRECT, "更正。", {"fine": "两万"})

    with pytest.raises(NotRestatedError):
        decided(story, proposal)

    assert Objection.objects.get().state == State.PROPOSED
    assert "disputed" in story.shown().marks
    assert story.record().payload["fine"] == 20


@pytest.mark.parametrize(
    "proposal",
    [
        Proposal(Outcome.REJECTED, Effect.CORRECT, "理由", {"fine": "2"}),
        Proposal(Outcome.UPHELD, Effect.NONE, "理由", {}),
        Proposal(Outcome.UPHELD, Effect.CORRECT, "理由", {}),
        Proposal(Outcome.UPHELD, Effect.WITHDRAW, "理由", {"fine": "2"}),
        Proposal(Outcome.UPHELD, Effect.CORRECT, "  ", {"fine": "2"}),
    ],
)
def test_a_proposal_that_contradicts_itself_is_refused(story, proposal):
    with pytest.raises(ProposalError):
        proposed(story, proposal)
    assert Objection.objects.get().state == State.WITH_SUPPLIER


def test_a_proposal_that_was_given_back_is_made_again_while_the_clock_runs_on(story):
    objection = proposed(story)
    due = objection.case.due_on

    deciding.give_back(objection, reason="请附决定书", by=story.cast.approver.actor, now=story.now)

    objection = Objection.objects.get()
    assert (objection.state, objection.case.due_on) == (State.WITH_SUPPLIER, due)


def test_a_second_look_is_taken_by_a_third_person_and_marks_the_record_again(story):
    objection = decided(story, REJECTED)
    deciding.ask_again(
        objection, statement="请看附件", timing=story.timing, by=story.cast.representative.actor,
        now=story.now,
    )  # fmt: skip
    assert "disputed" in story.shown().marks

    deciding.decide_again(
        objection, UPHELD, answer=ANSWER, timing=story.timing, environment=story.city.environment,
        by=story.cast.reviewer.actor, now=story.now,
    )  # fmt: skip

    assert story.shown().payload["fine"] == 2
    assert story.shown().marks == ()
    assert Case.objects.get().outcome == Outcome.UPHELD


def test_a_second_look_that_nobody_asked_for_is_refused(story):
    objection = decided(story, REJECTED)

    with pytest.raises(TransitionError):
        deciding.decide_again(
            objection, UPHELD, answer=ANSWER, timing=story.timing, environment=story.city.environment,
            by=story.cast.reviewer.actor, now=story.now,
        )  # fmt: skip

    assert Objection.objects.get(pk=objection.pk).state == State.DECIDED


def test_the_deciders_cannot_take_the_second_look(story):
    objection = decided(story, REJECTED)
    deciding.ask_again(
        objection, statement="请复核", timing=story.timing, by=story.cast.representative.actor,
        now=story.now,
    )  # fmt: skip

    for person in (story.cast.approver, story.cast.case_officer):
        with pytest.raises(SameOfficerError):
            deciding.decide_again(
                objection, REJECTED, answer=ANSWER, timing=story.timing,
                environment=story.city.environment, by=person.actor, now=story.now,
            )  # fmt: skip


def test_a_decision_that_nobody_contests_in_time_stands(story):
    decided(story, REJECTED)
    clock = Clock.objects.get(limit="objection.ask_again")
    last = story.now + (clock.due_on - story.now.date())

    assert deciding.let_stand(by=SYSTEM, now=last) == 0
    assert deciding.let_stand(by=SYSTEM, now=last + timedelta(days=1), chunk=1) == 1
    assert deciding.let_stand(by=SYSTEM, now=last + timedelta(days=1)) == 0

    case = Case.objects.get()
    assert (case.outcome, case.step, case.due_on) == (Outcome.REJECTED, "closed", None)
    assert not Clock.objects.filter(stopped_on=None).exists()
    assert Objection.objects.get().state == State.CLOSED


def test_an_objection_can_be_taken_back_before_it_is_decided(story):
    objection = story.file()

    filing.withdraw(
        objection, timing=story.timing, by=story.cast.representative.actor, now=story.now
    )

    assert story.shown().marks == ()
    assert Case.objects.get().outcome == State.WITHDRAWN
    story.file()  # and made anew


@pytest.mark.parametrize("state", list(State))
def test_no_step_but_those_of_the_procedure_can_be_taken(story, state):
    objection = story.file()
    Objection.objects.filter(pk=objection.pk).update(**facts_of(state))

    for target in set(State) - TRANSITIONS[state]:
        with pytest.raises(TransitionError):
            domain.require_transition(state, target, number="")


def facts_of(state):
    """What the database wants to see in a state."""
    after = {State.DECIDED, State.SECOND_LOOK, State.CLOSED}
    facts = {"proposed_by": "1", "decided_by": "2", "decided_at": "2026-11-23T09:00:00Z"}
    said = {"outcome": "rejected", "effect": "none", "finding": "理由"}
    return {"state": state, **(facts | said if state in after else {})}


@pytest.mark.parametrize("state", [State.DECIDED, State.SECOND_LOOK, State.CLOSED])
def test_the_database_knows_no_decision_without_reasons(story, state):
    objection = story.file()

    for name, empty in (("finding", ""), ("outcome", ""), ("decided_by", ""), ("decided_at", None)):
        with pytest.raises(IntegrityError), transaction.atomic():
            Objection.objects.filter(pk=objection.pk).update(**{**facts_of(state), name: empty})


def test_a_second_look_is_asked_for_in_time_though_no_job_has_run(story):
    objection = decided(story)
    due = Clock.objects.get(limit="objection.ask_again").due_on
    asked = {"statement": "请复核", "timing": story.timing, "by": story.cast.representative.actor}

    story.city.at(due + timedelta(days=1))
    with pytest.raises(TooLateError):
        deciding.ask_again(objection, now=story.now, **asked)

    story.city.at(due)
    deciding.ask_again(objection, now=story.now, **asked)
    assert Objection.objects.get().state == State.SECOND_LOOK


def test_a_decision_is_about_the_proposal_that_was_seen(story):
    objection = proposed(story)
    seen = deciding.mark_of(objection)
    cast, shared = story.cast, {"timing": story.timing, "now": story.now}
    deciding.give_back(objection, reason="再查", by=cast.approver.actor, now=story.now)
    deciding.propose(objection, REJECTED, by=cast.case_officer.actor, **shared)
    given = {"answer": ANSWER, "environment": story.city.environment, "by": cast.approver.actor}

    with pytest.raises(ChangedError):
        deciding.decide(objection, seen=seen, **given, **shared)

    now = deciding.mark_of(Objection.objects.get())
    deciding.decide(objection, seen=now, **given, **shared)
    assert Objection.objects.get().outcome == "rejected"
