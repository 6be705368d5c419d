"""Entries that end: by their term, by repair, by what they rested on, by who made them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.conf import settings
from django.db import transaction

from goodstanding.audit.domain import SYSTEM
from goodstanding.background.services import defer
from goodstanding.casework.domain.cases import require_reason
from goodstanding.casework.models import Case, Notice
from goodstanding.casework.services import batches, cases
from goodstanding.casework.services.timing import timing_of
from goodstanding.listings.domain import procedure
from goodstanding.listings.domain.procedure import (
    LIMITS,
    Ending,
    GroundFellError,
    State,
    TooEarlyExitError,
)
from goodstanding.listings.models import Entry, Ground, Step
from goodstanding.listings.queries import grounds
from goodstanding.listings.services import lapsing, records
from goodstanding.listings.services.steps import Proof, prove

if TYPE_CHECKING:
    from datetime import datetime

    from goodstanding.audit.domain import Actor
    from goodstanding.casework.services.timing import Timing
    from goodstanding.lib.environment import Environment

CHUNK: Final = 500
FELL: Final = "ground"
"""What the proof of an end says where the ground fell away."""


def require_ground(entry: Entry, *, timing: Timing, now: datetime) -> None:
    """Look at what the entry rests on; where it fell away, end the entry and do nothing else.

    In a transaction of its own, so that the end stays although the step is refused. Raises
    GroundFellError.
    """
    if settle(entry, timing=timing, now=now):
        raise GroundFellError(number=entry.case.number)


@transaction.atomic
def settle(entry: Entry, *, timing: Timing, now: datetime) -> bool:
    """End the entry by itself where its ground fell away; whether it did."""
    # Held, so that what became of its grounds is judged by the state in which it ends.
    Case.objects.select_for_update(no_key=True).get(pk=entry.case_id)
    fresh = Entry.objects.select_related("case").get(pk=entry.pk)
    ending = procedure.falls(State(fresh.state), grounds.worst(fresh))
    if ending is None or fresh.state == State.REMOVED:
        Ground.objects.filter(entry=fresh).update(checked_at=now)
        return False
    end(fresh, ending, proof=Proof(FELL), timing=timing, by=SYSTEM, now=now)
    return True


def remove(
    entry: Entry, *, because: Ending | str, by: Actor, now: datetime, proof: str = "",
    environment: Environment | None = None,
) -> Entry:  # fmt: skip
    """Remove an entry, with its record and, by their own job, the measures that it called up.

    `because` is an Ending; `proof` names what shows it (the number of a case, the reason in
    words). Removing twice changes nothing. Raises TooEarlyExitError for a repair before the
    earliest exit, NoReasonError without proof.
    """
    ending, node = Ending(because), environment or settings.ENVIRONMENT
    if ending is Ending.REPAIRED and entry.exit_from and now.date() < entry.exit_from:
        raise TooEarlyExitError(until=entry.exit_from)
    text = require_reason(proof, step=ending)
    return end(
        entry, ending, proof=Proof(text), timing=timing_of(node), by=by, now=now, environment=node
    )


@transaction.atomic
def end(
    entry: Entry, ending: Ending, *, proof: Proof, timing: Timing, by: Actor, now: datetime,
    environment: Environment | None = None,
) -> Entry:  # fmt: skip
    """The entry removed, its record ended, its case closed; all of it, or nothing."""
    case = Case.objects.select_for_update(no_key=True).get(pk=entry.case_id)
    entry = Entry.objects.select_for_update(no_key=True).get(pk=entry.pk)
    entry.case = case
    if entry.state == State.REMOVED:
        return entry
    if entry.record_fact is not None:
        node = environment or settings.ENVIRONMENT
        records.end(entry, ending, timing=timing, environment=node, by=by, now=now)
    was_told = entry.notice_id is not None
    prove(entry, State.REMOVED, proof, by=by, now=now)
    entry.state, entry.ending, entry.ended_on = State.REMOVED, ending, now.date()
    entry.save()
    cases.tell(case, f"listing.{ending}", by=by, now=now, proof=proof.text)
    lapsing.lapse_of(entry, timing=timing, by=by, now=now)
    if was_told:
        _tell(case, ending, by=by, now=now)
    if case.closed_at is None:
        for limit in sorted(set(LIMITS.values())):
            timing.stop(case, limit, now)
        case.refresh_from_db()
        cases.close(case, outcome=ending, by=by, now=now)
    defer("measures.follow")  # lifted at once, and by the hour if the queue is lost
    return entry


_WORDS: Final = {
    Ending.EXPIRED: "期限届满，已移出名单。",
    Ending.REPAIRED: "信用修复完成，已移出名单。",
    Ending.ANNULLED: "列入的依据或者决定已撤销，已移出名单。",
    Ending.WITHDRAWN: "本程序已终止，不列入名单，或者已移出名单。",
    Ending.DISQUALIFIED: "出现不符合条件的记录，已退出名单。",
}


def _tell(case: Case, ending: Ending, *, by: Actor, now: datetime) -> None:
    """Whoever was told of the beginning is told of the end."""
    channel = Notice.Channel.PORTAL
    cases.notify(case, kind="listing.ended", text=_WORDS[ending], channel=channel, by=by, now=now)


def settle_all(*, timing: Timing, now: datetime) -> int:
    """End every entry whose ground fell away, one by one: killed, it goes on next time."""
    found = grounds.fallen()
    return sum(
        settle(Entry.objects.select_related("case").get(pk=pk), timing=timing, now=now)
        for pk in found
    )


def drop_disqualified(*, timing: Timing, environment: Environment, now: datetime) -> int:
    """End every honour against which a record speaks, one by one."""
    dropped = 0
    for kind in timing.catalogue.lists.values():
        for pk, item in grounds.disqualified(kind) if kind.disqualified_by else ():
            proof = Proof(timing.catalogue.item(item).title.zh)
            end(
                Entry.objects.get(pk=pk), Ending.DISQUALIFIED, proof=proof, timing=timing,
                by=SYSTEM, now=now, environment=environment,
            )  # fmt: skip
            dropped += 1
    return dropped


def expire(*, timing: Timing, environment: Environment, now: datetime, chunk: int = CHUNK) -> int:
    """Remove every entry whose last day is over, by sets of rows; answers how many.

    Each chunk is one transaction: killed anywhere, the next call goes on. Nothing adverse waits
    for it: publicity and measures end with the last day whether it runs or not.
    """
    ended = 0
    while True:
        count = _expire_chunk(timing, environment, now, chunk)
        ended += count
        if count < chunk:
            return ended


@transaction.atomic
def _expire_chunk(timing: Timing, environment: Environment, now: datetime, most: int) -> int:
    found = grounds.due(today=now.date(), most=most)
    if not found:
        return 0
    records.end_expired(found, timing=timing, environment=environment, by=SYSTEM, now=now)
    Step.objects.bulk_create(
        Step(
            entry=one, state=State.REMOVED, on=now.date(), at=now, by=SYSTEM.id,
            by_label=SYSTEM.label, proof=f"{one.ends_on}",
        )
        for one in found
    )  # fmt: skip
    Entry.objects.filter(pk__in=[one.pk for one in found]).update(
        state=State.REMOVED, ending=Ending.EXPIRED, ended_on=now.date()
    )
    cases.tell_many([one.case for one in found], "listing.expired", by=SYSTEM, now=now)
    # Those were decided, and never published in all their term.
    still_open = [one.case for one in found if one.case.closed_at is None]
    batches.stop_many(still_open, LIMITS[State.DECIDED], on=now.date())
    batches.close_many(still_open, lambda _: Ending.EXPIRED, by=SYSTEM, now=now)
    return len(found)
