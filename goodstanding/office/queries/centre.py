"""What the centre sees of the whole node: who sends in time, what waits, what was published."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from goodstanding.collection.queries import backlog, quarantine, submissions, timeliness
from goodstanding.disclosure.adapters.reading import rows
from goodstanding.office.queries.desk import Quarantine, last_days, waiting

if TYPE_CHECKING:
    from datetime import datetime

    from goodstanding.accounts.models import Person
    from goodstanding.collection.models import Submission
    from goodstanding.lib.environment import Environment

SPANS = (7, 30, 90, 365)


@dataclass(frozen=True)
class Published:
    """What the public can read now, and how much of it since today."""

    records: int
    today: int


@dataclass(frozen=True)
class Overview:
    """The first page of the centre."""

    status: dict[str, Any]
    agencies: list[timeliness.AgencyTimeliness]
    quarantine: Quarantine
    recent: list[Submission]
    published: Published
    today: int  # submissions
    workers: int


def overview(person: Person, environment: Environment, *, now: datetime) -> Overview:
    """How the node is, over all agencies; timeliness of the last 30 days."""
    filters = submissions.Filters(since=last_days(now, 0))
    return Overview(
        status=backlog.node_status(environment, now=now),
        agencies=timeliness_of_agencies(now=now, days=30),
        quarantine=waiting(person, environment, quarantine.Narrowed(), now=now),
        recent=submissions.page(person, submissions.Filters(), limit=8).rows,
        published=published(),
        today=submissions.count(person, filters),
        workers=backlog.workers_alive(),
    )


def published() -> Published:
    """How many records are public, as the public's own reader counts them."""
    (found,) = rows(
        "SELECT count(*) AS records, count(*) FILTER (WHERE public_from = s.today) AS today"
        " FROM published.live_record r CROSS JOIN published.live_state s",
        {},
    )
    return Published(**found)


def timeliness_of_agencies(*, now: datetime, days: int) -> list[timeliness.AgencyTimeliness]:
    """What each agency brought in the last days, the least punctual first."""
    return timeliness.by_agency(since=last_days(now, days), until=now)


def span(given: str | None) -> int:
    """The number of days asked for, where it is one that is offered."""
    return int(given) if given and given.isdecimal() and int(given) in SPANS else 30
