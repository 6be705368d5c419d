"""Proposals for the rows that matching kept out of a submission."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import connection

from goodstanding.collection.models import QuarantinedRow, Submission
from goodstanding.matching.queries.matching import Sources
from goodstanding.matching.services.proposing import GivenRow, Origin, propose

if TYPE_CHECKING:
    from datetime import datetime

    from goodstanding.lib.environment import Environment

# Findings that say that a row's organisation is not known for certain (domain.later_rules, domain.check).
_CODES = (
    "uscc.unregistered", "name.unregistered", "name.ambiguous", "name.contradicts_code",
    "uscc.mask_contradicts", "uscc.codes_contradict", "uscc.alphabet", "uscc.check_digit", "uscc.length",
)  # fmt: skip

_DUE = """
SELECT s.id FROM collection_submission s
WHERE s.state = 'loaded' AND s.quarantined > 0
  AND EXISTS (SELECT FROM jsonb_array_elements(s.rules) r WHERE r->>'code' = ANY(%s))
  AND EXISTS (SELECT FROM collection_quarantined_row q WHERE q.submission_id = s.id AND q.state = 'waiting')
  AND NOT EXISTS (SELECT FROM matching_proposal p WHERE p.submission_id = s.id)
ORDER BY s.id
"""
_ROWS = """
SELECT DISTINCT f."row" FROM collection_finding f JOIN collection_submission s ON s.id = f.submission_id
WHERE s.id = %s AND s.rules->f.rule->>'code' = ANY(%s)
"""


def propose_due(*, environment: Environment, now: datetime) -> int:
    """Make proposals for every submission that has rows to match and no proposals yet."""
    with connection.cursor() as cursor:
        cursor.execute(_DUE, [list(_CODES)])
        due = [number for (number,) in cursor.fetchall()]
    return sum(
        propose_for(Submission.objects.get(pk=pk), environment=environment, now=now) for pk in due
    )


def propose_for(submission: Submission, *, environment: Environment, now: datetime) -> int:
    """Make proposals for the rows of one submission; answers how many. Asked again, nothing changes."""
    with connection.cursor() as cursor:
        cursor.execute(_ROWS, [submission.pk, list(_CODES)])
        numbers = [row for (row,) in cursor.fetchall()]
    waiting = QuarantinedRow.objects.filter(
        submission=submission, row__in=numbers, state=QuarantinedRow.State.WAITING
    ).order_by("row")
    rows = [GivenRow(one.row, one.cells) for one in waiting if one.cells]
    return propose(
        rows,
        origin=Origin(submission.pk, submission.agency, submission.item),
        sources=Sources(environment.policy, environment.home / "cache"),
        now=now,
    )
