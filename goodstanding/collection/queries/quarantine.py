"""Reading the quarantine: rows that were not taken in and wait to be put right."""

from __future__ import annotations

from goodstanding.collection.models import QuarantinedRow, Submission


def waiting_row(submission: Submission, row: int) -> QuarantinedRow | None:
    """The quarantined row, if it still waits to be put right."""
    return QuarantinedRow.objects.filter(
        submission=submission, row=row, state=QuarantinedRow.State.WAITING
    ).first()
