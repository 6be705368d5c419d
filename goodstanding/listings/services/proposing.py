"""An entry proposed by a person, on records that are named; told to the organisation; answered."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from django.db import connection, transaction

from goodstanding.audit import services as audit
from goodstanding.casework.domain.cases import require_reason
from goodstanding.casework.models import Clock, Message, Notice
from goodstanding.casework.services import cases, clocks
from goodstanding.listings.domain import papers
from goodstanding.listings.domain.procedure import (
    KIND,
    LIMITS,
    NOTICE,
    PREFIX,
    AlreadyListedError,
    DisqualifiedError,
    NoGroundError,
    NotAPersonError,
    NotOfKindError,
    NotOnError,
    NotServedError,
    ServedWhenError,
    State,
    TooEarlyError,
    TransitionError,
)
from goodstanding.listings.models import Entry, Ground
from goodstanding.listings.queries import entries, grounds
from goodstanding.listings.services.ending import require_ground
from goodstanding.listings.services.steps import Proof, held, prove, reach
from goodstanding.organisations.queries import scope
from goodstanding.standards import person_number

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import date, datetime

    from goodstanding.audit.domain import Actor
    from goodstanding.casework.services.timing import Timing
    from goodstanding.catalogue.domain.lists import ListKind
    from goodstanding.listings.queries.grounds import Choice
    from goodstanding.organisations.models import Organisation

_ALONE: Final = "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))"


@dataclass(frozen=True)
class Proposal:
    """Why an organisation should stand on a list.

    `records` names what it rests on ("item:fact"); `particulars` gives further fields of the
    list's item.
    """

    reason: str
    facts: str
    basis: str
    ground: str = ""
    records: Collection[str] = ()
    particulars: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Channel:
    """How a paper goes to the organisation."""

    channel: Notice.Channel
    address: str = ""


def look_at_records(
    organisation: Organisation, kind: ListKind, *, timing: Timing, by: Actor, now: datetime
) -> list[Choice]:
    """The records that the list may rest on; that they were read is told to the audit log.

    Raises NotOfKindError.
    """
    require_kind(organisation, kind, timing)
    found = grounds.choices(organisation.pk, kind, timing.catalogue, now=now)
    audit.record(
        "listing.records_read", by=by, at=now, subject=f"organisation:{organisation.uscc}",
        purpose=kind.title.zh, detail={"records": len(found)},
    )  # fmt: skip
    return found


@transaction.atomic
def propose(
    organisation: Organisation, kind: ListKind, proposal: Proposal, *, timing: Timing, by: Actor,
    now: datetime,
) -> Entry:  # fmt: skip
    """A draft of an entry, by a person. Nobody is told of it yet.

    Of several who propose the same at once, one does. Raises NotOnError, NotOfKindError, NotAPersonError,
    NoGroundError, AlreadyListedError, DisqualifiedError.
    """
    _require_possible(organisation, kind, timing, by)
    chosen = _chosen(organisation, kind, proposal, timing, now)
    _require_alone(organisation, kind)
    case = cases.open_case(
        kind=KIND, prefix=PREFIX, organisation_id=organisation.pk, uscc=organisation.uscc,
        name=organisation.name, matter=f"{kind.title.zh}：{proposal.reason}", agency=kind.agency,
        step="listing.draft", by=by, now=now,
    )  # fmt: skip
    entry = Entry.objects.create(
        case=case, kind=kind.code, honour=kind.is_honour, edition=timing.catalogue.edition,
        organisation_id=organisation.pk, agency=kind.agency, ground=proposal.ground,
        reason=person_number.mask(proposal.reason), facts=person_number.mask(proposal.facts),
        basis=proposal.basis, particulars=dict(proposal.particulars), proposed_by=by.id,
        hearing_allowed=kind.hearing, consent_needed=kind.consent is not None,
    )  # fmt: skip
    Ground.objects.bulk_create(_ground(entry, one, now) for one in chosen)
    prove(entry, State.DRAFT, Proof(case.number), by=by, now=now)
    return entry


def require_kind(organisation: Organisation, kind: ListKind, timing: Timing) -> None:
    """Refuse an organisation of which the list's item takes no record. Raises NotOfKindError."""
    kinds = timing.catalogue.item(kind.item).subjects
    if kinds and organisation.kind not in kinds:
        raise NotOfKindError(given=kind.title.zh)


def _require_possible(
    organisation: Organisation, kind: ListKind, timing: Timing, by: Actor
) -> None:
    if not kind.decided_here:
        raise NotOnError(given=kind.title.zh)
    require_kind(organisation, kind, timing)
    if by.kind != "person":
        raise NotAPersonError
    if kind.is_honour and (item := grounds.against(organisation.pk, kind.disqualified_by)):
        raise DisqualifiedError(item=timing.catalogue.item(item).title.zh)


def _require_alone(organisation: Organisation, kind: ListKind) -> None:
    # Who proposes the same waits here until all before have ended, and sees the one before. The
    # number of the case would not do: at New Year two are counted apart.
    with connection.cursor() as cursor:
        cursor.execute(_ALONE, [f"listing {kind.code} {min(scope(organisation.pk).members)}"])
    before = entries.open_on(organisation.pk, kind.code)
    if before is not None:
        raise AlreadyListedError(number=before.case.number)


def _chosen(
    organisation: Organisation, kind: ListKind, proposal: Proposal, timing: Timing, now: datetime
) -> list[Choice]:
    """The records named, each one that the ground knows and that stands now."""
    allowed = {one.code: set(one.items) for one in kind.grounds}.get(proposal.ground, set())
    known = grounds.choices(organisation.pk, kind, timing.catalogue, now=now)
    found = [one for one in known if one.value in proposal.records and one.version.item in allowed]
    missing = len(found) < len(set(proposal.records))
    if missing or not (found or kind.is_honour):
        raise NoGroundError
    return found


def _ground(entry: Entry, one: Choice, now: datetime) -> Ground:
    return Ground(
        entry=entry, organisation_id=one.version.organisation_id, item=one.version.item,
        fact=one.version.fact, version_id=one.version.id, label=f"{one.title.zh} {one.label}",
        checked_at=now,
    )  # fmt: skip


def notice_text(entry: Entry, timing: Timing) -> str:
    """The notice beforehand as it will be sent."""
    days = timing.catalogue.limit(LIMITS[State.SERVED]).working_days
    said = papers.Case(entry.reason, entry.facts, entry.basis)
    party = papers.Party(entry.case.name, entry.case.uscc)
    return papers.notice(timing.catalogue.list_kind(entry.kind), party, said, days=days)


def send_notice(
    entry: Entry, channel: Channel, *, timing: Timing, by: Actor, now: datetime
) -> Notice:
    """Tell the organisation what is intended, why, and what it may do about it.

    It counts only once it was served (`serve_notice`). Raises TransitionError, GroundFellError.
    """
    require_ground(entry, timing=timing, now=now)
    with transaction.atomic():
        entry = held(entry, State.NOTICED)
        text = notice_text(entry, timing)
        entry.notice = cases.notify(
            entry.case, kind=NOTICE, text=text, channel=channel.channel, address=channel.address,
            by=by, now=now,
        )  # fmt: skip
        proof = Proof(f"{papers.CHANNELS[channel.channel]} {channel.address}")
        reach(entry, State.NOTICED, proof, timing=timing, by=by, now=now)
        return entry.notice


def serve_notice(entry: Entry, proof: Proof, *, timing: Timing, by: Actor, now: datetime) -> None:
    """The notice reached the organisation: from that day it has its time to answer.

    Raises TransitionError, ServedWhenError, NoReasonError, GroundFellError.
    """
    require_ground(entry, timing=timing, now=now)
    with transaction.atomic():
        entry = held(entry, State.SERVED)
        assert entry.notice is not None
        on = prove_served(entry.notice, proof, by=by, now=now)
        reach(entry, State.SERVED, proof, timing=timing, by=by, now=now)
        clock = clocks.start(
            entry.case, timing.catalogue.limit(LIMITS[State.SERVED]),
            edition=timing.catalogue.edition, on=on, calendar=timing.calendar,
        )  # fmt: skip
        entry.answer_until = clock.due_on
        entry.save(update_fields=["answer_until"])


def prove_served(notice: Notice, proof: Proof, *, by: Actor, now: datetime) -> date:
    """The day on which a paper was served, with its proof. Raises ServedWhenError, NoReasonError."""
    on, sent = proof.on or now.date(), notice.sent_at.astimezone(now.tzinfo).date()
    if not sent <= on <= now.date():
        raise ServedWhenError(given=on, sent=sent)
    text = require_reason(proof.text, step="proof of service")
    cases.prove_service(notice, served_on=on, proof=proof.document, proof_text=text, by=by, now=now)
    return on


@transaction.atomic
def respond(entry: Entry, *, statement: str, by: Actor, now: datetime) -> None:
    """Keep what the organisation says to the notice, as often as it wishes, until the decision.

    Raises NotServedError before the notice was sent, NoReasonError if it says nothing.
    """
    case = cases.locked(entry.case_id)
    if entry.state == State.DRAFT:
        raise NotServedError
    side = Message.Side.ORGANISATION
    cases.write(case, side=side, text=statement, shared=True, by=by, now=now)
    cases.tell(case, "listing.responded", by=by, now=now)


def ask_hearing(entry: Entry, *, statement: str, timing: Timing, by: Actor, now: datetime) -> None:
    """Ask to be heard, within the time to answer. Raises TransitionError, TooEarlyError where it is over."""
    with transaction.atomic():
        said = require_reason(statement, step="hearing")
        entry = held(entry, State.HEARING)
        over = entry.answer_until is not None and now.date() > entry.answer_until
        if not entry.hearing_allowed or over:
            raise TransitionError(
                number=entry.case.number, current=entry.state, target=State.HEARING
            )
        cases.write(
            entry.case, side=Message.Side.ORGANISATION, text=said, shared=True, by=by, now=now
        )
        reach(entry, State.HEARING, Proof(said), timing=timing, by=by, now=now)


def conclude(
    entry: Entry, *, finding: str, hearing_on: date | None = None, timing: Timing, by: Actor,
    now: datetime,
) -> None:  # fmt: skip
    """The organisation was heard, or let its time pass; `finding` says what became of its answer.

    Raises TooEarlyError while the time to answer runs, NoReasonError, GroundFellError.
    """
    require_ground(entry, timing=timing, now=now)
    with transaction.atomic():
        said = require_reason(finding, step="answer considered")
        entry = held(entry, State.HEARD)
        if entry.state == State.HEARING:
            _require_held(entry, hearing_on, now)
            entry.hearing_on = hearing_on
        else:
            entry.answer_until = _answer_until(entry, now)
        reach(entry, State.HEARD, Proof(said), timing=timing, by=by, now=now)


def _require_held(entry: Entry, hearing_on: date | None, now: datetime) -> None:
    asked = entry.steps.get(state=State.HEARING).on
    if hearing_on is None or not asked <= hearing_on <= now.date():
        raise ServedWhenError(given=hearing_on, sent=asked)


def _answer_until(entry: Entry, now: datetime) -> date:
    """The last day to answer, as long as its clock may have become; over by now."""
    until = Clock.objects.get(case=entry.case, limit=LIMITS[State.SERVED], stopped_on=None).due_on
    if until is None or now.date() <= until:
        raise TooEarlyError(until=until or "—")
    return until
