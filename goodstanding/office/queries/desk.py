"""What the first page of the office says: what is due, what came last, what waits how long."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from goodstanding.collection.queries import quarantine, submissions, timeliness
from goodstanding.lib.environment import CIVIL_TIME
from goodstanding.office.queries import catalogue as policy
from goodstanding.standards.working_days import WorkingCalendar

if TYPE_CHECKING:
    from goodstanding.accounts.models import Person
    from goodstanding.catalogue.domain.model import Item
    from goodstanding.catalogue.queries import LoadedCatalogue
    from goodstanding.collection.domain.fault_titles import Reason
    from goodstanding.collection.models import Submission
    from goodstanding.lib.environment import Environment

# Bands of age in the quarantine, in working days.
BANDS = (1, 3, 7)
RECENT = 8


@dataclass(frozen=True)
class Quarantine:
    """The rows that wait, by age and by reason."""

    ages: quarantine.Ages
    reasons: dict[Reason, int]

    @property
    def bands(self) -> list[tuple[int | None, int]]:
        """Working days (none for beyond the last) and how many rows are so old."""
        return list(zip((*BANDS, None), self.ages.bands, strict=True))


@dataclass(frozen=True)
class Desk:
    """The first page of an agency."""

    due: list[timeliness.Due]
    dated: list[tuple[Item, datetime]]
    recent: list[Submission]
    quarantine: Quarantine
    month: timeliness.AgencyTimeliness | None

    @property
    def sent(self) -> int:
        return sum(one.sent_at is not None for one in self.due)


def desk(
    person: Person, catalogue: LoadedCatalogue, environment: Environment, *, now: datetime
) -> Desk:
    """What the person's agency has to send, what it sent, and what of that waits."""
    items = policy.items_of(person, catalogue)
    today = now.astimezone(CIVIL_TIME).date()
    since = datetime.combine(today.replace(day=1), time(), CIVIL_TIME)
    month = timeliness.by_agency(since=since, until=now, agency=person.agency)
    latest = timeliness.latest_by_item(person.agency)
    dated = [(item, latest[item.code]) for item in items if item.deadline and item.code in latest]
    return Desk(
        due=timeliness.due(items, person.agency, today=today),
        dated=sorted(dated, key=lambda one: one[1], reverse=True)[:RECENT],
        recent=submissions.page(person, submissions.Filters(), limit=RECENT).rows,
        quarantine=waiting(person, environment, quarantine.Narrowed(), now=now),
        month=month[0] if month else None,
    )


def waiting(
    person: Person, environment: Environment, narrowed: quarantine.Narrowed, *, now: datetime
) -> Quarantine:
    """The rows that wait, by working days since they came and by reason."""
    calendar = WorkingCalendar.load(environment.policy / "calendars")
    today = now.astimezone(CIVIL_TIME).date()
    bounds = [
        datetime.combine(calendar.latest_start(today, days), time(), CIVIL_TIME) for days in BANDS
    ]
    return Quarantine(
        quarantine.ages(person, narrowed, bounds=bounds), quarantine.reasons(person, narrowed)
    )


def last_days(now: datetime, days: int) -> datetime:
    """The beginning of the day so many days ago."""
    today = now.astimezone(CIVIL_TIME).date()
    return datetime.combine(today - timedelta(days=days), time(), CIVIL_TIME)
