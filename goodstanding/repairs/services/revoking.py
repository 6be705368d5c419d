"""A repair taken back: proposed by one officer, told, answered or not in time, decided by another."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from goodstanding.casework.domain.cases import require_other, require_reason
from goodstanding.casework.models import Message, Notice
from goodstanding.casework.services import cases
from goodstanding.disclosure.models import Suppression
from goodstanding.disclosure.services import suppressing
from goodstanding.listings.queries import entries
from goodstanding.repairs.domain import procedure, revocations
from goodstanding.repairs.domain.procedure import State
from goodstanding.repairs.domain.revocations import (
    NotGrantedError,
    RevocationAnsweredError,
    RevocationOpenError,
    RevocationState,
    RevocationTimeError,
)
from goodstanding.repairs.models import Repair, Revocation
from goodstanding.standards import person_number

if TYPE_CHECKING:
    from datetime import datetime

    from goodstanding.audit.domain import Actor
    from goodstanding.casework.services.timing import Timing


@transaction.atomic
def propose(
    repair: Repair, *, finding: str, timing: Timing, by: Actor, now: datetime
) -> Revocation:
    """Say what was not true, and tell the organisation at once, with proof. Nothing is shown yet.

    Raises NotGrantedError, RevocationOpenError, NoReasonError.
    """
    said = person_number.mask(require_reason(finding, step="revocation"))
    repair = _granted(repair)
    if found := repair.revocations.filter(state=RevocationState.PROPOSED).first():
        raise RevocationOpenError(number=found.case.number)
    case = cases.open_case(
        kind=procedure.KIND, prefix=revocations.PREFIX, organisation_id=repair.case.organisation_id,
        uscc=repair.case.uscc, name=repair.case.name, matter=repair.case.matter,
        agency=repair.body, step="repair.revocation", by=by, now=now,
    )  # fmt: skip
    limit = timing.catalogue.limit(revocations.LIMIT)
    revocation = Revocation.objects.create(
        case=case, repair=repair, finding=said, proposed_by=by.id, told_on=now.date(),
        answer_due_on=timing.calendar.add(now.date(), limit.working_days),
    )  # fmt: skip
    timing.start(case, revocations.LIMIT, now)
    _tell(revocation, said, by=by, now=now)
    return revocation


def _granted(repair: Repair) -> Repair:
    """The repair as it was granted, held until the transaction ends. Raises NotGrantedError."""
    fresh = (
        Repair.objects.select_for_update(no_key=True, of=("self",))
        .select_related("case")
        .get(pk=repair.pk)
    )
    if fresh.state != State.GRANTED:
        raise NotGrantedError(number=fresh.case.number)
    return fresh


@transaction.atomic
def answer(
    revocation: Revocation, *, text: str, timing: Timing, by: Actor, now: datetime
) -> Revocation:
    """The organisation answers, once. Raises ClosedCaseError, NoReasonError, RevocationAnsweredError."""
    said = person_number.mask(require_reason(text, step="answer"))
    revocation = _held(revocation)
    if revocation.answered_on is not None:
        raise RevocationAnsweredError(on=revocation.answered_on)
    revocation.answer, revocation.answered_on = said, now.date()
    revocation.save(update_fields=["answer", "answered_on"])
    timing.stop(revocation.case, revocations.LIMIT, now)
    side = Message.Side.ORGANISATION
    cases.write(revocation.case, side=side, text=said, shared=True, by=by, now=now)
    cases.tell(revocation.case, "repair.revocation_answered", by=by, now=now)
    return revocation


@transaction.atomic
def drop(
    revocation: Revocation, *, reason: str, timing: Timing, by: Actor, now: datetime
) -> Revocation:
    """The repair stays. Raises ClosedCaseError, SameOfficerError, NoReasonError."""
    said = person_number.mask(require_reason(reason, step="drop"))
    revocation = _held(revocation)
    require_other(by, revocation.proposed_by)
    revocation.reason = said
    cases.tell(revocation.case, "repair.revocation_dropped", by=by, now=now, reason=said)
    return _close(revocation, RevocationState.DROPPED, said, timing=timing, by=by, now=now)


@transaction.atomic
def revoke(revocation: Revocation, *, timing: Timing, by: Actor, now: datetime) -> Revocation:
    """Take the repair back: the record is public again as far as its own period reaches.

    All of it, or nothing. An entry on a list that the repair removed does not come back: it would
    have to be proposed anew. Raises ClosedCaseError, SameOfficerError, RevocationTimeError,
    NotGrantedError.
    """
    revocation = _held(revocation)
    require_other(by, revocation.proposed_by)
    if revocation.answered_on is None and now.date() <= revocation.answer_due_on:
        raise RevocationTimeError(due=revocation.answer_due_on)
    repair = _granted(revocation.repair)
    repair.state, repair.revoked_on = State.REVOKED, now.date()
    repair.save(update_fields=["state", "revoked_on"])
    if not entries.ever_shown_by(repair.organisation_id, repair.item, repair.fact):
        suppressing.lift_all(
            because=Suppression.Because.REPAIRED, reason=repair.case.number, by=by, now=now
        )
    cases.tell(repair.case, "repair.revoked", by=by, now=now)
    cases.tell(revocation.case, "repair.revoked", by=by, now=now)
    said = revocation.finding
    return _close(revocation, RevocationState.REVOKED, said, timing=timing, by=by, now=now)


def _held(revocation: Revocation) -> Revocation:
    case = cases.locked(revocation.case_id)
    fresh = Revocation.objects.select_related("repair").get(pk=revocation.pk)
    fresh.case = case
    return fresh


def _close(
    revocation: Revocation, state: RevocationState, text: str, *, timing: Timing, by: Actor,
    now: datetime,
) -> Revocation:  # fmt: skip
    revocation.state, revocation.decided_by, revocation.decided_on = state, by.id, now.date()
    revocation.save()
    timing.stop(revocation.case, revocations.LIMIT, now)
    _tell(revocation, text, by=by, now=now)
    cases.close(revocation.case, outcome=state, by=by, now=now)
    return revocation


def _tell(revocation: Revocation, text: str, *, by: Actor, now: datetime) -> None:
    """In the portal, where it can be read at once; and served there, as the portal records."""
    notice = cases.notify(
        revocation.case, kind=revocations.NOTICE, text=text, channel=Notice.Channel.PORTAL, by=by,
        now=now,
    )  # fmt: skip
    proof = "平台公开于当事人的档案页面"
    cases.prove_service(notice, served_on=now.date(), proof=None, proof_text=proof, by=by, now=now)
