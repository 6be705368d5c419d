"""Reading the quarantine: rows that were not taken in and wait to be put right."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import connection

from goodstanding.catalogue.domain.model import Text
from goodstanding.collection.domain.fault_titles import Reason, faults_of, heading, reason_of
from goodstanding.collection.models import QuarantinedRow, Submission
from goodstanding.collection.queries.finding_groups import field_title, known_by
from goodstanding.collection.queries.findings import Cells
from goodstanding.collection.queries.submissions import sees_all

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime

    from django.db.models import QuerySet

    from goodstanding.accounts.models import Person
    from goodstanding.catalogue.domain.model import Item

# No agency has this code: a person without one sees nothing.
NOBODY = "-"


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
    if row.corrected_by_id is None or row.corrected_as is None:
        return dict(row.cells)
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


@dataclass(frozen=True)
class Waiting:
    """A row that waits, as a list shows it."""

    submission: str
    agency: str
    item: str
    received_at: datetime
    row: int
    cell: str | None
    fault: Text
    more: int  # further errors of the row
    reason: Reason
    who: tuple[str, ...]
    place: str  # where a list goes on from


@dataclass(frozen=True)
class Ages:
    """How many rows wait, by when they came; `oldest` is the first of them."""

    total: int
    bands: tuple[int, ...]  # as many as there were bounds, and the rest
    oldest: datetime | None


_SCOPE = "(%(agency)s = '' OR s.agency = %(agency)s) AND (%(item)s = '' OR s.item = %(item)s)"

# The numbers of a submission's rules that are errors, worked out once for each submission.
_ERRORS = """ARRAY(SELECT (r.n - 1)::smallint FROM jsonb_array_elements(s.rules)
    WITH ORDINALITY r(rule, n) WHERE r.rule ->> 'level' = 'error')"""

_AGES = f"""
SELECT s.received_at, count(*) FROM collection_quarantined_row q
JOIN collection_submission s ON s.id = q.submission_id
WHERE q.state = 'waiting' AND {_SCOPE}
GROUP BY s.received_at
"""  # noqa: S608  the pieces are constants of this module

_REASONS = f"""
SELECT s.rules -> g.rule ->> 'code', sum(g.n) FROM (
    SELECT r.submission_id, r.rule, count(*) AS n FROM (
        SELECT q.submission_id, min(f.rule) AS rule FROM collection_quarantined_row q
        JOIN collection_submission s ON s.id = q.submission_id
        JOIN collection_finding f ON f.submission_id = q.submission_id AND f."row" = q."row"
        WHERE q.state = 'waiting' AND {_SCOPE} AND f.rule = ANY({_ERRORS})
        GROUP BY q.submission_id, q."row"
    ) r GROUP BY r.submission_id, r.rule
) g JOIN collection_submission s ON s.id = g.submission_id
GROUP BY 1
"""  # noqa: S608

# The reason of a row is that of its first error, in the order of the item's rules.
_LIST = f"""
SELECT q.submission_id, q."row", q.cells, f.rule, f.given, f.n
FROM (
    SELECT s.id, s.rules, {_ERRORS} AS errors FROM collection_submission s
    WHERE {_SCOPE} AND s.quarantined > 0 AND s.id >= %(submission)s
      AND EXISTS (SELECT FROM collection_quarantined_row w
                  WHERE w.submission_id = s.id AND w.state = 'waiting')
) s JOIN collection_quarantined_row q ON q.submission_id = s.id
JOIN LATERAL (
    SELECT f.rule, f.given, count(*) OVER () AS n FROM collection_finding f
    WHERE f.submission_id = q.submission_id AND f."row" = q."row"
      AND f.rule = ANY(s.errors)
    ORDER BY f.rule LIMIT 1
) f ON true
WHERE q.state = 'waiting'
  AND (q.submission_id, q."row") > (%(submission)s, %(row)s)
  AND (%(faults)s = '' OR s.rules -> f.rule ->> 'code' ~ %(faults)s)
ORDER BY q.submission_id, q."row" LIMIT %(limit)s
"""  # noqa: S608


@dataclass(frozen=True)
class Narrowed:
    """What a list of the quarantine is narrowed to; an empty part narrows nothing."""

    agency: str = ""
    item: str = ""
    reason: str = ""


def ages(person: Person, narrowed: Narrowed, *, bounds: Sequence[datetime]) -> Ages:
    """How many rows wait since when; `bounds` are instants, the latest first."""
    found = _read(_AGES, _places(person, narrowed))
    counts = [0] * (len(bounds) + 1)
    for received, count in found:
        counts[sum(received < bound for bound in bounds)] += count
    oldest = min((received for received, _ in found), default=None)
    return Ages(sum(counts), tuple(counts), oldest)


def reasons(person: Person, narrowed: Narrowed) -> dict[Reason, int]:
    """How many rows wait for which reason."""
    counts: dict[Reason, int] = dict.fromkeys(Reason, 0)
    for code, count in _read(_REASONS, _places(person, narrowed)):
        counts[reason_of(code)] += int(count)
    return counts


def page(
    person: Person,
    narrowed: Narrowed,
    *,
    items: Callable[[str], Item],
    after: tuple[int, int] = (0, 0),
    limit: int = 50,
) -> tuple[list[Waiting], str | None]:
    """Rows that wait, the oldest submission first, and where to go on from."""
    places = {
        **_places(person, narrowed),
        "submission": after[0],
        "row": after[1],
        "limit": limit + 1,
    }
    places["faults"] = faults_of(Reason(narrowed.reason)) if narrowed.reason else ""
    lines = _read(_LIST, places)
    submissions = Submission.objects.in_bulk({line[0] for line in lines})
    rows = [_waiting(submissions[line[0]], line, items) for line in lines[:limit]]
    return rows, rows[-1].place if len(lines) > limit else None


def _waiting(
    submission: Submission, line: tuple[Any, ...], items: Callable[[str], Item]
) -> Waiting:
    _, row, cells, number, _given, count = line
    rule, item = submission.rules[number], items(submission.item)
    told = heading(rule["code"], field_title(item, rule["field"]), Text(**rule["says"]))
    kept = json.loads(cells) if isinstance(cells, str) else cells
    return Waiting(
        submission.number, submission.agency, submission.item, submission.received_at, row,
        Cells(submission.columns)(rule["field"], row), told, count - 1,
        reason_of(rule["code"]), known_by(item, kept), f"{submission.pk}-{row}",
    )  # fmt: skip


def _places(person: Person, narrowed: Narrowed) -> dict[str, Any]:
    agency = narrowed.agency if sees_all(person) else person.agency or NOBODY
    return {"agency": agency, "item": narrowed.item}


def _read(query: str, places: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query, places)
        return list(cursor.fetchall())
