"""Putting quarantined rows right, one or many at once, and giving rows up."""

from __future__ import annotations

import json
from io import BytesIO
from typing import TYPE_CHECKING

from django.db import transaction

from goodstanding.audit import services as audit
from goodstanding.audit.domain import command
from goodstanding.collection.domain.kept import Mode
from goodstanding.collection.domain.submission import NotWaitingError, ReasonMissingError
from goodstanding.collection.models import QuarantinedRow, Submission
from goodstanding.collection.queries import quarantine
from goodstanding.collection.services.loading import load
from goodstanding.collection.services.receiving import receive
from goodstanding.collection.services.submitting import node_of
from goodstanding.disclosure.services.publishing import publish_at_once
from goodstanding.standards import person_number

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from goodstanding.audit.domain import Actor
    from goodstanding.lib.environment import Environment

_COMMAND = command("correct")
_DECIDED = ("state", "corrected_by", "corrected_as", "decided_at", "decided_by")


def correct_row(
    submission: Submission,
    *,
    row: int,
    values: Mapping[str, str],
    environment: Environment,
    now: datetime,
    by: Actor = _COMMAND,
) -> Submission:
    """Send a quarantined row again with some cells put right; answers the new submission.

    Raises NotWaitingError.
    """
    return correct(
        submission, corrections={row: values}, environment=environment, now=now, by=by
    )  # fmt: skip


def correct(
    submission: Submission,
    *,
    corrections: Mapping[int, Mapping[str, str]],
    environment: Environment,
    now: datetime,
    by: Actor,
) -> Submission:
    """Send quarantined rows again with some cells put right; answers the new submission.

    The rows stay on record as they were given; each is marked corrected once the new submission has
    taken it in. A row that is refused again keeps waiting, and the try is kept beside it. The
    same corrections sent twice are one submission. Raises NotWaitingError.
    """
    waiting = _waiting(submission, sorted(corrections))
    node = node_of(environment)
    sent = receive(
        _lines(waiting, corrections), filename=_filename(submission, waiting),
        item=submission.item, agency=submission.agency, mode=Mode(submission.mode),
        key=_key(submission, waiting, corrections), loaded=node.loaded, home=node.home, by=by,
        now=now, corrects=submission,
    )  # fmt: skip
    sent = load(sent, node=node, now=now, progress=lambda _stage: None)
    publish_at_once(now=now, environment=environment, loaded=node.loaded)
    _settle(waiting, sent, by=by, now=now)
    return sent


def _waiting(submission: Submission, rows: Sequence[int]) -> list[QuarantinedRow]:
    found = {row.row: row for row in quarantine.waiting_rows(submission, rows)}
    for row in rows:
        if row not in found:
            raise NotWaitingError(row=row, number=submission.number)
    return [found[row] for row in rows]


def _lines(
    waiting: Sequence[QuarantinedRow], corrections: Mapping[int, Mapping[str, str]]
) -> BytesIO:
    cells = (quarantine.cells_with(row, corrections[row.row]) for row in waiting)
    return BytesIO("".join(json.dumps(one, ensure_ascii=False) + "\n" for one in cells).encode())


def _filename(submission: Submission, waiting: Sequence[QuarantinedRow]) -> str:
    rows = str(waiting[0].row) if len(waiting) == 1 else f"{waiting[0].row}-{waiting[-1].row}"
    return f"{submission.number}-{rows}.jsonl"


def _key(
    submission: Submission,
    waiting: Sequence[QuarantinedRow],
    corrections: Mapping[int, Mapping[str, str]],
) -> str:
    """The same rows with the same cells after the same tries: a second click, not a second try.

    The content alone would not do: a row that waited for its organisation's registration is
    sent again unchanged.
    """
    tries = [(row.row, row.corrected_by_id) for row in waiting]
    content = json.dumps([tries, {row: dict(corrections[row]) for row in sorted(corrections)}])
    return f"correct {submission.number} {quarantine.digest(content)}"


def _settle(
    waiting: Sequence[QuarantinedRow], sent: Submission, *, by: Actor, now: datetime
) -> None:
    """Mark what was taken in; of what was refused again only the row itself goes on waiting."""
    refused = sent.state != Submission.State.LOADED
    with transaction.atomic():
        again = quarantine.rows_of(sent)
        again.filter(state=QuarantinedRow.State.WAITING).update(state=QuarantinedRow.State.TRIED)
        left = set(again.values_list("row", flat=True))
        for place, row in enumerate(waiting, start=1):
            row.corrected_by, row.corrected_as = sent, place
            if not refused and place not in left:
                row.state = QuarantinedRow.State.CORRECTED
                row.decided_at, row.decided_by = now, by.label
            row.save(update_fields=_DECIDED)


@transaction.atomic
def discard(
    submission: Submission, *, rows: Sequence[int] | None, reason: str, by: Actor, now: datetime
) -> int:
    """Give up waiting rows (all of the submission's for None), saying why; answers how many.

    They stay on record with their findings and are never loaded. Rows that no longer wait
    are left as they are. Raises ReasonMissingError.
    """
    reason = person_number.mask(reason.strip())
    if not reason:
        raise ReasonMissingError
    waiting = quarantine.waiting_rows(submission, rows)
    count = waiting.update(
        state=QuarantinedRow.State.DISCARDED, reason=reason, decided_at=now, decided_by=by.label
    )
    if count:
        audit.record(
            "collection.discarded", by=by, subject=f"submission:{submission.number}", at=now,
            purpose=reason, detail={"rows": count},
        )  # fmt: skip
    return count
