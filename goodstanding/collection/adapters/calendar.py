"""The working-day calendar of the policy folder, for deadlines of submission."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goodstanding.standards.working_days import WorkingCalendar

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path


def latest_start(policy: Path, received: date, days: int) -> date:
    """The earliest day from which `received` is still within so many working days."""
    return WorkingCalendar.load(policy / "calendars").latest_start(received, days)
