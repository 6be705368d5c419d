"""The credit file as the public sees it: out of the published views, or worked out for another day."""

from __future__ import annotations

from datetime import UTC
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date, datetime

    from goodstanding.disclosure.queries.published import Record
    from goodstanding.lib.environment import Environment
    from goodstanding.organisations.models import Organisation
    from goodstanding.records.queries import VersionRow


def published_file(
    environment: Environment, found: Organisation, *, given: str, now: datetime
) -> dict[str, Any]:
    """What the published views show of an organisation, the copy brought up to date before.

    Raises UnknownOrganisationError where the organisation itself is not public.
    """
    from goodstanding.disclosure.queries import published
    from goodstanding.disclosure.services.publishing import publish
    from goodstanding.organisations.queries import UnknownOrganisationError

    publish(now=now, environment=environment)  # nobody may have a worker running
    shown = published.organisation(found.uscc)
    if shown is None:
        raise UnknownOrganisationError(given=given)
    records = sorted(_all_records(shown.id), key=lambda one: (one.item, one.place.dated_on))
    return {
        "uscc": shown.uscc,
        "name": shown.name,
        "kind": shown.kind,
        "status": shown.status,
        "former_names": list(shown.former_names),
        "identifiers": [],
        "records": [_entry(record) for record in records],
    }


def public_then(
    versions: Sequence[VersionRow], entries: Sequence[dict[str, Any]], found: Organisation, *,
    environment: Environment, on: date,
) -> list[dict[str, Any]]:  # fmt: skip
    """Those entries that were public on another day, without what is not shown of them.

    A record that is taken down today is taken down for every day. What is told under the codes
    of two that were merged is shown once.
    """
    from goodstanding.disclosure.queries.office import shown_payload, standings
    from goodstanding.records.queries import told_once

    standing = standings(versions, kind=found.kind, on=on, environment=environment)
    shown, once = [], {one.id for one in told_once(list(versions), found.pk)}
    for version, entry in zip(versions, entries, strict=True):
        if standing[version.id].public and version.id in once:
            payload = shown_payload(
                version, standing[version.id], kind=found.kind, environment=environment
            )
            marks = [mark.what for mark in standing[version.id].marks]
            shown.append({**_without_origin(entry), "payload": payload, "marks": marks})
    return shown


def _without_origin(entry: dict[str, Any]) -> dict[str, Any]:
    return {
        key: value
        for key, value in entry.items()
        if key not in {"submission", "row", "edition", "told_as"}
    }


def _all_records(organisation_id: int) -> Iterator[Record]:
    from goodstanding.disclosure.queries import published

    after = None
    while True:
        page = published.records_of(organisation_id, limit=published.MOST, after=after)
        yield from page.records
        if page.next is None:
            return
        after = page.next


def _entry(record: Record) -> dict[str, Any]:
    because = record.because
    return {
        "item": record.item,
        "key": record.key,
        "agency": record.agency,
        "valid_from": record.valid_from,
        "valid_until": record.valid_until,
        "recorded_at": record.recorded_at.astimezone(UTC).isoformat(),
        "superseded_at": None,
        "polarity": record.polarity,
        "payload": record.payload,
        "public": {
            "from": record.public_from, "until": record.public_until,
            "because": {"zh": because.zh, "en": because.en},
        },
        "marks": list(record.marks),
    }  # fmt: skip
