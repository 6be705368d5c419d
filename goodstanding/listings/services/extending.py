"""The term of an entry extended: proposed and told, answered, decided by another, served; then it moves."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import transaction

from goodstanding.casework.domain.cases import require_other, require_reason
from goodstanding.casework.models import Case, Clock, Message
from goodstanding.casework.services import cases, clocks
from goodstanding.listings.domain import extensions as domain
from goodstanding.listings.domain import papers
from goodstanding.listings.domain.extensions import (
    DECISION,
    LIMIT,
    NOTICE,
    PREFIX,
    ContestedError,
    ExtensionOpenError,
    ExtensionState,
    LapsedError,
    NotExtendableError,
    Proposal,
)
from goodstanding.listings.domain.procedure import (
    KIND,
    NoGroundError,
    NotAPersonError,
    NotServedError,
    TooEarlyError,
)
from goodstanding.listings.models import Entry, Extension
from goodstanding.listings.queries import extensions
from goodstanding.listings.services import ending, lapsing, records
from goodstanding.listings.services.proposing import prove_served
from goodstanding.standards import person_number

if TYPE_CHECKING:
    from datetime import date, datetime

    from goodstanding.audit.domain import Actor
    from goodstanding.casework.services.timing import Timing
    from goodstanding.catalogue.domain.lists import Ground, ListKind
    from goodstanding.lib.environment import Environment
    from goodstanding.listings.queries.grounds import Choice
    from goodstanding.listings.services.proposing import Channel
    from goodstanding.listings.services.steps import Proof


def propose(
    entry: Entry, said: Proposal, channel: Channel, *, timing: Timing, by: Actor, now: datetime
) -> Extension:
    """Tell the organisation that its entry is to last longer, why, and what it may do about it.

    Nothing moves. Raises NotAPersonError, NotExtendableError, ExtensionOpenError, ContestedError,
    NewEndError, NoGroundError, NoReasonError, GroundFellError.
    """
    ending.require_ground(entry, timing=timing, now=now)
    with transaction.atomic():
        entry = _standing(entry, now)
        asked = _asked(entry, said, timing, by, now)
        case = cases.open_case(
            kind=KIND, prefix=PREFIX, organisation_id=entry.organisation_id, uscc=entry.case.uscc,
            name=entry.case.name, matter=f"{asked.kind.title.zh}：延长期限", agency=entry.agency,
            step="listing.extension_proposed", by=by, now=now,
        )  # fmt: skip
        notice = cases.notify(
            case, kind=NOTICE, text=_notice_text(entry, asked, timing), channel=channel.channel,
            address=channel.address, by=by, now=now,
        )  # fmt: skip
        cases.tell(entry.case, "listing.extension_proposed", by=by, now=now, number=case.number)
        return Extension.objects.create(
            entry=entry, case=case, edition=timing.catalogue.edition, proposed_by=by.id,
            notice=notice, ground=asked.ground.code, reason=asked.said.reason,
            facts=asked.said.facts, basis=asked.said.basis, old_end=asked.ends,
            new_end=asked.said.until, latest_end=asked.latest, **_named(asked.record),
        )  # fmt: skip


def _standing(entry: Entry, now: datetime) -> Entry:
    """The entry as it stands today, held with its case. Raises NotExtendableError."""
    case = Case.objects.select_for_update(no_key=True).get(pk=entry.case_id)
    fresh = Entry.objects.select_for_update(no_key=True).get(pk=entry.pk)
    fresh.case = case
    if fresh.ends_on is None or fresh.ends_on < now.date():
        raise NotExtendableError
    return fresh


@dataclass(frozen=True)
class _Asked:
    """What is asked of an entry, and may be: the list, its ground, the words, from which end to which."""

    kind: ListKind
    ground: Ground
    record: Choice | None
    said: papers.Longer
    ends: date
    latest: date


def _asked(entry: Entry, said: Proposal, timing: Timing, by: Actor, now: datetime) -> _Asked:
    kind = timing.catalogue.list_kind(entry.kind)
    latest = extensions.latest(entry, kind)
    if by.kind != "person":
        raise NotAPersonError
    if found := extensions.open_of(entry):
        raise ExtensionOpenError(number=found.case.number)
    if latest is None or entry.ends_on is None:
        raise NotExtendableError
    if extensions.contested(entry):
        raise ContestedError
    domain.require_end(said.new_end, ends=entry.ends_on, latest=latest)
    ground, record = _chosen(entry, kind, said, timing, now)
    words = papers.Longer(
        ground.title.zh, person_number.mask(require_reason(said.facts, step="facts")),
        require_reason(said.basis, step="basis"), said.new_end,
    )  # fmt: skip
    return _Asked(kind, ground, record, words, entry.ends_on, latest)


def _chosen(
    entry: Entry, kind: ListKind, said: Proposal, timing: Timing, now: datetime
) -> tuple[Ground, Choice | None]:
    """The ground, and the record that shows it where the ground wants one. Raises NoGroundError."""
    ground = domain.ground_of(kind, said.ground)
    if ground is None or bool(ground.items) != bool(said.record):
        raise NoGroundError
    if not ground.items:
        return ground, None
    known = extensions.choices(entry, kind, timing.catalogue, now=now, ground=ground.code)
    record = next((one for one in known if one.value == said.record), None)
    if record is None:
        raise NoGroundError
    return ground, record


def _notice_text(entry: Entry, asked: _Asked, timing: Timing) -> str:
    return papers.extension_notice(
        asked.kind, papers.Party(entry.case.name, entry.case.uscc), asked.said, ends=asked.ends,
        number=entry.decision_number, days=timing.catalogue.limit(LIMIT).working_days,
    )  # fmt: skip


def _named(record: Choice | None) -> dict[str, Any]:
    if record is None:
        return {}
    version = record.version
    return {
        "record_item": version.item, "record_fact": version.fact, "record_version": version.id,
        "record_label": f"{record.title.zh} {record.label}",
    }  # fmt: skip


def serve(
    extension: Extension, proof: Proof, *, timing: Timing, by: Actor, now: datetime
) -> Extension:
    """The notice reached the organisation: from that day it has its time to answer.

    Raises LapsedError, GroundFellError, ContestedError, ExtensionStepError, ServedWhenError,
    NoReasonError.
    """
    _require_alive(extension, timing, now)
    with transaction.atomic():
        extension = _held(extension, ExtensionState.SERVED)
        on = prove_served(extension.notice, proof, by=by, now=now)
        clock = clocks.start(
            extension.case, timing.catalogue.limit(LIMIT), edition=timing.catalogue.edition, on=on,
            calendar=timing.calendar,
        )  # fmt: skip
        extension.answer_until = clock.due_on
        _reach(extension, ExtensionState.SERVED, by=by, now=now, proof=proof.text)
        return extension


@transaction.atomic
def respond(extension: Extension, *, statement: str, by: Actor, now: datetime) -> None:
    """Keep what the organisation says, as often as it wishes, until the case is closed.

    Raises ClosedCaseError, NoReasonError.
    """
    case = cases.locked(extension.case_id)
    side = Message.Side.ORGANISATION
    cases.write(case, side=side, text=statement, shared=True, by=by, now=now)
    cases.tell(case, "listing.responded", by=by, now=now)


def decide(
    extension: Extension, *, number: str, remedies: str, timing: Timing, by: Actor, now: datetime
) -> Extension:
    """Decide that the entry lasts longer, after the time to answer. Nothing moves before it was served.

    Raises LapsedError, GroundFellError, ContestedError, ExtensionStepError, SameOfficerError,
    TooEarlyError, NoReasonError.
    """
    _require_alive(extension, timing, now)
    with transaction.atomic():
        extension = _held(extension, ExtensionState.DECIDED)
        require_other(by, extension.proposed_by)
        extension.answer_until = _answer_until(extension, now)
        extension.decision_number = require_reason(number, step="number")
        extension.remedies = require_reason(remedies, step="remedies")
        extension.decided_by, extension.decided_on = by.id, now.date()
        timing.stop(extension.case, LIMIT, now)
        _reach(extension, ExtensionState.DECIDED, by=by, now=now, proof=extension.decision_number)
        return extension


def _answer_until(extension: Extension, now: datetime) -> date:
    """The last day to answer, as long as its clock may have become; over by now."""
    until = Clock.objects.get(case=extension.case, limit=LIMIT, stopped_on=None).due_on
    if until is None or now.date() <= until:
        raise TooEarlyError(until=until or "—")
    return until


@transaction.atomic
def send_decision(
    extension: Extension, channel: Channel, *, timing: Timing, by: Actor, now: datetime
) -> None:
    """Send the decision; it counts once it was served. Sent again, the last one is to be served.

    Raises ExtensionStepError, ClosedCaseError, ContestedError.
    """
    extension = _held(extension, ExtensionState.EXTENDED)
    said = papers.Longer(extension.reason, extension.facts, extension.basis, extension.new_end)
    text = papers.extension_decision(
        timing.catalogue.list_kind(extension.entry.kind),
        papers.Party(extension.case.name, extension.case.uscc), said, ends=extension.old_end,
        number=extension.decision_number, remedies=extension.remedies,
    )  # fmt: skip
    extension.decision_notice = cases.notify(
        extension.case, kind=DECISION, text=text, channel=channel.channel, address=channel.address,
        by=by, now=now,
    )  # fmt: skip
    extension.save(update_fields=["decision_notice"])


def serve_decision(
    extension: Extension, proof: Proof, *, timing: Timing, by: Actor, now: datetime,
    environment: Environment | None = None,
) -> Extension:  # fmt: skip
    """The decision reached the organisation: the end of the entry, of its record and of its measures moves.

    All of it, or nothing. Raises LapsedError, GroundFellError, ContestedError, NotServedError where
    the decision was not sent, ServedWhenError, NoReasonError, ExtensionStepError.
    """
    _require_alive(extension, timing, now)
    with transaction.atomic():
        extension = _held(extension, ExtensionState.EXTENDED)
        if extension.decision_notice is None:
            raise NotServedError
        prove_served(extension.decision_notice, proof, by=by, now=now)
        _move(extension, timing, environment or settings.ENVIRONMENT, by, now)
        cases.close(extension.case, outcome=ExtensionState.EXTENDED, by=by, now=now)
        return extension


def _move(
    extension: Extension, timing: Timing, environment: Environment, by: Actor, now: datetime
) -> None:
    extension.state, extension.effective_on = ExtensionState.EXTENDED, now.date()
    extension.save(update_fields=["state", "effective_on"])
    entry = extension.entry
    entry.ends_on = extension.new_end  # what it called up follows in the database (measures)
    entry.save(update_fields=["ends_on"])
    records.extend(extension, timing=timing, environment=environment, by=by, now=now)
    number, until = extension.case.number, extension.new_end
    for case in (extension.case, entry.case):
        cases.tell(case, "listing.extended", by=by, now=now, number=number, until=until)


def drop(extension: Extension, *, reason: str, timing: Timing, by: Actor, now: datetime) -> None:
    """The entry ends as it was decided. Raises ClosedCaseError, NoReasonError."""
    said = person_number.mask(require_reason(reason, step="drop"))
    lapsing.end(
        extension, ExtensionState.DROPPED, said, text=f"不予延长期限：{said}", timing=timing, by=by,
        now=now,
    )  # fmt: skip


def _require_alive(extension: Extension, timing: Timing, now: datetime) -> None:
    """Look at the entry and at what both rest on; where either fell, end it and do nothing else.

    In transactions of their own, so that the end stays although the step is refused. Raises
    GroundFellError, LapsedError.
    """
    ending.require_ground(extension.entry, timing=timing, now=now)
    if lapsing.settle(extension, timing=timing, now=now):
        raise LapsedError(number=extension.case.number)


def _held(extension: Extension, target: ExtensionState) -> Extension:
    """The extension with its entry, held until the transaction ends, if `target` is a next step.

    Raises ClosedCaseError, ExtensionStepError, ContestedError.
    """
    entry_case = Case.objects.select_for_update(no_key=True).get(pk=extension.entry.case_id)
    case = cases.locked(extension.case_id)
    rows = ("self", "entry")
    fresh = (
        Extension.objects.select_for_update(no_key=True, of=rows)
        .select_related("entry")
        .get(pk=extension.pk)
    )
    fresh.case, fresh.entry.case = case, entry_case
    domain.require_step(ExtensionState(fresh.state), target, number=case.number)
    if extensions.contested(fresh.entry):
        raise ContestedError
    return fresh


def _reach(
    extension: Extension, state: ExtensionState, *, by: Actor, now: datetime, proof: str
) -> None:
    extension.state = state
    extension.save()
    cases.move(extension.case, step=f"listing.extension_{state}")
    cases.tell(extension.case, f"listing.extension_{state}", by=by, now=now, proof=proof)
