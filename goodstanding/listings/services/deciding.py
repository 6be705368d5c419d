"""An entry decided: reviewed, consented to, decided by another, served, published."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from goodstanding.background.services import defer
from goodstanding.casework.domain.cases import NoReasonError, require_other, require_reason
from goodstanding.casework.models import Clock
from goodstanding.casework.services import cases
from goodstanding.catalogue.domain.lists import called_up
from goodstanding.disclosure.domain.publicity import add_duration
from goodstanding.listings.domain import papers
from goodstanding.listings.domain.procedure import (
    DECISION,
    LIMITS,
    NoConsentError,
    NotServedError,
    State,
    TooEarlyError,
)
from goodstanding.listings.services import records
from goodstanding.listings.services.ending import require_ground
from goodstanding.listings.services.proposing import prove_served
from goodstanding.listings.services.steps import Proof, held, reach
from goodstanding.standards import person_number

if TYPE_CHECKING:
    from datetime import datetime

    from goodstanding.audit.domain import Actor
    from goodstanding.casework.services.timing import Timing
    from goodstanding.lib.environment import Environment
    from goodstanding.listings.models import Entry
    from goodstanding.listings.services.proposing import Channel


def review(entry: Entry, *, finding: str, timing: Timing, by: Actor, now: datetime) -> None:
    """The legal review passed, by another than the proposer.

    Raises TransitionError, SameOfficerError, NoReasonError, GroundFellError.
    """
    require_ground(entry, timing=timing, now=now)
    with transaction.atomic():
        said = require_reason(finding, step="legal review")
        entry = held(entry, State.REVIEWED)
        require_other(by, entry.proposed_by)
        reach(entry, State.REVIEWED, Proof(said), timing=timing, by=by, now=now)


@transaction.atomic
def give_back(entry: Entry, *, reason: str, by: Actor, now: datetime) -> None:
    """The legal review did not pass: the proposer reads why, and mends it or withdraws.

    Raises TransitionError, SameOfficerError, NoReasonError.
    """
    said = require_reason(reason, step="give back")
    entry = held(entry, State.REVIEWED)
    require_other(by, entry.proposed_by)
    cases.tell(entry.case, "listing.given_back", by=by, now=now, shared=False, reason=said)


def consent(entry: Entry, proof: Proof, *, timing: Timing, by: Actor, now: datetime) -> None:
    """The superior's consent, with its paper. Raises TransitionError, GroundFellError."""
    require_ground(entry, timing=timing, now=now)
    with transaction.atomic():
        require_reason(proof.text, step="consent")
        entry = held(entry, State.CONSENTED)
        reach(entry, State.CONSENTED, proof, timing=timing, by=by, now=now)


def decide(
    entry: Entry, said: papers.Decision, *, timing: Timing, by: Actor, now: datetime
) -> None:
    """Decide that the organisation stands on the list from today until the end of the term.

    Raises TransitionError, SameOfficerError, GroundFellError; NoConsentError where the superior's is
    missing; NoReasonError where a part of the decision is; TooEarlyError while comments may still come.
    """
    require_ground(entry, timing=timing, now=now)
    with transaction.atomic():
        entry = held(entry, State.DECIDED)
        require_other(by, entry.proposed_by)
        if entry.consent_needed and entry.state != State.CONSENTED:
            raise NoConsentError
        if missing := said.missing():
            raise NoReasonError(step=", ".join(missing))
        if entry.honour:
            _require_commented(entry, now)
        _write(entry, said, timing, by, now)
        proof = Proof(entry.decision_number)
        reach(entry, State.DECIDED, proof, timing=timing, by=by, now=now)


def _write(entry: Entry, said: papers.Decision, timing: Timing, by: Actor, now: datetime) -> None:
    kind, today = timing.catalogue.list_kind(entry.kind), now.date()
    assert kind.term is not None
    entry.decision_number, entry.decided_by = said.number.strip(), by.id
    entry.facts, entry.basis = person_number.mask(said.facts), said.basis
    entry.way_out, entry.remedies = said.way_out, said.remedies
    entry.measures = [
        one.code
        for one in called_up(timing.catalogue.measures.values(), entry.kind, ground=entry.ground)
    ]
    entry.starts_on, entry.ends_on = today, add_duration(today, kind.term)
    if kind.earliest_exit:
        entry.exit_from = add_duration(today, kind.earliest_exit)


def _require_commented(entry: Entry, now: datetime) -> None:
    clock = Clock.objects.get(case=entry.case, limit=LIMITS[State.COMMENTING], stopped_on=None)
    entry.answer_until = clock.due_on
    if clock.due_on is None or now.date() <= clock.due_on:
        raise TooEarlyError(until=clock.due_on or "—")


@transaction.atomic
def send_decision(
    entry: Entry, channel: Channel, *, timing: Timing, by: Actor, now: datetime
) -> None:
    """Send the decision to the organisation; it counts once it was served (`serve_decision`).

    Sent again, by another channel, the last one is the one that is to be served.
    """
    entry = held(entry, State.TOLD)
    kind = timing.catalogue.list_kind(entry.kind)
    known = timing.catalogue.measures
    said = papers.Decision(
        entry.decision_number, entry.facts, entry.basis, entry.way_out, entry.remedies
    )
    assert entry.ends_on is not None
    text = papers.decision(
        kind, papers.Party(entry.case.name, entry.case.uscc), said,
        measures=[known[code] for code in entry.measures if code in known], until=entry.ends_on,
    )  # fmt: skip
    entry.decision_notice = cases.notify(
        entry.case, kind=DECISION, text=text, channel=channel.channel, address=channel.address,
        by=by, now=now,
    )  # fmt: skip
    entry.save(update_fields=["decision_notice"])


def serve_decision(entry: Entry, proof: Proof, *, timing: Timing, by: Actor, now: datetime) -> None:
    """The decision reached the organisation.

    Raises TransitionError, NotServedError where it was not sent, ServedWhenError,
    NoReasonError, GroundFellError.
    """
    require_ground(entry, timing=timing, now=now)
    with transaction.atomic():
        entry = held(entry, State.TOLD)
        if entry.decision_notice is None:
            raise NotServedError
        prove_served(entry.decision_notice, proof, by=by, now=now)
        reach(entry, State.TOLD, proof, timing=timing, by=by, now=now)


def publish(
    entry: Entry, *, timing: Timing, environment: Environment, by: Actor, now: datetime
) -> Entry:
    """Publish the entry, as a record of its list; the procedure is done.

    All of it, or nothing. Raises TransitionError, SameOfficerError, GroundFellError,
    NotPublishableError.
    """
    require_ground(entry, timing=timing, now=now)
    with transaction.atomic():
        entry = held(entry, State.PUBLISHED)
        require_other(by, entry.proposed_by)
        version = records.publish(entry, timing=timing, environment=environment, by=by, now=now)
        entry.record_item, entry.record_fact = version.item, version.fact
        proof = Proof(version.submission)
        reach(entry, State.PUBLISHED, proof, timing=timing, by=by, now=now)
        cases.close(entry.case, outcome=State.PUBLISHED, by=by, now=now)
        defer("measures.follow")
        return entry


@transaction.atomic
def ask_comments(entry: Entry, *, timing: Timing, by: Actor, now: datetime) -> None:
    """Publish a proposed honour, so that anybody may say what speaks against it.

    Raises TransitionError.
    """
    entry = held(entry, State.COMMENTING)
    limit = timing.catalogue.limit(LIMITS[State.COMMENTING])
    entry.answer_until = timing.calendar.add(now.date(), limit.working_days)
    reach(entry, State.COMMENTING, Proof("portal"), timing=timing, by=by, now=now)
