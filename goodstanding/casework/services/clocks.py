"""Starting, suspending, extending and stopping the clocks of a case."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Min

from goodstanding.casework.domain import cases, clocks
from goodstanding.casework.domain.cases import NotSuspendableError
from goodstanding.casework.models import Case, Clock, Suspension
from goodstanding.casework.queries.clocks import as_clock
from goodstanding.casework.services.cases import locked, tell

if TYPE_CHECKING:
    from datetime import date, datetime

    from goodstanding.audit.domain import Actor
    from goodstanding.catalogue.domain.model import Limit
    from goodstanding.standards.working_days import WorkingCalendar


def start(case: Case, limit: Limit, *, edition: str, on: date, calendar: WorkingCalendar) -> Clock:
    """A clock of the case by a time limit of policy, from the day on which it starts."""
    row = Clock(
        case=case, limit=limit.key, edition=edition, started_on=on,
        working_days=limit.working_days, extension_allowed=limit.extension,
        suspendable=limit.suspendable,
    )  # fmt: skip
    row.due_on = clocks.due_on(clocks.Clock(on, limit.working_days), calendar)
    row.save(force_insert=True)
    _follow(case)
    return row


def stop(case: Case, limit: str, *, on: date) -> None:
    """The step of that limit is done; a clock that doesn't run is left as it is."""
    Suspension.objects.filter(
        clock__case=case, clock__limit=limit, clock__stopped_on=None, until=None
    ).update(until=on)
    Clock.objects.filter(case=case, limit=limit, stopped_on=None).update(stopped_on=on)
    _follow(case)


@transaction.atomic
def suspend(clock: Clock, *, reason: str, by: Actor, now: datetime) -> None:
    """Let the clock stand still from today. Raises NotSuspendableError, SuspendedError, StoppedError."""
    case, clock = _held(clock)
    if not clock.suspendable:
        raise NotSuspendableError(due=clock.due_on)
    said = cases.require_reason(reason, step="suspend")
    clocks.suspend(as_clock(clock), on=now.date())
    Suspension.objects.create(clock=clock, start=now.date(), reason=said)
    clock.due_on = None
    clock.save(update_fields=["due_on"])
    _follow(case)
    tell(case, "clock.suspended", by=by, now=now, limit=clock.limit, reason=said)


@transaction.atomic
def resume(clock: Clock, *, by: Actor, now: datetime, calendar: WorkingCalendar) -> None:
    """Let the clock go on; today counts. Raises NotSuspendedError, StoppedError."""
    case, clock = _held(clock)
    going = clocks.resume(as_clock(clock), on=now.date())
    Suspension.objects.filter(clock=clock, until=None).update(until=now.date())
    _save_end(case, clock, going, calendar)
    tell(case, "clock.resumed", by=by, now=now, limit=clock.limit, due=clock.due_on)


@transaction.atomic
def extend(
    clock: Clock, *, days: int, reason: str, by: Actor, now: datetime, calendar: WorkingCalendar
) -> None:
    """Give the clock more working days within the rule. Raises ExtensionError, StoppedError."""
    case, clock = _held(clock)
    said = cases.require_reason(reason, step="extend")
    longer = clocks.extend(as_clock(clock), by=days, allowed=clock.extension_allowed)
    clock.extended_by, clock.extension_reason = longer.extended_by, said
    clock.save(update_fields=["extended_by", "extension_reason"])
    _save_end(case, clock, longer, calendar)
    tell(case, "clock.extended", by=by, now=now, limit=clock.limit, days=days, reason=said)


def _held(clock: Clock) -> tuple[Case, Clock]:
    case = locked(clock.case_id)
    return case, Clock.objects.select_for_update(no_key=True).get(pk=clock.pk)


def _save_end(case: Case, row: Clock, clock: clocks.Clock, calendar: WorkingCalendar) -> None:
    row.due_on = clocks.due_on(clock, calendar)
    row.save(update_fields=["due_on"])
    _follow(case)


def _follow(case: Case) -> None:
    """The case is due when the first of its running clocks is."""
    running = Clock.objects.filter(case=case, stopped_on=None)
    case.due_on = running.aggregate(first=Min("due_on"))["first"]
    case.suspended = case.due_on is None and running.exists()
    case.save(update_fields=["due_on", "suspended"])
