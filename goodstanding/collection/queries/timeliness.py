"""Who sends in time: what is due of an agency, and how much of what came was late."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.db.models import Max

from goodstanding.collection.domain.update_cycle import Period, is_due_this_month, period
from goodstanding.collection.models import Submission

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime

    from goodstanding.catalogue.domain.model import Item

# Late rows are those with a finding of the rule "….late"; each submission's rules say its number.
_AGENCIES = """
SELECT s.agency, count(*) AS files, sum(s.rows - s.quarantined)::bigint AS taken,
       sum(s.quarantined)::bigint AS quarantined, max(s.received_at) AS latest,
       coalesce(sum(l.late), 0)::bigint AS late
FROM collection_submission s LEFT JOIN LATERAL (
    SELECT count(*) AS late FROM collection_finding f
    WHERE f.submission_id = s.id AND f.rule = (
        SELECT r.n - 1 FROM jsonb_array_elements(s.rules) WITH ORDINALITY r(rule, n)
        WHERE r.rule ->> 'code' LIKE '%%.late' LIMIT 1)
) l ON s.findings > 0
WHERE s.state = 'loaded' AND s.received_at >= %(since)s AND s.received_at <= %(until)s
  AND (%(agency)s = '' OR s.agency = %(agency)s)
GROUP BY s.agency
"""


@dataclass(frozen=True)
class AgencyTimeliness:
    """What one agency brought in a span of time, and how much of it was late."""

    agency: str
    files: int
    taken: int
    quarantined: int
    late: int
    latest: datetime

    @property
    def in_time(self) -> float:
        """Per cent of the rows taken in that came in time."""
        return 100.0 * (self.taken - self.late) / self.taken if self.taken else 100.0


@dataclass(frozen=True)
class Due:
    """A file of an item that is due in this month, and whether it came."""

    item: Item
    period: Period
    sent_at: datetime | None


def by_agency(*, since: datetime, until: datetime, agency: str = "") -> list[AgencyTimeliness]:
    """What each agency brought, the least punctual first."""
    places: dict[str, Any] = {"since": since, "until": until, "agency": agency}
    with connection.cursor() as cursor:
        cursor.execute(_AGENCIES, places)
        names = [column.name for column in cursor.description]
        found = [
            AgencyTimeliness(**dict(zip(names, row, strict=True))) for row in cursor.fetchall()
        ]
    return sorted(found, key=lambda one: (one.in_time, -one.late, one.agency))


def due(items: Iterable[Item], agency: str, *, today: date) -> list[Due]:
    """The files that an agency has to send this month, what is missing first.

    Items whose records have time limits of their own are not here: nothing may have
    happened that would have to be sent.
    """
    wanted = [(item, found) for item in items if (found := period(item.update_cycle, today))]
    latest = latest_by_item(agency)
    asked = [
        Due(item, found, _within(latest.get(item.code), found))
        for item, found in wanted
        if is_due_this_month(found, today)
    ]
    return sorted(asked, key=lambda one: (one.sent_at is not None, one.period.last, one.item.code))


def latest_by_item(agency: str) -> dict[str, datetime]:
    """When an agency last sent each item, of what was loaded."""
    loaded = Submission.objects.filter(agency=agency, state=Submission.State.LOADED, corrects=None)
    return dict(loaded.order_by().values_list("item").annotate(latest=Max("received_at")))


def _within(sent: datetime | None, found: Period) -> datetime | None:
    return sent if sent and sent.date() >= found.first else None
