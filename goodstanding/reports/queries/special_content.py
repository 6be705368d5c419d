"""What a special report says: penalties, compulsion and lists on file, public or not, and their coverage."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from django.db import connection

from goodstanding.disclosure.queries import office
from goodstanding.lib.environment import CIVIL_TIME
from goodstanding.records import queries as records
from goodstanding.reports.domain import special_report
from goodstanding.reports.domain.content import Subject
from goodstanding.reports.domain.entries import ENDED, MARKS, NEVER_PUBLIC, as_day, dated_on, entry
from goodstanding.reports.domain.special_report import Found, Source

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from goodstanding.catalogue.domain.model import Item, Text
    from goodstanding.lib.environment import Environment
    from goodstanding.organisations.models import Organisation
    from goodstanding.records.queries import VersionRow
    from goodstanding.reports.domain.content import Asked, Content
    from goodstanding.reports.domain.layouts import SpecialLayout
    from goodstanding.reports.queries.words import Policy


def content(
    organisation: Organisation, asked: Asked, policy: Policy, *, environment: Environment,
    now: datetime,
) -> Content:  # fmt: skip
    """The special report of today. Raises PeriodError, UnknownDomainError.

    Who may ask is for `permissions`; that it was read is for the service to record.
    """
    layout, today = policy.layouts.special, now.astimezone(CIVIL_TIME).date()
    special_report.require_asked(layout, asked, today)
    subject = Subject(
        name=organisation.name, uscc=organisation.uscc,
        kind=policy.of_registration("kind", organisation.kind),
        status=policy.of_registration("status", organisation.status),
        registered_on=organisation.registered_on,
    )  # fmt: skip
    return special_report.compose(
        layout, asked=asked, subject=subject,
        found=_found(organisation, asked, policy, environment=environment, today=today),
        sources=_sources(layout, policy), day=today, issuer=policy.issuer,
    )  # fmt: skip


def _found(
    organisation: Organisation, asked: Asked, policy: Policy, *, environment: Environment,
    today: date,
) -> list[Found]:  # fmt: skip
    before = datetime.combine(today + timedelta(days=1), time(), CIVIL_TIME)
    told = [
        (one, item)
        for one in _versions(organisation.pk, before)
        if (item := policy.item(one.item, one.edition))
        and _is_told(one, item, asked, policy, today)
    ]
    standings = office.standings(
        [one for one, _ in told], kind=organisation.kind, on=today, environment=environment
    )
    return [
        Found(
            agency=one.agency,
            is_list=item.item_class in policy.layouts.special.list_classes,
            entry=entry(
                item, one.payload, policy.words, version=one.id, source=policy.agency(one.agency),
                public_until=standings[one.id].publicity.until, marks=_marks(standings[one.id]),
            ),
        )
        for one, item in told
    ]  # fmt: skip


def _versions(organisation_id: int, before: datetime) -> list[VersionRow]:
    """The current version of every fact, withdrawn ones apart, whatever its validity."""
    facts = records.facts_of(organisation_id, known_before=before)
    keys = [one.fact for one in facts if not one.withdrawn]
    stories = records.stories_of(organisation_id, keys, known_before=before)
    last = {
        (one.version.organisation_id, one.version.item, one.version.fact): one
        for told in stories.values()
        for one in told
    }
    stands = [one.version for one in last.values() if not one.withdrawn]
    return records.told_once(stands, organisation_id)


def _is_told(one: VersionRow, item: Item, asked: Asked, policy: Policy, today: date) -> bool:
    layout = policy.layouts.special
    if item.item_class in layout.list_classes:
        # A list speaks of today: who was taken off is on none.
        ended = one.valid_until is not None and one.valid_until < today
        return not ended and (one.valid_from is None or one.valid_from <= today)
    day = dated_on(one.payload)
    return item.family in layout.families and day is not None and asked.start <= day <= asked.end


def _marks(standing: office.Standing) -> list[Text]:
    said = [MARKS[mark.what] for mark in standing.marks if mark.what in MARKS]
    if standing.publicity.start is None:
        return [*said, NEVER_PUBLIC]
    return said if standing.public else [*said, ENDED]


# Of the items in question, per agency: how many rows, the day of the earliest, the last arrival.
_COVERED = """
SELECT s.agency, count(*), min(v.payload ->> 'decided_on'), max(s.received_at)
FROM records_version v JOIN collection_submission s ON s.id = v.submission_id
WHERE v.item = ANY(%(items)s) AND s.agency = ANY(%(agencies)s) AND v.superseded_at IS NULL AND NOT v.withdrawn
GROUP BY s.agency
"""


def _sources(layout: SpecialLayout, policy: Policy) -> dict[str, Source]:
    """What each agency of the layout has brought, those that brought nothing included."""
    agencies = sorted({agency for domain in layout.domains for agency in domain.agencies})
    items = [
        code
        for code in policy.catalogue.items_on
        if policy.catalogue.item(code).family in layout.families
    ]
    rows = _covered(_last_loaded(), tuple(items), tuple(agencies))
    return {agency: _source(agency, rows.get(agency), policy) for agency in agencies}


@lru_cache(maxsize=4)
def _covered(
    _loaded: int, items: tuple[str, ...], agencies: tuple[str, ...]
) -> dict[str, Sequence[Any]]:
    """Asked once for as long as nothing new was loaded: it reads every row of the items."""
    with connection.cursor() as cursor:
        cursor.execute(_COVERED, {"items": list(items), "agencies": list(agencies)})
        return {row[0]: row[1:] for row in cursor.fetchall()}


def _last_loaded() -> int:
    """The number of the last submission that was loaded."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce(max(id), 0) FROM collection_submission WHERE state = 'loaded'"
        )
        return int(cursor.fetchone()[0])


def _source(agency: str, row: Sequence[Any] | None, policy: Policy) -> Source:
    title = policy.agency(agency)
    if row is None:
        return Source(agency, title, None, None, 0)
    number, earliest, received = row
    return Source(
        agency, title, as_day(earliest), received.astimezone(CIVIL_TIME).date(), int(number)
    )
