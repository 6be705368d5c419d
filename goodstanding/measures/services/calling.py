"""What entries call up, what ends with them, who is reminded: by sets of rows.

Each pass is one transaction and does what is missing, whoever did the rest: killed anywhere,
the next one goes on.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from django.db import connection, transaction

from goodstanding.audit import services as audit
from goodstanding.audit.domain import SYSTEM
from goodstanding.listings.domain.papers import cited
from goodstanding.measures.domain import FEEDBACK, LIFT

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from goodstanding.casework.services.timing import Timing

CHUNK: Final = 5_000
REMIND: Final = "measure.remind"

# Only what the decision told the organisation is called up; a measure that came later is not.
_CALL_UP = """
INSERT INTO measures_call (entry_id, organisation_id, measure, edition, body, matters, clause, incentive, binding,
    starts_on, ends_on, longest, state, called_at, due_on, report, reported_by, lifting, reminders)
SELECT e.id, e.organisation_id, m.measure, %(edition)s, m.body, string_to_array(m.matters, ','), m.clause,
    e.honour, m.binding, %(today)s, least(e.ends_on, (%(today)s::date + m.term::interval)::date),
    (%(today)s::date + m.term::interval)::date, 'called',
    %(now)s, %(due)s, '', '', '', 0
FROM listings_entry e
JOIN unnest(%(kinds)s::text[], %(measures)s::text[], %(bodies)s::text[], %(matters)s::text[], %(clauses)s::text[],
            %(bindings)s::boolean[], %(terms)s::text[]) AS m(kind, measure, body, matters, clause, binding, term)
  ON m.kind = e.kind
WHERE e.state = 'published' AND e.starts_on <= %(today)s AND e.ends_on >= %(today)s AND e.measures ? m.measure
  AND NOT EXISTS (SELECT FROM measures_call c WHERE c.entry_id = e.id AND c.measure = m.measure AND c.body = m.body)
ORDER BY e.id LIMIT %(most)s
ON CONFLICT DO NOTHING RETURNING id
"""
_LIFT = """
WITH over AS (
    SELECT c.id, c.state FROM measures_call c JOIN listings_entry e ON e.id = c.entry_id
    WHERE c.state IN ('called', 'confirmed', 'done', 'refused') AND (e.state = 'removed' OR c.ends_on < %(today)s)
      AND (%(entries)s::bigint[] IS NULL OR e.id = ANY(%(entries)s))
    ORDER BY c.id LIMIT %(most)s FOR NO KEY UPDATE OF c SKIP LOCKED
), ended AS (
    UPDATE measures_call c SET
        state = CASE WHEN over.state = 'done' THEN 'lifted' ELSE 'closed' END,
        due_on = CASE WHEN over.state = 'done' THEN %(due)s::date END,
        lifted_on = %(today)s, reminders = 0, reminded_on = NULL
    FROM over WHERE c.id = over.id RETURNING c.id, c.state
)
INSERT INTO measures_report (call_id, at, state, text, by_label)
SELECT id, %(now)s, state, '', 'system' FROM ended RETURNING call_id
"""
_REMIND = """
UPDATE measures_call SET reminders = reminders + 1, reminded_on = %(today)s
WHERE id IN (
    SELECT id FROM measures_call
    WHERE state IN ('called', 'confirmed', 'lifted') AND due_on < %(today)s
      AND (reminded_on IS NULL OR reminded_on <= %(before)s)
    ORDER BY id LIMIT %(most)s FOR NO KEY UPDATE SKIP LOCKED
) RETURNING body
"""
_ENDLESS: Final = "100 years"
"""A measure without a term of its own lasts as long as its entry."""


@dataclass(frozen=True)
class Followed:
    """What one call did."""

    called: int
    lifted: int
    reminded: int


def follow(*, timing: Timing, now: datetime, chunk: int = CHUNK) -> Followed:
    """Lift what ended, call up what is missing, remind who is late. A second call does nothing."""
    return Followed(
        lifted=lift(timing=timing, now=now, chunk=chunk),
        called=_call_up(timing, now, chunk),
        reminded=_remind(timing, now, chunk),
    )


def lift(
    *, timing: Timing, now: datetime, entries: Sequence[int] | None = None, chunk: int = CHUNK
) -> int:
    """End what entries that ended called up: all of them, or those of these entries at once.

    What was carried out waits for the body to say that it is undone. Answers how many.
    """
    places = {
        "today": now.date(), "now": now, "entries": list(entries) if entries is not None else None,
        "due": _due(timing, LIFT, now.date()),
    }  # fmt: skip
    return _passes(_LIFT, places, "measures.lifted", now, chunk)


def _call_up(timing: Timing, now: datetime, chunk: int) -> int:
    columns: dict[str, list[Any]] = {
        name: [] for name in ("kinds", "measures", "bodies", "matters", "clauses", "bindings", "terms")
    }  # fmt: skip
    for measure in timing.catalogue.measures.values():
        for kind in measure.triggers if measure.on else ():
            for body in measure.bodies:
                row = (
                    kind, measure.code, body.agency, ",".join(body.matters),
                    cited(measure.legal_basis), measure.binding, measure.term or _ENDLESS,
                )  # fmt: skip
                for name, value in zip(columns, row, strict=True):
                    columns[name].append(value)
    places = {
        **columns, "today": now.date(), "now": now, "edition": timing.catalogue.edition,
        "due": _due(timing, FEEDBACK, now.date()),
    }  # fmt: skip
    return _passes(_CALL_UP, places, "measures.called_up", now, chunk)


def _remind(timing: Timing, now: datetime, chunk: int) -> int:
    """Remind each body of what it owes, once in so many working days."""
    today = now.date()
    before, days = today, timing.catalogue.limit(REMIND).working_days
    while timing.calendar.between(before, today) < days:
        before -= timedelta(days=1)
    places = {"today": today, "before": before}
    return _passes(_REMIND, places, "measures.reminded", now, chunk)


def _passes(statement: str, places: dict[str, Any], action: str, now: datetime, chunk: int) -> int:
    done = 0
    while True:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement, {**places, "most": chunk})
            rows = len(cursor.fetchall())
            if rows:
                audit.record(action, by=SYSTEM, at=now, detail={"measures": rows})
        done += rows
        if rows < chunk:
            return done


def _due(timing: Timing, limit: str, today: date) -> date:
    return timing.calendar.add(today, timing.catalogue.limit(limit).working_days)
