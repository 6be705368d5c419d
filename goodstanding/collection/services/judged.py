"""Rows that waited for a decision about whom they mean, sent again once somebody has decided."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from goodstanding.collection.models import Submission
from goodstanding.collection.queries import quarantine
from goodstanding.collection.services.correcting import correct

if TYPE_CHECKING:
    from datetime import datetime

    from goodstanding.audit.domain import Actor
    from goodstanding.lib.environment import Environment
    from goodstanding.matching.models import Judgement


def send_judged(
    judgement: Judgement, *, by: Actor, environment: Environment, now: datetime
) -> list[Submission]:
    """Send again, as they were, the waiting rows that a judgement decided about.

    The load finds the decision and links them; a row with another fault goes on waiting.
    Answers the new submissions, one for each that had such rows.
    """
    rows: dict[int, list[int]] = {}
    proposals = judgement.proposals.filter(kind="row", submission_id__isnull=False)
    for submission_id, row in proposals.values_list("submission_id", "row"):
        rows.setdefault(cast("int", submission_id), []).append(cast("int", row))
    sent = []
    for submission in Submission.objects.filter(pk__in=rows).order_by("pk"):
        waiting = quarantine.waiting_rows(submission, rows[submission.pk])
        corrections: dict[int, dict[str, str]] = {row.row: {} for row in waiting}
        if corrections:
            sent.append(
                correct(
                    submission, corrections=corrections, environment=environment, now=now, by=by
                )
            )
    return sent
