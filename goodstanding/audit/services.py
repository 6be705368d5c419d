"""The only writer of the audit log."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from goodstanding.audit import adapters, queries
from goodstanding.audit.domain import check_chain
from goodstanding.audit.models import Event
from goodstanding.standards import person_number

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from datetime import datetime
    from pathlib import Path

    from goodstanding.audit.domain import Actor, Sealed, Verdict


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One event among several that are recorded together."""

    action: str
    subject: str = ""
    purpose: str = ""
    detail: Mapping[str, Any] = field(default_factory=dict)


def record(
    action: str,
    *,
    by: Actor,
    at: datetime,
    subject: str = "",
    purpose: str = "",
    detail: Mapping[str, Any] | None = None,
) -> None:
    """Add one event to the log, inside the caller's transaction: if that fails, so does this.

    `action` is `app.verb` in the past tense (`collection.submitted`), `subject` is
    `kind:identifier`. A natural person's number in any text is masked before it is stored.
    Nothing waits for anybody here: the chain is sealed when the transaction commits.
    """
    entry = Entry(action=action, subject=subject, purpose=purpose, detail=detail or {})
    record_many([entry], by=by, at=at)


def record_many(entries: Iterable[Entry], *, by: Actor, at: datetime) -> None:
    """Add several events of one actor at one instant, in the order given."""
    Event.objects.bulk_create(_event(entry, by, at) for entry in entries)


def verify(
    *,
    home: Path,
    by: Actor,
    now: datetime,
    watch: Callable[[Iterator[Sealed]], Iterator[Sealed]] = iter,
) -> Verdict:
    """Check the whole chain against itself and against the heads written down in the home.

    What was found is an event too, and a whole chain's head is written down. `watch` is
    given the events on their way, for a progress bar. Raises AnchorsBrokenError.
    """
    verdict = check_chain(watch(queries.chain()), adapters.read_anchors(home))
    detail: dict[str, object] = {"events": verdict.events, "head": verdict.head}
    if verdict.fault is None:
        record(queries.VERIFIED, by=by, at=now, detail=detail)
        write_head(home=home, now=now)
    else:
        detail |= {"position": verdict.position, "fault": verdict.fault.value}
        record(queries.BROKEN, by=by, at=now, detail=detail)
    return verdict


def write_head(*, home: Path, now: datetime) -> None:
    """Write the chain's present head down in the home; from here on it can't be cut off unseen."""
    head = queries.head(now)
    if head is not None:
        adapters.write_anchor(home, head)


def export(
    *, since: datetime | None, until: datetime | None, home: Path, by: Actor, now: datetime
) -> Iterator[str]:
    """The events of a period as signed JSON Lines. That they were exported is an event too."""
    asked = {
        "from": since.isoformat() if since else "", "until": until.isoformat() if until else "",
        "exported_at": now.isoformat(), "exported_by": by.label,
    }  # fmt: skip
    record("audit.exported", by=by, at=now, detail={"from": asked["from"], "until": asked["until"]})
    return adapters.export_lines(queries.part(since=since, until=until), home=home, asked=asked)


def _event(entry: Entry, by: Actor, at: datetime) -> Event:
    return Event(
        at=at,
        action=entry.action,
        actor_kind=by.kind,
        actor_id=by.id,
        actor_label=person_number.mask(by.label),
        agency=by.agency,
        subject=person_number.mask(entry.subject),
        purpose=person_number.mask(entry.purpose),
        detail=_masked(dict(entry.detail)),
    )


def _masked(value: Any) -> Any:
    """The value with each natural person's number in it masked, in keys too."""
    if isinstance(value, dict):
        return {_masked(str(name)): _masked(inner) for name, inner in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [_masked(inner) for inner in value]
    if value is None or isinstance(value, (bool, float)):
        return value
    if isinstance(value, int):
        return value if abs(value) < 10**14 else person_number.mask(str(value))
    return person_number.mask(str(value))
