"""A commitment due, checked, found kept or in part; or broken, by a procedure only."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from goodstanding.casework.domain.cases import require_other, require_reason
from goodstanding.casework.models import Message, Notice
from goodstanding.casework.services import batches, cases
from goodstanding.commitments import domain, queries
from goodstanding.commitments.domain import (
    LIMITS,
    OPEN,
    AnsweredError,
    AnswerTimeError,
    State,
)
from goodstanding.commitments.models import Commitment
from goodstanding.commitments.services import publishing
from goodstanding.commitments.services.making import title_of
from goodstanding.commitments.services.steps import held, move
from goodstanding.standards import person_number

if TYPE_CHECKING:
    from datetime import datetime

    from goodstanding.audit.domain import Actor
    from goodstanding.casework.services.timing import Timing
    from goodstanding.lib.environment import Environment


def fall_due(*, timing: Timing, by: Actor, now: datetime, chunk: int = batches.CHUNK) -> int:
    """The day of these is over: the body checks them, or, where they are recorded only, their time ends.

    By sets of rows; answers how many. Each chunk is one transaction: killed anywhere, the next call goes on.
    """

    def fall(most: int) -> int:
        found = queries.falling_due(today=now.date(), most=most)
        for target, checked in ((State.DUE, True), (State.ENDED, False)):
            fallen = [one for one in found if one.checked is checked]
            _all_at(target, fallen, timing=timing, by=by, now=now)
        return len(found)

    return batches.passes(fall, chunk)


def _all_at(
    target: State, found: list[Commitment], *, timing: Timing, by: Actor, now: datetime
) -> None:
    Commitment.objects.filter(pk__in=[one.pk for one in found]).update(state=target)
    held_cases = [one.case for one in found]
    batches.move_many(held_cases, step=f"commitment.{target}")
    if target in LIMITS:
        batches.start_many(held_cases, LIMITS[target], timing=timing, on=now.date())
    cases.tell_many(held_cases, f"commitment.{target}", by=by, now=now)
    if target not in OPEN:
        batches.close_many(held_cases, lambda _: target, by=by, now=now)


@transaction.atomic
def find(
    commitment: Commitment, outcome: State, *, finding: str, timing: Timing,
    environment: Environment, by: Actor, now: datetime,
) -> None:  # fmt: skip
    """The body found it kept, or kept in part. Raises TransitionError, NoReasonError, NotPublishedError."""
    said = person_number.mask(require_reason(finding, step="finding"))
    commitment = held(commitment, outcome)
    commitment.finding, commitment.checked_on = said, now.date()
    _conclude(commitment, outcome, timing=timing, environment=environment, by=by, now=now)


@transaction.atomic
def propose_breach(
    commitment: Commitment, *, finding: str, timing: Timing, by: Actor, now: datetime
) -> None:
    """Propose that it was broken, and tell the organisation the facts, at once and with proof.

    Raises TransitionError, NoReasonError.
    """
    said = person_number.mask(require_reason(finding, step="breach"))
    commitment = held(commitment, State.BREACH_PROPOSED)
    today, limit = now.date(), timing.catalogue.limit(domain.LIMITS[State.BREACH_PROPOSED])
    commitment.finding, commitment.proposed_by, commitment.checked_on = said, by.id, today
    commitment.told_on = today
    commitment.answer_due_on = timing.calendar.add(today, limit.working_days)
    commitment.answer, commitment.answered_on = "", None
    move(commitment, State.BREACH_PROPOSED, timing=timing, by=by, now=now)
    notice = cases.notify(
        commitment.case, kind="commitment.breach", text=said, channel=Notice.Channel.PORTAL,
        by=by, now=now,
    )  # fmt: skip
    cases.prove_service(
        notice, served_on=today, proof=None, proof_text="平台公开于当事人的承诺页面", by=by, now=now
    )


@transaction.atomic
def answer(commitment: Commitment, *, text: str, timing: Timing, by: Actor, now: datetime) -> None:
    """The organisation answers to a proposed breach, once.

    Raises TransitionError, NoReasonError, AnsweredError.
    """
    said = person_number.mask(require_reason(text, step="answer"))
    commitment = held(commitment, State.BROKEN)
    if commitment.answered_on is not None:
        raise AnsweredError(on=commitment.answered_on)
    commitment.answer, commitment.answered_on = said, now.date()
    commitment.save(update_fields=["answer", "answered_on"])
    timing.stop(commitment.case, domain.LIMITS[State.BREACH_PROPOSED], now)
    side = Message.Side.ORGANISATION
    cases.write(commitment.case, side=side, text=said, shared=True, by=by, now=now)
    cases.tell(commitment.case, "commitment.answered", by=by, now=now)


@transaction.atomic
def give_back(
    commitment: Commitment, *, reason: str, timing: Timing, by: Actor, now: datetime
) -> None:
    """Not convinced: it is checked once more. Raises TransitionError, NoReasonError."""
    said = require_reason(reason, step="give back")
    commitment = held(commitment, State.DUE)
    side = Message.Side.SUPPLIER
    cases.write(commitment.case, side=side, text=said, shared=False, by=by, now=now)
    move(commitment, State.DUE, timing=timing, by=by, now=now)
    cases.tell(commitment.case, "commitment.given_back", by=by, now=now, shared=False)


@transaction.atomic
def decide_breach(
    commitment: Commitment, *, timing: Timing, environment: Environment, by: Actor, now: datetime
) -> None:
    """Decide that it was broken, as was proposed and told: another officer, once it was answered or not in time.

    Raises TransitionError, SameOfficerError, AnswerTimeError, NotPublishedError.
    """
    commitment = held(commitment, State.BROKEN)
    require_other(by, commitment.proposed_by)
    due = commitment.answer_due_on
    if commitment.answered_on is None and due is not None and now.date() <= due:
        raise AnswerTimeError(due=due)
    commitment.decided_by, commitment.decided_at = by.id, now
    _conclude(commitment, State.BROKEN, timing=timing, environment=environment, by=by, now=now)


def _conclude(
    commitment: Commitment, outcome: State, *, timing: Timing, environment: Environment,
    by: Actor, now: datetime,
) -> None:  # fmt: skip
    body = title_of(commitment.body, timing)
    move(commitment, outcome, timing=timing, by=by, now=now)
    publishing.publish_performance(commitment, body=body, environment=environment, by=by, now=now)
