"""What the public report says, and certificates ask for, read as the public reads: by the reading role."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from goodstanding.disclosure.adapters.reading import rows
from goodstanding.disclosure.queries import published
from goodstanding.reports.domain import certificate, public_report
from goodstanding.reports.domain.content import Content, Subject
from goodstanding.reports.domain.entries import MARKS, entry
from goodstanding.reports.domain.refusals import NotPublicError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goodstanding.reports.domain.content import Entry
    from goodstanding.reports.queries.words import Policy


def content(uscc: str, policy: Policy) -> Content:
    """The public report of today. Raises NotPublicError."""
    found, today = organisation(uscc), published.state().today
    entries = [(record.item_class, _entry(record, policy)) for record in all_records(found.id)]
    return public_report.compose(
        policy.layouts.public, subject=subject(found, policy), entries=entries, day=today,
        issuer=policy.issuer,
    )  # fmt: skip


def organisation(uscc: str) -> published.Organisation:
    """The organisation of that code. Raises NotPublicError where none is public."""
    found = published.organisation(uscc)
    if found is None:
        raise NotPublicError(given=uscc)
    return found


def facts(found: published.Organisation) -> certificate.Facts:
    """What the grounds of a certificate ask for: the published status and counts of records."""
    counts: Counter[str] = Counter()
    for one in published.counts(found.id):
        counts[one.item_class] += one.number
    return certificate.Facts(found.status, dict(counts))


def all_records(organisation_id: int) -> Iterator[published.Record]:
    """Every published record, page by page, newest first."""
    after = None
    while True:
        page = published.records_of(organisation_id, limit=published.MOST, after=after)
        yield from page.records
        if page.next is None:
            return
        after = page.next


def subject(found: published.Organisation, policy: Policy) -> Subject:
    return Subject(
        name=found.name, uscc=found.uscc, kind=policy.of_registration("kind", found.kind),
        status=policy.of_registration("status", found.status), registered_on=found.registered_on,
    )  # fmt: skip


def live(versions: list[int], organisation_id: int) -> dict[int, tuple[str, ...]]:
    """Those of these versions that are public now, with what is said beside them."""
    found = rows(
        "SELECT version_id, marks FROM published.live_record"
        " WHERE organisation_id = %(organisation)s AND version_id = ANY(%(versions)s)",
        {"organisation": organisation_id, "versions": versions},
    )
    return {row["version_id"]: tuple(row["marks"]) for row in found}


def _entry(record: published.Record, policy: Policy) -> Entry:
    item = policy.item(record.item, record.edition)
    return entry(
        item, record.payload, policy.words, version=record.version_id,
        source=policy.agency(record.agency), public_until=record.public_until,
        marks=[MARKS[mark] for mark in record.marks if mark in MARKS], held=record.held,
    )  # fmt: skip
