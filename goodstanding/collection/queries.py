"""Reading submissions: the summary, the findings, the quarantine, the node's backlog."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from django.db import connection

from goodstanding.collection.adapters.reading.shape import column_letters
from goodstanding.collection.domain.submission import UnknownSubmissionError
from goodstanding.collection.models import Finding, QuarantinedRow, Submission

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from goodstanding.lib.environment import Environment

# So often a submission is tried without delay: workers are killed for many reasons.
TRIES = 10

# The first number of the advisory lock that a process holds while it loads a submission.
LOADING_LOCK = 7_405_061

_DUE = """
SELECT s.id FROM collection_submission s
WHERE s.state = 'received'
  AND (s.attempts < %(tries)s
       OR s.received_at + power(2, least(s.attempts, 30)) * interval '1 minute' <= %(now)s)
  AND NOT EXISTS (
      SELECT FROM pg_locks l
      WHERE l.locktype = 'advisory' AND l.granted AND l.objsubid = 2
        AND l.classid::bigint = %(lock)s AND l.objid::bigint = s.id %% 2147483648
        AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database()))
ORDER BY s.attempts, s.received_at, s.id
LIMIT %(limit)s
"""


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


def findings(submission: Submission) -> Iterator[dict[str, Any]]:
    """Every finding in the order of the file, about the whole file first."""
    if submission.refused_because:
        yield _refusal(submission.refused_because)
        return
    cell = _Cells(submission.columns)
    rows = (
        Finding.objects.filter(submission=submission)
        .order_by("row", "rule")
        .values_list("row", "rule", "given")
    )
    about_file = list(rows.filter(row=None))
    for row, rule, given in (*about_file, *rows.exclude(row=None).iterator(chunk_size=10_000)):
        yield _finding(submission.rules[rule], row, given, cell)


def _finding(
    rule: dict[str, Any], row: int | None, given: str | None, cell: _Cells
) -> dict[str, Any]:
    shown = "" if given is None else given if len(given) <= 80 else given[:80] + "…"
    return {
        "row": row,
        "cell": cell(rule["field"], row),
        "field": rule["field"] or None,
        "code": rule["code"],
        "level": rule["level"],
        "given": given,
        "message": {
            language: text.replace("{given}", shown) for language, text in rule["says"].items()
        },
    }


def _refusal(because: dict[str, Any]) -> dict[str, Any]:
    message = {"zh": because["zh"], "en": because["en"]}
    return {
        "row": None, "cell": None, "field": None, "code": because["code"], "level": "error",
        "given": None, "message": message,
    }  # fmt: skip


class _Cells:
    """The address of a field's cell in the agency's workbook; none for a file without cells."""

    def __init__(self, columns: dict[str, Any]) -> None:
        self._columns = columns

    def __call__(self, field: str, row: int | None) -> str | None:
        place = (self._columns or {}).get("places", {}).get(field)
        if row is None or place is None or self._columns["first_row"] is None:
            return None
        letters = column_letters(self._columns["sheet_columns"][place])
        return f"{letters}{self._columns['first_row'] + row - 1}"


def waiting_row(submission: Submission, row: int) -> QuarantinedRow | None:
    """The quarantined row, if it still waits to be put right."""
    return QuarantinedRow.objects.filter(
        submission=submission, row=row, state=QuarantinedRow.State.WAITING
    ).first()


def due(*, now: datetime, limit: int = 1_000) -> list[int]:
    """Submissions that wait to be loaded and that nobody loads just now, those tried least first.

    One that was tried TRIES times is stuck: it is tried again when 2^attempts minutes have
    passed since it came, so at ever longer intervals, and never before what is fresh.
    """
    with connection.cursor() as cursor:
        cursor.execute(_DUE, {"now": now, "tries": TRIES, "lock": LOADING_LOCK, "limit": limit})
        return [number for (number,) in cursor.fetchall()]


def node_status(environment: Environment, *, now: datetime) -> dict[str, Any]:
    """Health, backlog and freshness; the database's address only in test and demo."""
    with connection.cursor() as cursor:
        cursor.execute(_STATUS, {"now": now, "tries": TRIES})
        names = [column.name for column in cursor.description]
        answer = dict(zip(names, cursor.fetchone(), strict=True))
    state = "stuck" if answer["stuck"] else "ok"
    answer = {"state": state, "home": str(environment.home), "env": environment.env, **answer}
    if environment.env in {"test", "demo"}:
        answer["database_url"] = os.environ["GOODSTANDING_DATABASE_URL"]
    return answer


_STATUS = """
SELECT current_setting('server_version') AS database_version,
       (SELECT count(*) FROM organisations_organisation) AS organisations,
       (SELECT count(*) FROM records_version WHERE superseded_at IS NULL AND NOT withdrawn) AS records,
       count(*) FILTER (WHERE state = 'received') AS backlog,
       min(received_at) FILTER (WHERE state = 'received') AS oldest_waiting,
       count(*) FILTER (WHERE state = 'received' AND attempts >= %(tries)s) AS stuck,
       max(finished_at) FILTER (WHERE state = 'loaded') AS last_loaded,
       count(*) AS submissions,
       (SELECT count(*) FROM collection_quarantined_row WHERE state = 'waiting') AS quarantined
FROM collection_submission
"""
