"""What the body does with a complaint: read by one officer, sent on, accepted or not, answered, erased."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction

from goodstanding.audit import services as audit
from goodstanding.casework.domain.cases import require_reason
from goodstanding.casework.services import batches, cases
from goodstanding.complaints import domain, queries
from goodstanding.complaints.domain import LIMITS, NotYoursError, State
from goodstanding.complaints.models import Complaint
from goodstanding.complaints.services.filing import Written
from goodstanding.lib import store
from goodstanding.standards import person_number

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from goodstanding.audit.domain import Actor
    from goodstanding.casework.services.timing import Timing
    from goodstanding.complaints.domain import Outcome
    from goodstanding.lib.environment import Environment


def read(
    complaint: Complaint, *, environment: Environment, by: Actor, now: datetime
) -> Written | None:
    """What was written, for the officer who has the case; that it was read is audited. None once erased.

    Raises NotYoursError, and the store's own errors.
    """
    if complaint.case.officer != by.id:
        raise NotYoursError
    if complaint.data_key is None:
        return None
    kept = store.StoredFile(
        sha256=complaint.kept_sha256, size=complaint.kept_size, path=complaint.kept_as,
        key=bytes(complaint.data_key),
    )  # fmt: skip
    with store.open_plain(environment.home / "store", kept) as stream:
        written = Written(**json.loads(stream.read()))
    subject = f"case:{complaint.case.number}"
    audit.record("complaint.read", by=by, subject=subject, purpose="办理投诉", at=now)
    return written


@transaction.atomic
def forward(complaint: Complaint, *, agency: str, timing: Timing, by: Actor, now: datetime) -> None:
    """Another body is in charge: it goes there, and its clock starts anew.

    Raises TransitionError, UnknownAgencyError.
    """
    title = timing.catalogue.agency(agency).title.zh
    complaint = _held(complaint, State.FILED)
    complaint.body = agency
    complaint.save(update_fields=["body"])
    cases.move(complaint.case, step=f"complaint.{State.FILED}", agency=agency)
    timing.stop(complaint.case, LIMITS[State.FILED], now)
    timing.start(complaint.case, LIMITS[State.FILED], now)
    cases.tell(complaint.case, "complaint.forwarded", by=by, now=now, body=title)


@transaction.atomic
def accept(complaint: Complaint, *, timing: Timing, by: Actor, now: datetime) -> None:
    """The body looks into it. Raises TransitionError."""
    complaint = _held(complaint, State.ACCEPTED)
    _move(complaint, State.ACCEPTED, timing=timing, by=by, now=now)


@transaction.atomic
def decline(complaint: Complaint, *, reason: str, timing: Timing, by: Actor, now: datetime) -> None:
    """Not accepted: why, and where else to go. Raises TransitionError, NoReasonError."""
    said = person_number.mask(require_reason(reason, step="decline"))
    complaint = _held(complaint, State.DECLINED)
    _end(complaint, State.DECLINED, said, timing=timing, by=by, now=now)


@transaction.atomic
def answer(
    complaint: Complaint, *, outcome: Outcome, text: str, timing: Timing, by: Actor, now: datetime
) -> None:
    """The answer, which who complained reads by number and code. Raises TransitionError, NoReasonError."""
    said = person_number.mask(require_reason(text, step="answer"))
    complaint = _held(complaint, State.ANSWERED)
    complaint.outcome = outcome
    _end(complaint, State.ANSWERED, said, timing=timing, by=by, now=now)


def erase_due(
    *, environment: Environment, by: Actor, now: datetime, chunk: int = batches.CHUNK
) -> int:
    """Delete what was written, and by whom, where its purpose is over; how many. A chunk is erased whole."""

    def erase(most: int) -> int:
        found = queries.to_erase(today=now.date(), most=most)
        Complaint.objects.filter(pk__in=[one.pk for one in found]).update(
            kept_as="", kept_sha256="", kept_size=0, data_key=None, erased_at=now
        )
        cases.tell_many([one.case for one in found], "complaint.erased", by=by, now=now)
        # Without its key a file says nothing; it goes once that is certain.
        paths = [environment.home / "store" / one.kept_as for one in found]
        transaction.on_commit(lambda: _unlink(paths))
        return len(found)

    return batches.passes(erase, chunk)


def _unlink(paths: list[Path]) -> None:
    for path in paths:
        path.unlink(missing_ok=True)


def _end(
    complaint: Complaint, target: State, said: str, *, timing: Timing, by: Actor, now: datetime
) -> None:
    complaint.answer, complaint.answered_by = said, by.id
    complaint.erase_on = now.date() + timedelta(days=complaint.keep_days)
    _move(complaint, target, timing=timing, by=by, now=now)
    cases.close(complaint.case, outcome=complaint.outcome or target, by=by, now=now)


def _move(complaint: Complaint, target: State, *, timing: Timing, by: Actor, now: datetime) -> None:
    before = State(complaint.state)
    complaint.state = target
    complaint.save()
    cases.move(complaint.case, step=f"complaint.{target}")
    timing.stop(complaint.case, LIMITS[before], now)
    if target in LIMITS:
        timing.start(complaint.case, LIMITS[target], now)
    cases.tell(complaint.case, f"complaint.{target}", by=by, now=now)


def _held(complaint: Complaint, target: State) -> Complaint:
    case = cases.locked(complaint.case_id)
    fresh = Complaint.objects.get(pk=complaint.pk)
    fresh.case = case
    domain.require_transition(State(fresh.state), target, number=case.number)
    return fresh
