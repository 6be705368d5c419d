"""Opening, handing on and closing a case; its story, letters, papers and notices."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import connection, transaction

from goodstanding.audit import services as audit
from goodstanding.casework.domain import cases
from goodstanding.casework.domain.cases import ClosedCaseError
from goodstanding.casework.models import Case, Entry, Message, Notice
from goodstanding.standards import person_number

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime

    from goodstanding.audit.domain import Actor
    from goodstanding.casework.models import Document

_NEXT = """
INSERT INTO casework_counter (prefix, year, last) VALUES (%s, %s, 1)
ON CONFLICT (prefix, year) DO UPDATE SET last = casework_counter.last + 1 RETURNING last
"""


@transaction.atomic
def open_case(
    *, kind: str, prefix: str, organisation_id: int, uscc: str, name: str, matter: str,
    agency: str, step: str, by: Actor, now: datetime,
) -> Case:  # fmt: skip
    """A new case with the next number of its kind and year; no number is given twice or left out."""
    case = Case.objects.create(
        number=cases.number(prefix, now.year, _next(prefix, now.year)), kind=kind,
        organisation_id=organisation_id, uscc=uscc, name=name, matter=person_number.mask(matter),
        agency=agency, step=step, opened_at=now,
    )  # fmt: skip
    tell(case, f"{kind}.opened", by=by, now=now)
    return case


def locked(case_id: int) -> Case:
    """The case, held until the transaction ends, so that steps come one after the other.

    Raises ClosedCaseError.
    """
    case = Case.objects.select_for_update(no_key=True).get(pk=case_id)
    if case.closed_at is not None:
        raise ClosedCaseError(number=case.number, on=case.closed_at.date())
    return case


def tell(
    case: Case, code: str, *, by: Actor, now: datetime, shared: bool = True, **details: object
) -> None:
    """Add a line to the case's story, and the same to the audit log."""
    told = {name: person_number.mask(str(value)) for name, value in details.items()}
    Entry.objects.create(
        case=case, at=now, code=code, actor=by.label, agency=by.agency, details=told, shared=shared
    )
    audit.record(code, by=by, subject=f"case:{case.number}", at=now, detail=told)


def tell_many(
    cases: Iterable[Case], code: str, *, by: Actor, now: datetime, shared: bool = True,
    **details: str,
) -> None:  # fmt: skip
    """The same line in the story of many cases, and in the audit log, by sets of rows."""
    found = list(cases)
    Entry.objects.bulk_create(
        Entry(
            case=case, at=now, code=code, actor=by.label, agency=by.agency, details=details,
            shared=shared,
        )
        for case in found
    )  # fmt: skip
    audit.record_many(
        [audit.Entry(action=code, subject=f"case:{case.number}", detail=details) for case in found],
        by=by, at=now,
    )  # fmt: skip


def move(case: Case, *, step: str, agency: str | None = None) -> None:
    """The case at its next step, with another body where one is named; its officer then ends."""
    case.step = step
    if agency is not None and agency != case.agency:
        case.agency, case.officer, case.officer_label = agency, "", ""
    case.save(update_fields=["step", "agency", "officer", "officer_label"])


@transaction.atomic
def assign(case: Case, *, officer: str, label: str, by: Actor, now: datetime) -> None:
    """Give the case to an officer of the body that must act; giving it again changes nothing."""
    case = locked(case.pk)
    if case.officer == officer:
        return
    case.officer, case.officer_label = officer, label
    case.save(update_fields=["officer", "officer_label"])
    tell(case, "case.assigned", by=by, now=now, shared=False, officer=label)


def close(case: Case, *, outcome: str, by: Actor, now: datetime) -> None:
    """The case done: its outcome and day. Its clocks must have stopped (services.clocks)."""
    case.outcome, case.closed_at = outcome, now
    case.step, case.due_on, case.suspended = "closed", None, False
    case.save(update_fields=["outcome", "closed_at", "step", "due_on", "suspended"])
    tell(case, f"{case.kind}.closed", by=by, now=now, outcome=outcome)


@transaction.atomic
def write(
    case: Case, *, side: Message.Side, text: str, shared: bool, by: Actor, now: datetime
) -> Message:
    """Keep a letter of an open case. Raises NoReasonError if it is empty, ClosedCaseError."""
    case = locked(case.pk)
    said = person_number.mask(cases.require_reason(text, step="letter"))
    message = Message.objects.create(
        case=case, side=side, author=by.label, text=said, at=now, shared=shared
    )
    tell(case, "case.letter", by=by, now=now, shared=shared, side=side)
    return message


def notify(
    case: Case, *, kind: str, text: str, channel: Notice.Channel, address: str = "",
    by: Actor, now: datetime,
) -> Notice:  # fmt: skip
    """Tell the organisation something by a channel.

    In the portal it is there to be read at once. It counts as served only when that is
    proved (`prove_service`).
    """
    notice = Notice.objects.create(
        case=case, kind=kind, text=text, channel=channel, address=address, sent_at=now
    )
    tell(case, "notice.sent", by=by, now=now, kind=kind, channel=channel)
    return notice


@transaction.atomic
def prove_service(
    notice: Notice, *, served_on: date, proof: Document | None, proof_text: str, by: Actor,
    now: datetime,
) -> None:  # fmt: skip
    """The notice served on a day, with its proof: a paper, or what the portal itself recorded.

    Raises NoReasonError without either. A notice that was served stays as it was proved.
    """
    notice = Notice.objects.select_for_update(no_key=True).get(pk=notice.pk)
    if notice.served_on is not None:
        return
    if proof is None:
        proof_text = cases.require_reason(proof_text, step="proof of service")
    notice.served_on, notice.proof, notice.proof_text = served_on, proof, proof_text
    notice.save(update_fields=["served_on", "proof", "proof_text"])
    tell(notice.case, "notice.served", by=by, now=now, kind=notice.kind, on=served_on)


def _next(prefix: str, year: int) -> int:
    with connection.cursor() as cursor:
        cursor.execute(_NEXT, [prefix, year])
        (last,) = cursor.fetchone()
    return int(last)
