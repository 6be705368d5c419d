"""The same step in many cases at once, by sets of rows: for what a night does by itself.

Whoever calls holds the cases in a transaction of one bounded batch (`passes`): killed anywhere,
the next call goes on with those that are left.
"""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Any, Final

from django.db import connection, transaction

from goodstanding.casework.domain import cases as rules
from goodstanding.casework.domain import clocks as counting
from goodstanding.casework.models import Case, Clock, Suspension
from goodstanding.casework.services.cases import tell_many
from goodstanding.standards import person_number

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence
    from datetime import date, datetime

    from goodstanding.audit.domain import Actor
    from goodstanding.casework.services.timing import Timing

CHUNK: Final = 1_000
"""Cases of one transaction."""

_NUMBERS = """
INSERT INTO casework_counter (prefix, year, last) VALUES (%(prefix)s, %(year)s, %(many)s)
ON CONFLICT (prefix, year) DO UPDATE SET last = casework_counter.last + %(many)s RETURNING last
"""
_FOLLOW = """
UPDATE casework_case k SET due_on = r.due_on, suspended = r.running > 0 AND r.due_on IS NULL
FROM (SELECT c.id, min(w.due_on) AS due_on, count(w.id) AS running
      FROM casework_case c LEFT JOIN casework_clock w ON w.case_id = c.id AND w.stopped_on IS NULL
      WHERE c.id = ANY(%s) GROUP BY c.id) r
WHERE r.id = k.id
"""


def passes(one: Callable[[int], int], chunk: int) -> int:
    """Call `one` with the size of a batch, each call a transaction, until it finds less; how many in all."""
    done = 0
    while True:
        with transaction.atomic():
            count = one(chunk)
        done += count
        if count < chunk:
            return done


def open_many(
    found: Sequence[Mapping[str, Any]], *, kind: str, prefix: str, step: str, by: Actor, now: datetime
) -> list[Case]:  # fmt: skip
    """A new case for each mapping of a case's own fields, numbered one after the other, in that order."""
    with connection.cursor() as cursor:
        cursor.execute(_NUMBERS, {"prefix": prefix, "year": now.year, "many": len(found)})
        first = int(cursor.fetchone()[0]) - len(found) + 1
    opened = Case.objects.bulk_create(
        Case(
            number=rules.number(prefix, now.year, count), kind=kind, step=step, opened_at=now,
            **{**one, "matter": person_number.mask(one["matter"])},
        )
        for count, one in enumerate(found, first)
    )  # fmt: skip
    tell_many(opened, f"{kind}.opened", by=by, now=now)
    return opened


def move_many(cases: Collection[Case], *, step: str) -> None:
    """All of them at their next step, with the same body."""
    Case.objects.filter(pk__in=_ids(cases)).update(step=step)


def start_many(cases: Collection[Case], limit: str, *, timing: Timing, on: date) -> None:
    """The clock of a time limit in each of them. Raises UnknownLimitError."""
    rule = timing.catalogue.limit(limit)
    due = counting.due_on(counting.Clock(on, rule.working_days), timing.calendar)
    Clock.objects.bulk_create(
        Clock(
            case=case, limit=limit, edition=timing.catalogue.edition, started_on=on,
            working_days=rule.working_days, extension_allowed=rule.extension,
            suspendable=rule.suspendable, due_on=due,
        )
        for case in cases
    )  # fmt: skip
    _follow_many(cases)


def stop_many(cases: Collection[Case], limit: str, *, on: date) -> None:
    """That clock stopped in each of them, where it runs."""
    running = Clock.objects.filter(case__in=_ids(cases), limit=limit, stopped_on=None)
    Suspension.objects.filter(clock__in=running, until=None).update(until=on)
    running.update(stopped_on=on)
    _follow_many(cases)


def close_many(
    cases: Collection[Case], outcome: Callable[[Case], str], *, by: Actor, now: datetime
) -> None:
    """Each of them done, with its outcome. Their clocks must have stopped."""
    for said, alike in groupby(sorted(cases, key=outcome), key=outcome):
        group = list(alike)
        Case.objects.filter(pk__in=_ids(group)).update(
            outcome=said, closed_at=now, step="closed", due_on=None, suspended=False
        )
        tell_many(group, f"{group[0].kind}.closed", by=by, now=now, outcome=said)


def _follow_many(cases: Collection[Case]) -> None:
    """Each is due when the first of its running clocks is."""
    with connection.cursor() as cursor:
        cursor.execute(_FOLLOW, [_ids(cases)])


def _ids(cases: Collection[Case]) -> list[int]:
    return [case.pk for case in cases]
