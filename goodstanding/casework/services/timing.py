"""What counting time in a procedure needs: the policy in force and the calendar of working days."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from goodstanding.casework.services import clocks
from goodstanding.catalogue.queries import LoadedCatalogue, recent_catalogue
from goodstanding.standards.working_days import WorkingCalendar

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from goodstanding.casework.models import Case
    from goodstanding.lib.environment import Environment


@dataclass(frozen=True)
class Timing:
    """Starts and stops clocks by the time limits of one edition of policy."""

    catalogue: LoadedCatalogue
    calendar: WorkingCalendar

    def start(self, case: Case, limit: str, now: datetime) -> None:
        """Start the clock of a time limit, today. Raises UnknownLimitError."""
        clocks.start(
            case, self.catalogue.limit(limit), edition=self.catalogue.edition, on=now.date(),
            calendar=self.calendar,
        )  # fmt: skip

    def stop(self, case: Case, limit: str, now: datetime) -> None:
        """Stop that clock, if it runs."""
        clocks.stop(case, limit, on=now.date())


def timing_of(environment: Environment) -> Timing:
    """The timing by this node's policy folder, as it was at most some seconds ago."""
    loaded = recent_catalogue(environment.policy, environment.home / "cache")
    return Timing(loaded, _calendar(environment.policy / "calendars", loaded.edition))


@lru_cache(maxsize=4)
def _calendar(folder: Path, edition: str) -> WorkingCalendar:  # noqa: ARG001  forgets
    return WorkingCalendar.load(folder)
