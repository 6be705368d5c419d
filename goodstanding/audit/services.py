"""The only writer of the audit log."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from goodstanding.audit.models import Event
from goodstanding.standards import person_number

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from goodstanding.audit.domain import Actor


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
