"""What a body answers: it will, it did, it does not apply, it is undone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from goodstanding.audit import services as audit
from goodstanding.casework.domain.cases import require_reason
from goodstanding.listings.queries import entries
from goodstanding.measures import domain
from goodstanding.measures.domain import WAITING, EntryOverError, State
from goodstanding.measures.models import Call, Report
from goodstanding.standards import person_number

if TYPE_CHECKING:
    from datetime import datetime

    from goodstanding.audit.domain import Actor


@transaction.atomic
def confirm(call: Call, *, by: Actor, now: datetime) -> Call:
    """The body has seen it and will act; its time to report runs on.

    Raises MeasureTransitionError, EntryOverError.
    """
    call = _held(call, State.CONFIRMED)
    _require_live(call, now)
    return _to(call, State.CONFIRMED, "", by=by, now=now)


@transaction.atomic
def carry_out(call: Call, *, report: str, by: Actor, now: datetime) -> Call:
    """The body did it, and says what. Raises MeasureTransitionError, EntryOverError, NoReasonError."""
    said = person_number.mask(require_reason(report, step="report"))
    call = _held(call, State.DONE)
    _require_live(call, now)
    return _report(call, State.DONE, said, by=by, now=now)


@transaction.atomic
def refuse(call: Call, *, reason: str, by: Actor, now: datetime) -> Call:
    """It does not apply here, and why. Raises MeasureTransitionError, NoReasonError."""
    said = person_number.mask(require_reason(reason, step="why it does not apply"))
    call = _held(call, State.REFUSED)
    return _report(call, State.REFUSED, said, by=by, now=now)


@transaction.atomic
def undo(call: Call, *, report: str, by: Actor, now: datetime) -> Call:
    """What was carried out is undone, and how. Raises MeasureTransitionError, NoReasonError."""
    said = person_number.mask(require_reason(report, step="lifting"))
    call = _held(call, State.CLOSED)
    domain.require_transition(State(call.state), State.CLOSED)
    if call.state != State.LIFTED:  # what was not carried out ends with its entry alone
        raise domain.MeasureTransitionError(current=call.state, target=State.CLOSED)
    call.lifting = said
    return _to(call, State.CLOSED, said, by=by, now=now)


def _report(call: Call, target: State, said: str, *, by: Actor, now: datetime) -> Call:
    call.report, call.reported_at, call.reported_by = said, now, by.id
    return _to(call, target, said, by=by, now=now)


def _held(call: Call, target: State) -> Call:
    fresh = (
        Call.objects.select_for_update(no_key=True, of=("self",))
        .select_related("entry")
        .get(pk=call.pk)
    )
    domain.require_transition(State(fresh.state), target)
    return fresh


def _require_live(call: Call, now: datetime) -> None:
    today = now.date()
    live = entries.standing(today=today).filter(pk=call.entry_id).exists()
    if not live or today > call.ends_on:
        raise EntryOverError


def _to(call: Call, target: State, text: str, *, by: Actor, now: datetime) -> Call:
    call.state = target
    if target not in WAITING:
        call.due_on = None
    call.save()
    Report.objects.create(call=call, at=now, state=target, text=text, by_label=by.label)
    detail = {"measure": call.measure, "body": call.body}
    audit.record(f"measures.{target}", by=by, at=now, subject=f"measure:{call.pk}", detail=detail)
    return call
