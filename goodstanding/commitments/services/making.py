"""A commitment made, accepted and published, or not; taken back before that."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction

from goodstanding.casework.domain.cases import require_reason
from goodstanding.casework.models import Notice
from goodstanding.casework.services import cases
from goodstanding.catalogue.domain.commitments import letter_of
from goodstanding.commitments import domain
from goodstanding.commitments.domain import MadeTodayError, State, UnknownKindError
from goodstanding.commitments.models import Commitment
from goodstanding.commitments.services import publishing
from goodstanding.commitments.services.steps import held, move
from goodstanding.standards import person_number

if TYPE_CHECKING:
    from datetime import date, datetime

    from goodstanding.audit.domain import Actor
    from goodstanding.casework.services.timing import Timing
    from goodstanding.catalogue.domain.commitments import CommitmentKind
    from goodstanding.commitments.domain import Channel
    from goodstanding.lib.environment import Environment
    from goodstanding.organisations.models import Organisation


@dataclass(frozen=True)
class Promise:
    """What is promised, to whom, by when, and until when it is public."""

    kind: str
    body: str
    matter: str
    content: str
    due_on: date
    until: date


def kind_of(code: str, timing: Timing) -> CommitmentKind:
    """The kind of policy. Raises UnknownKindError."""
    policy = timing.catalogue.commitments
    found = policy.kinds.get(code) if policy else None
    if found is None:
        raise UnknownKindError(given=code, accepted="、".join(policy.kinds) if policy else "—")
    return found


def letter(organisation: Organisation, promise: Promise, timing: Timing, *, made_on: date) -> str:
    """The letter as it would be made; its number is given when it is. Raises UnknownKindError."""
    kind, policy = kind_of(promise.kind, timing), timing.catalogue.commitments
    assert policy is not None  # there is a kind
    return letter_of(policy, kind, _given(organisation, promise, timing, made_on)).zh.strip()


def _given(
    organisation: Organisation, promise: Promise, timing: Timing, made_on: date
) -> dict[str, str]:
    return {
        "name": organisation.name, "uscc": organisation.uscc,
        "body": title_of(promise.body, timing), "matter": promise.matter,
        "content": promise.content, "made_on": str(made_on), "due_on": str(promise.due_on),
        "until": str(promise.until), "number": "",
    }  # fmt: skip


def title_of(agency: str, timing: Timing) -> str:
    """The name of a body."""
    return timing.catalogue.agency(agency).title.zh


@transaction.atomic
def make(
    organisation: Organisation, promise: Promise, *, channel: Channel, timing: Timing, by: Actor,
    now: datetime,
) -> Commitment:  # fmt: skip
    """Take a commitment in, for the body that it is made to.

    Raises UnknownKindError, UnknownAgencyError, DatesError, NoReasonError, MadeTodayError.
    """
    kind, made_on = kind_of(promise.kind, timing), now.date()
    domain.require_dates(kind, made_on=made_on, due_on=promise.due_on, until=promise.until)
    matter = person_number.mask(require_reason(promise.matter, step="matter"))
    content = person_number.mask(require_reason(promise.content, step="content"))
    title_of(promise.body, timing)
    case = cases.open_case(
        kind=domain.KIND, prefix=domain.PREFIX, organisation_id=organisation.pk,
        uscc=organisation.uscc, name=organisation.name, matter=matter[:200], agency=promise.body,
        step=f"commitment.{State.MADE}", by=by, now=now,
    )  # fmt: skip
    commitment = Commitment(
        case=case, organisation_id=organisation.pk, kind=kind.code,
        edition=timing.catalogue.edition, body=promise.body, matter=matter, content=content,
        letter=person_number.mask(letter(organisation, promise, timing, made_on=made_on)),
        made_on=made_on, due_on=promise.due_on, until=promise.until, checked=kind.checked,
        channel=channel, made_by=by.id,
    )  # fmt: skip
    _save(commitment)
    timing.start(case, domain.LIMITS[State.MADE], now)
    return commitment


def _save(commitment: Commitment) -> None:
    try:
        with transaction.atomic():
            commitment.save(force_insert=True)
    except IntegrityError as taken:
        number = (
            Commitment.objects.filter(
                organisation_id=commitment.organisation_id, kind=commitment.kind,
                made_on=commitment.made_on,
            )
            .exclude(state__in=[State.DECLINED, State.WITHDRAWN])
            .values_list("case__number", flat=True)
            .first()
        )  # fmt: skip
        if number is None:
            raise
        raise MadeTodayError(number=number) from taken


@transaction.atomic
def accept(
    commitment: Commitment, *, timing: Timing, environment: Environment, by: Actor, now: datetime
) -> None:
    """The body accepts the commitment, and it is public as a record. Raises TransitionError, NotPublishedError."""
    commitment = held(commitment, State.PUBLISHED)
    body = title_of(commitment.body, timing)
    commitment.published_as = publishing.publish(
        commitment, body=body, environment=environment, by=by, now=now
    )
    move(commitment, State.PUBLISHED, timing=timing, by=by, now=now)


@transaction.atomic
def decline(
    commitment: Commitment, *, reason: str, timing: Timing, by: Actor, now: datetime
) -> None:
    """The body doesn't take it: why; the ordinary procedure applies. Raises TransitionError, NoReasonError."""
    said = person_number.mask(require_reason(reason, step="decline"))
    commitment = held(commitment, State.DECLINED)
    commitment.finding = said
    portal = Notice.Channel.PORTAL
    cases.notify(
        commitment.case, kind="commitment.declined", text=said, channel=portal, by=by, now=now
    )
    move(commitment, State.DECLINED, timing=timing, by=by, now=now)


@transaction.atomic
def withdraw(commitment: Commitment, *, timing: Timing, by: Actor, now: datetime) -> None:
    """Taken back before the body has accepted it. Raises TransitionError."""
    commitment = held(commitment, State.WITHDRAWN)
    move(commitment, State.WITHDRAWN, timing=timing, by=by, now=now)
