"""An objection handed in, taken back, and who looks into it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction

from goodstanding.casework.domain.cases import require_reason
from goodstanding.casework.models import Message
from goodstanding.casework.services import cases
from goodstanding.disclosure.services import suppressing
from goodstanding.objections import domain
from goodstanding.objections.domain import AlreadyDisputedError, Channel, NotAboutError, State
from goodstanding.objections.models import Objection
from goodstanding.objections.services.steps import held, move
from goodstanding.records import queries as records
from goodstanding.standards import person_number

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from uuid import UUID

    from goodstanding.audit.domain import Actor
    from goodstanding.casework.services.timing import Timing
    from goodstanding.objections.domain import Claim, Ground
    from goodstanding.organisations.models import Organisation


@transaction.atomic
def file(
    organisation: Organisation, *, item: str, fact: UUID, ground: Ground, claims: Sequence[Claim],
    statement: str, channel: Channel, timing: Timing, by: Actor, now: datetime,
) -> Objection:  # fmt: skip
    """Take an objection in and mark the record as disputed, at once and on every channel.

    The record may have been told under the code of another that was merged with the organisation.
    Raises NotAboutError if the organisation has no such record now, AlreadyDisputedError
    while another objection to it is open, NoReasonError without a statement.
    """
    said = person_number.mask(require_reason(statement, step="objection"))
    version = records.current_in_file(organisation.pk, item, fact)
    if version is None:
        raise NotAboutError
    case = cases.open_case(
        kind=domain.KIND, prefix=domain.PREFIX, organisation_id=organisation.pk,
        uscc=organisation.uscc, name=organisation.name, matter=said[:200], agency="",
        step=domain.step_after(State.FILED), by=by, now=now,
    )  # fmt: skip
    objection = Objection(
        case=case, organisation_id=version.organisation_id, item=item, fact=fact, version_id=version.id,
        supplier=version.agency, ground=ground, statement=said, channel=channel, filed_by=by.id,
        claims=[{"field": one.field, "stated": one.stated, "claimed": one.claimed} for one in claims],
    )  # fmt: skip
    _save(objection)
    timing.start(case, "objection.mark", now)
    set_mark(objection, by=by, now=now)
    timing.stop(case, "objection.mark", now)
    timing.start(case, domain.LIMITS[State.FILED], now)
    return objection


def _save(objection: Objection) -> None:
    try:
        with transaction.atomic():
            objection.save(force_insert=True)
    except IntegrityError as taken:
        number = (
            Objection.objects.filter(
                organisation_id=objection.organisation_id, item=objection.item,
                fact=objection.fact, state__in=domain.OPEN,
            )
            .values_list("case__number", flat=True)
            .first()
        )  # fmt: skip
        if number is None:
            raise
        raise AlreadyDisputedError(number=number) from taken


def set_mark(objection: Objection, *, by: Actor, now: datetime) -> None:
    """Say beside the record, wherever it is shown, that it is disputed."""
    suppressing.mark(
        organisation_id=objection.organisation_id, item=objection.item, fact=objection.fact,
        mark=domain.MARK, reason=objection.case.number, by=by, now=now,
    )  # fmt: skip


def lift_mark(objection: Objection, *, by: Actor, now: datetime) -> None:
    """The dispute is over: keeping the mark any longer would itself be a false statement."""
    suppressing.unmark(
        organisation_id=objection.organisation_id, item=objection.item, fact=objection.fact,
        mark=domain.MARK, by=by, now=now,
    )  # fmt: skip


@transaction.atomic
def look_into(objection: Objection, *, timing: Timing, by: Actor, now: datetime) -> None:
    """The centre looks into it itself: the error would be the platform's. Raises TransitionError."""
    # What waits for a decision is given back by who decides, with the reason.
    objection = held(objection, State.WITH_PLATFORM, only_from=[State.FILED])
    objection.answers = "platform"
    move(objection, State.WITH_PLATFORM, agency="", timing=timing, by=by, now=now)


@transaction.atomic
def forward(objection: Objection, *, note: str, timing: Timing, by: Actor, now: datetime) -> None:
    """Send it to the body that supplied the record, which decides. Raises TransitionError."""
    objection = held(objection, State.WITH_SUPPLIER, only_from=[State.FILED, State.WITH_PLATFORM])
    objection.answers = "supplier"
    move(objection, State.WITH_SUPPLIER, agency=objection.supplier, timing=timing, by=by, now=now)
    if note.strip():
        office = Message.Side.OFFICE
        cases.write(objection.case, side=office, text=note, shared=False, by=by, now=now)


@transaction.atomic
def withdraw(objection: Objection, *, timing: Timing, by: Actor, now: datetime) -> None:
    """Whoever objected takes it back before a decision. Raises TransitionError."""
    objection = held(objection, State.WITHDRAWN)
    move(objection, State.WITHDRAWN, agency=None, timing=timing, by=by, now=now)
    lift_mark(objection, by=by, now=now)
    cases.close(objection.case, outcome=State.WITHDRAWN, by=by, now=now)
