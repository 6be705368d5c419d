"""What a person decides is kept, used for exactly that name of that agency, and can be taken back."""

from __future__ import annotations

from datetime import timedelta

import pytest

from goodstanding.audit.domain import Actor
from goodstanding.audit.models import Event
from goodstanding.collection.queries import submissions as collection
from goodstanding.collection.services.proposing import propose_due
from goodstanding.collection.tests.conftest import sender
from goodstanding.collection.tests.samples import PAPER, REGISTRATION, WATER, penalties, penalty
from goodstanding.lib.environment import now
from goodstanding.matching.models import Proposal
from goodstanding.matching.queries import queue
from goodstanding.matching.services import judging

CLERK = Actor(kind="person", id="7", label="匹配员")
SHORT = "云溪市清源水务公司"
NEWCOMER = "913399014000000428"  # on no register of the tests but where it is sent


@pytest.fixture
def send(environment, db):
    sending = sender(environment)
    sending(REGISTRATION)
    return sending


@pytest.fixture
def at(environment):
    return now(environment)


def sent(send, name=SHORT, *, uscc="", number="1", agency="ecology"):
    row = penalty(name=name, uscc=uscc, document_number=f"云环罚〔2026〕{number}号")
    return send(penalties(row), item="penalty", agency=agency)


def proposal(environment, at):
    propose_due(environment=environment, now=at)
    return queue.waiting().get()


def test_a_row_that_nothing_certain_links_is_proposed_with_reasons(send, environment, at):
    submission = sent(send)

    made = proposal(environment, at)

    assert collection.summary(submission)["quarantined"] == 1
    assert collection.summary(submission)["proposed"] == 1
    assert made.candidates[0]["uscc"] == WATER
    assert "字号相同" in made.candidates[0]["zh"]
    assert made.agency == "ecology"


def test_proposing_again_changes_nothing(send, environment, at):
    sent(send)
    proposal(environment, at)

    assert propose_due(environment=environment, now=at) == 0
    assert Proposal.objects.count() == 1


def test_what_was_decided_is_used_the_next_time_and_counted(send, environment, at):
    sent(send)
    judging.accept(proposal(environment, at).pk, uscc=WATER, reason="同一地址", by=CLERK, now=at)

    again = sent(send, number="2")

    assert collection.summary(again)["new"] == 1
    assert collection.summary(again)["matched"] == {"identifier": 0, "name": 0, "decided": 1}
    assert Event.objects.filter(action="matching.decided").count() == 1


@pytest.mark.parametrize(
    ("name", "uscc", "agency"),
    [
        (SHORT, "", "tax"),  # another agency may mean another organisation
        (SHORT + "二", "", "ecology"),  # another name
        (SHORT, PAPER, "ecology"),  # a code that contradicts it
    ],
)
def test_a_decision_is_used_for_nothing_else(send, environment, at, name, uscc, agency):  # noqa: PLR0917  what the cases differ by
    sent(send)
    judging.accept(proposal(environment, at).pk, uscc=WATER, reason="同一地址", by=CLERK, now=at)

    other = sent(send, name, uscc=uscc, number="2", agency=agency)

    assert collection.summary(other)["quarantined"] == 1


def test_a_decision_does_not_settle_a_name_that_another_organisation_bears_by_now(
    send, environment, at
):
    sent(send, number="1")
    judging.accept(proposal(environment, at).pk, uscc=WATER, reason="同一地址", by=CLERK, now=at)
    titles = "name,uscc,kind,status,registered_on"
    newcomer = send(f"{titles}\n{SHORT},{NEWCOMER},enterprise,active,2020-01-01\n")
    assert collection.summary(newcomer)["new"] == 1

    assert collection.summary(sent(send, number="2"))["quarantined"] == 1


def test_undoing_names_the_rows_that_followed_and_opens_the_proposal_again(send, environment, at):
    sent(send)
    judgement = judging.accept(
        proposal(environment, at).pk, uscc=WATER, reason="同一地址", by=CLERK, now=at
    )
    used = sent(send, number="2")

    undone = judging.undo(judgement.pk, reason="看错了", by=CLERK, now=at + timedelta(days=1))

    assert undone.rows == ((used.pk, 1),)
    assert queue.waiting().count() == 1
    assert collection.summary(sent(send, number="3"))["quarantined"] == 1


def test_none_of_these_is_remembered_for_the_next_file(send, environment, at):
    sent(send)
    judging.none(proposal(environment, at).pk, reason="另一家", by=CLERK, now=at)

    sent(send, number="2")
    propose_due(environment=environment, now=at)

    assert queue.waiting().count() == 0
    assert Proposal.objects.filter(state="none").count() == 2


def test_a_decided_proposal_is_not_decided_twice(send, environment, at):
    sent(send)
    one = proposal(environment, at)
    judging.new_organisation(one.pk, reason="未登记", by=CLERK, now=at)

    with pytest.raises(judging.NotOpenError):
        judging.accept(one.pk, uscc=WATER, reason="同一地址", by=CLERK, now=at)


@pytest.mark.parametrize(
    ("given", "refusal"),
    [
        ({"uscc": WATER, "reason": "  "}, judging.NoReasonError),
        ({"uscc": NEWCOMER, "reason": "同一地址"}, judging.NotProposedError),
    ],
)
def test_a_decision_needs_a_reason_and_an_organisation_on_file(
    send, environment, at, given, refusal
):
    sent(send)

    with pytest.raises(refusal):
        judging.accept(proposal(environment, at).pk, **given, by=CLERK, now=at)
