"""Reading submissions: one by its number, and what its sender is told of it."""

from __future__ import annotations

from typing import Any

from goodstanding.collection.domain.submission import UnknownSubmissionError
from goodstanding.collection.models import Submission


def submission(number: str) -> Submission:
    """Raises UnknownSubmissionError."""
    found = Submission.objects.filter(number=number.strip()).first()
    if found is None:
        raise UnknownSubmissionError(given=number)
    return found


def summary(submission: Submission) -> dict[str, Any]:
    """The document that `submit --json` prints; rows = new + changed + unchanged + withdrawn + quarantined."""
    because = submission.refused_because
    return {
        "submission": submission.number,
        "item": submission.item,
        "agency": submission.agency,
        "state": submission.state,
        "rows": submission.rows,
        "new": submission.new,
        "changed": submission.changed,
        "unchanged": submission.unchanged,
        "withdrawn": submission.withdrawn,
        "quarantined": submission.quarantined,
        "findings": submission.findings,
        "matched": submission.matched or {"identifier": 0, "name": 0, "decided": 0},
        "proposed": 0,
        "edition": submission.edition,
        "seconds": submission.seconds,
        "refused_because": because and f"{because['code']}: {because['zh']} {because['en']}",
    }
