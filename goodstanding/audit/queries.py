"""What the auditor asks: the chain from its first event, events by filter, the last check."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from django.db import connection, transaction

from goodstanding.audit.domain import GENESIS, Anchor, Sealed
from goodstanding.audit.models import Event

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from django.db.models import QuerySet

VERIFIED: Final = "audit.verified"
BROKEN: Final = "audit.found_broken"

# Every text as the database's `audit_seal` puts it under the hash.
_SEALED = """
SELECT position,
       to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), action, actor_kind,
       actor_id, actor_label, agency, subject, purpose, detail::text, previous, hash
FROM audit_event
"""
_ROWS_AT_ONCE = 5000


@dataclass(frozen=True, kw_only=True)
class Filter:
    """What the auditor looks for; what is empty is not asked for."""

    actor: str = ""
    action: str = ""
    subject: str = ""
    purpose: str = ""
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True)
class Page:
    """Some events, newest first; `older` and `newer` are keys of the pages beside it."""

    events: list[Event]
    older: int | None
    newer: int | None


@dataclass(frozen=True)
class ChainState:
    """What the last check found; `whole` is None where there has been none."""

    whole: bool | None
    checked_at: datetime | None = None
    events: int = 0
    position: int | None = None
    reason: str = ""


def chain() -> Iterator[Sealed]:
    """Every event in order of its place, read in pieces from one state of the database."""
    yield from _sealed(_SEALED + "ORDER BY position", [])


def part(*, since: datetime | None, until: datetime | None) -> Iterator[Sealed]:
    """The events of a period (until: not included), in order of their place."""
    conditions = ["position IS NOT NULL"]
    given: list[Any] = []
    if since is not None:
        conditions.append("at >= %s")
        given.append(since)
    if until is not None:
        conditions.append("at < %s")
        given.append(until)
    yield from _sealed(_SEALED + f"WHERE {' AND '.join(conditions)} ORDER BY position", given)


def _sealed(query: str, given: list[Any]) -> Iterator[Sealed]:
    with transaction.atomic(), connection.chunked_cursor() as cursor:
        cursor.execute(query, given)
        while rows := cursor.fetchmany(_ROWS_AT_ONCE):
            for position, *texts, previous, digest in rows:
                yield Sealed(position, tuple(texts), previous, digest)


def head(at: datetime) -> Anchor | None:
    """The last sealed event, to be written down; none in an empty log."""
    last = Event.objects.filter(position__isnull=False).order_by("-position").first()
    if last is None or last.position is None:
        return None
    return Anchor(position=last.position, hash=last.hash or GENESIS, at=at.isoformat())


def events(
    chosen: Filter, *, before: int | None = None, after: int | None = None, limit: int = 50
) -> Page:
    """A page of events, newest first: those before or after a key, or the newest."""
    found = _chosen(chosen)
    if after is not None:
        rows = list(found.filter(id__gt=after).order_by("id")[: limit + 1])
        more, rows = len(rows) > limit, rows[:limit][::-1]
        return _page(rows, more_older=bool(rows), more_newer=more)
    if before is not None:
        found = found.filter(id__lt=before)
    rows = list(found.order_by("-id")[: limit + 1])
    return _page(rows[:limit], more_older=len(rows) > limit, more_newer=before is not None)


def _page(rows: list[Event], *, more_older: bool, more_newer: bool) -> Page:
    older = rows[-1].id if rows and more_older else None
    newer = rows[0].id if rows and more_newer else None
    return Page(rows, older, newer)


def _chosen(chosen: Filter) -> QuerySet[Event]:
    conditions: dict[str, Any] = {
        "actor_label__icontains": chosen.actor,
        "action": chosen.action,
        "subject__istartswith": chosen.subject,
        "purpose__icontains": chosen.purpose,
        "at__gte": chosen.since,
        "at__lt": chosen.until,
    }
    return Event.objects.filter(**{name: said for name, said in conditions.items() if said})


def actions() -> list[str]:
    """Every action that was ever recorded, by the index alone."""
    # Walks from one action to the next instead of reading the whole log.
    with connection.cursor() as cursor:
        cursor.execute(
            "WITH RECURSIVE told AS ("
            " (SELECT action FROM audit_event ORDER BY action LIMIT 1) UNION ALL"
            " SELECT (SELECT e.action FROM audit_event e WHERE e.action > told.action"
            " ORDER BY e.action LIMIT 1) FROM told WHERE told.action IS NOT NULL)"
            " SELECT action FROM told WHERE action IS NOT NULL"
        )
        return [str(action) for (action,) in cursor.fetchall()]


def chain_state() -> ChainState:
    """What the last check of the chain found."""
    last = Event.objects.filter(action__in=[VERIFIED, BROKEN]).order_by("-id").first()
    if last is None:
        return ChainState(whole=None)
    said = last.detail
    return ChainState(
        whole=last.action == VERIFIED,
        checked_at=last.at,
        events=int(said.get("events", 0)),
        position=said.get("position"),
        reason=str(said.get("fault", "")),
    )
