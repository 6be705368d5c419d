"""An objection decided: proposed by one officer, decided by another, looked at once more by a third."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction

from goodstanding.casework.domain.cases import (
    require_other,
    require_reason,
    require_seen,
    seen_mark,
)
from goodstanding.casework.models import Clock, Message, Notice
from goodstanding.casework.services import batches, cases
from goodstanding.collection.services import restating
from goodstanding.objections import domain, queries
from goodstanding.objections.domain import (
    LIMITS,
    Effect,
    NotAboutError,
    Outcome,
    Proposal,
    State,
    TooLateError,
)
from goodstanding.objections.models import Objection
from goodstanding.objections.services.filing import lift_mark, set_mark
from goodstanding.objections.services.steps import held, move
from goodstanding.organisations.models import Organisation
from goodstanding.records import queries as records
from goodstanding.standards import person_number

if TYPE_CHECKING:
    from datetime import datetime

    from goodstanding.audit.domain import Actor
    from goodstanding.casework.services.timing import Timing
    from goodstanding.lib.environment import Environment


@dataclass(frozen=True)
class Answer:
    """What is told to whoever objected: the words and the channel they go by."""

    text: str
    channel: Notice.Channel
    address: str = ""


@transaction.atomic
def propose(
    objection: Objection, proposal: Proposal, *, timing: Timing, by: Actor, now: datetime
) -> None:
    """Put a decision before another officer. Raises TransitionError, ProposalError."""
    domain.require_sound(proposal)
    objection = held(objection, State.PROPOSED)
    objection.outcome, objection.effect = proposal.outcome, proposal.effect
    objection.finding = person_number.mask(proposal.finding.strip())
    objection.corrections = dict(proposal.corrections)
    objection.proposed_by = by.id
    move(objection, State.PROPOSED, agency=None, timing=timing, by=by, now=now)


@transaction.atomic
def give_back(objection: Objection, *, reason: str, by: Actor, now: datetime) -> None:
    """Give a proposal back to whoever made it, with the reason. Raises TransitionError, NoReasonError."""
    target = State.WITH_SUPPLIER if objection.answers == "supplier" else State.WITH_PLATFORM
    said = require_reason(reason, step="give back")
    objection = held(objection, target, only_from=[State.PROPOSED])
    objection.state = target
    objection.save(update_fields=["state"])
    cases.move(objection.case, step=domain.step_after(target))  # its clock runs on
    cases.write(objection.case, side=Message.Side.OFFICE, text=said, shared=False, by=by, now=now)
    cases.tell(objection.case, "objection.given_back", by=by, now=now, shared=False)


def mark_of(objection: Objection) -> str:
    """The mark of its proposal, for the page that shows it."""
    return seen_mark(
        objection.proposed_by, objection.outcome, objection.effect, objection.finding,
        sorted(objection.corrections.items()),
    )  # fmt: skip


@transaction.atomic
def decide(
    objection: Objection, *, answer: Answer, timing: Timing, environment: Environment, by: Actor,
    now: datetime, seen: str = "",
) -> Objection:  # fmt: skip
    """Decide as was proposed: the record put right, the mark lifted, whoever objected told.

    All of it, or nothing. The contested version stays in history. `seen`: the mark of the proposal
    on the page that was decided from. Raises TransitionError, ChangedError, SameOfficerError if the decider made the proposal, NotRestatedError if the item's own
    rules refuse the correction.
    """
    objection = held(objection, State.DECIDED)
    require_seen(seen, mark_of(objection), number=objection.case.number)
    require_other(by, objection.proposed_by)
    objection.decided_by, objection.decided_at = by.id, now
    objection.correction = _put_right(
        objection, objection.case.number, timing=timing, environment=environment, by=by, now=now
    )
    move(objection, State.DECIDED, agency="", timing=timing, by=by, now=now)
    lift_mark(objection, by=by, now=now)
    _tell(objection, "objection.answer", answer, by=by, now=now)
    return objection


@transaction.atomic
def ask_again(
    objection: Objection, *, statement: str, timing: Timing, by: Actor, now: datetime
) -> None:
    """Ask once and in time for a second look; the record is disputed again.

    Raises TransitionError, NoReasonError, TooLateError.
    """
    said = person_number.mask(require_reason(statement, step="second look"))
    objection = held(objection, State.SECOND_LOOK)
    # Whether it is in time is not for the nightly job to say, which may be late.
    clock = Clock.objects.get(case=objection.case, limit=LIMITS[State.DECIDED], stopped_on=None)
    if clock.due_on is not None and now.date() > clock.due_on:
        raise TooLateError(until=clock.due_on)
    objection.second_statement, objection.second_asked_at = said, now
    move(objection, State.SECOND_LOOK, agency="", timing=timing, by=by, now=now)
    set_mark(objection, by=by, now=now)


@transaction.atomic
def decide_again(
    objection: Objection, proposal: Proposal, *, answer: Answer, timing: Timing,
    environment: Environment, by: Actor, now: datetime,
) -> Objection:  # fmt: skip
    """The second look's decision, final here, by somebody who had no part in the first.

    Raises TransitionError, ProposalError, SameOfficerError, NotRestatedError.
    """
    domain.require_sound(proposal)
    objection = held(objection, State.CLOSED, only_from=[State.SECOND_LOOK])
    require_other(by, objection.proposed_by)
    require_other(by, objection.decided_by)
    objection.second_outcome, objection.second_finding = proposal.outcome, proposal.finding.strip()
    objection.second_by, objection.second_at = by.id, now
    if proposal.outcome is not Outcome.REJECTED:
        objection.effect, objection.corrections = proposal.effect, dict(proposal.corrections)
        objection.correction = _put_right(
            objection, f"{objection.case.number}-2", timing=timing, environment=environment, by=by,
            now=now,
        )  # fmt: skip
    _close(objection, outcome=proposal.outcome, timing=timing, by=by, now=now)
    lift_mark(objection, by=by, now=now)
    _tell(objection, "objection.second_answer", answer, by=by, now=now)
    return objection


def let_stand(*, by: Actor, now: datetime, chunk: int = batches.CHUNK) -> int:
    """Close what was decided and not contested in time, by sets of rows; answers how many.

    Each chunk is one transaction: killed anywhere, the next call goes on.
    """

    def close(most: int) -> int:
        found = queries.left_to_stand(today=now.date(), most=most)
        outcomes = {one.case_id: one.outcome for one in found}
        held_cases = [one.case for one in found]
        batches.stop_many(held_cases, domain.LIMITS[State.DECIDED], on=now.date())
        Objection.objects.filter(pk__in=[one.pk for one in found]).update(state=State.CLOSED)
        batches.close_many(held_cases, lambda case: outcomes[case.pk], by=by, now=now)
        return len(found)

    return batches.passes(close, chunk)


def _close(objection: Objection, *, outcome: str, timing: Timing, by: Actor, now: datetime) -> None:
    move(objection, State.CLOSED, agency=None, timing=timing, by=by, now=now)
    cases.close(objection.case, outcome=outcome, by=by, now=now)


def _put_right(
    objection: Objection, because: str, *, timing: Timing, environment: Environment, by: Actor,
    now: datetime,
) -> str:  # fmt: skip
    """Do to the record what was decided; the number of the submission that did it."""
    effect = Effect(objection.effect)
    if effect is Effect.NONE:
        return ""
    version = records.current(objection.organisation_id, objection.item, objection.fact)
    if version is None:
        raise NotAboutError  # somebody else withdrew it: the proposal speaks of what is gone
    organisation = Organisation.objects.get(pk=objection.organisation_id)
    item = timing.catalogue.item(objection.item)
    if effect is Effect.WITHDRAW:
        sent = restating.take_back(
            version, organisation=organisation, item=item, because=because, by=by,
            environment=environment, now=now,
        )  # fmt: skip
    else:
        sent = restating.restate(
            version, organisation=organisation, item=item, values=objection.corrections,
            because=because, by=by, environment=environment, now=now,
        )  # fmt: skip
    return sent.number


def _tell(objection: Objection, kind: str, answer: Answer, *, by: Actor, now: datetime) -> None:
    cases.notify(
        objection.case, kind=kind, text=answer.text, channel=answer.channel,
        address=answer.address, by=by, now=now,
    )  # fmt: skip
