"""The working-day calendar of the policy folder, for deadlines of submission."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from goodstanding.standards.working_days import WorkingCalendar


def latest_start(policy: Path, received: date, days: int) -> date:
    """The earliest day from which `received` is still within so many working days."""
    return WorkingCalendar.load(policy / "calendars").latest_start(received, days)
