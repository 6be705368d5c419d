"""Reading the quarantine: rows that were not taken in and wait to be put right."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from goodstanding.collection.models import QuarantinedRow, Submission

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from django.db.models import QuerySet


def waiting_row(submission: Submission, row: int) -> QuarantinedRow | None:
    """The quarantined row, if it still waits to be put right."""
    return waiting_rows(submission, [row]).first()


def waiting_rows(
    submission: Submission, rows: Sequence[int] | None = None
) -> QuerySet[QuarantinedRow]:
    """The rows (all for None) that still wait to be put right, in the order of the file."""
    found = rows_of(submission).filter(state=QuarantinedRow.State.WAITING)
    return found if rows is None else found.filter(row__in=rows)


def rows_of(submission: Submission) -> QuerySet[QuarantinedRow]:
    """Every row of a submission that was not taken in, whatever became of it."""
    return QuarantinedRow.objects.filter(submission=submission).order_by("row")


def latest_cells(row: QuarantinedRow) -> dict[str, str]:
    """What the row says by the last try to put it right, or as it was given."""
    tried = QuarantinedRow.objects.filter(
        submission_id=row.corrected_by_id, row=row.corrected_as
    ).first()
    return dict(tried.cells if tried else row.cells)


def cells_with(row: QuarantinedRow, values: Mapping[str, str]) -> dict[str, str]:
    """The row's cells with some put right; what is emptied is left out."""
    cells = {**latest_cells(row), **values}
    return {name: value for name, value in cells.items() if value and name}


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
