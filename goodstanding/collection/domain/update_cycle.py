"""What an item's update cycle asks of its supplier in a given month.

The cycles are those of the catalogue: `7wd` (each record within its own time limit),
`daily`, `weekly`, `monthly`, `quarterly`, `yearly`. The first three ask for what there is,
whenever there is something; the others ask for a file once a period.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

ONCE_A = {"weekly": 1, "monthly": 1, "quarterly": 3, "yearly": 12}


@dataclass(frozen=True)
class Period:
    """The days in which a file of the item is due, the last included."""

    first: date
    last: date


def period(cycle: str, today: date) -> Period | None:
    """The present period of a cycle; none where records are sent as they come."""
    if cycle == "weekly":
        first = today - timedelta(days=today.weekday())
        return Period(first, first + timedelta(days=6))
    if cycle not in ONCE_A:
        return None
    months = ONCE_A[cycle]
    start = (today.month - 1) // months * months
    first = date(today.year, start + 1, 1)
    after = date(today.year + (start + months) // 12, (start + months) % 12 + 1, 1)
    return Period(first, after - timedelta(days=1))


def is_due_this_month(found: Period, today: date) -> bool:
    """Whether the period ends in this month: only then is its file asked for now."""
    return (found.last.year, found.last.month) == (today.year, today.month)
