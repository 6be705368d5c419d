"""The audit log: who did what to whom, when and for what purpose, in one unbroken chain.

Every event carries the hash of the one before it, so that whoever changes, removes or
moves an event breaks the chain at that place. The chain alone can't tell when its end was
cut off, or when somebody with the whole database in hand computed every hash anew: for
that there are anchors, heads of the chain written down elsewhere (`adapters.py`).
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final, Literal

from goodstanding.lib.errors import GoodstandingError

if TYPE_CHECKING:
    from collections.abc import Iterable

GENESIS: Final = "0" * 64
"""What the first event has as the hash before it."""


@dataclass(frozen=True)
class Actor:
    """Who acts: a person's account, the node by itself, or a command that an operator called.

    `label` is how the log shows it for ever, whatever becomes of the account.
    """

    kind: Literal["person", "system", "command"]
    id: str
    label: str
    agency: str = ""


SYSTEM: Final = Actor(kind="system", id="system", label="system")
"""The node by itself: a job at its time."""


def command(name: str, *, operator: str = "") -> Actor:
    """The actor of a command line, such as `submit`; `operator` is the system account that called it."""
    label = f"goodstanding {name}"
    return Actor(kind="command", id=operator or name, label=label)


class ChainBrokenError(GoodstandingError):
    """The log is not what was recorded."""

    code = "audit.chain_broken"
    message = (
        "The audit log is broken at event %(position)s: %(reason)s. What stands before it is as it "
        "was recorded. Keep the database as it is, compare with the last export and the last "
        "backup, and tell the auditor."
    )


class ExportBrokenError(GoodstandingError):
    """An exported log is not what was signed."""

    code = "audit.export_broken"
    message = "%(file)s is not as it was exported: %(reason)s. Ask for the export again."


class AnchorsBrokenError(GoodstandingError):
    """The file of heads is not what the node wrote."""

    code = "audit.anchors_broken"
    message = (
        "Line %(line)s of %(path)s is not a head that this node signed. The log can't be compared with "
        "it: take the file from the backup, or compare the log with the last export."
    )


class Fault(StrEnum):
    """What can have happened to a log."""

    ALTERED = "altered"
    REMOVED = "removed"
    REORDERED = "reordered"
    UNSEALED = "unsealed"
    CUT_OFF = "cut_off"
    REPLACED = "replaced"


REASONS: Final = {
    Fault.ALTERED: "what it says is not what was recorded",
    Fault.REMOVED: "one or more events before it were removed",
    Fault.REORDERED: "it does not follow on the event before it",
    Fault.UNSEALED: "it was written past the trigger that seals events",
    Fault.CUT_OFF: "the log ends before a head that was written down",
    Fault.REPLACED: "its hash is not the one that was written down; the log was computed anew",
}


@dataclass(frozen=True)
class Sealed:
    """An event as it was sealed: its place, the texts that its hash covers, and the hash."""

    position: int | None
    texts: tuple[str, ...]
    previous: str | None
    hash: str | None


@dataclass(frozen=True)
class Anchor:
    """The head of the chain at some time, kept outside the database."""

    position: int
    hash: str
    at: str
    signature: str = ""


@dataclass(frozen=True)
class Verdict:
    """What a walk along the chain found: nothing, or the first place where it is broken."""

    events: int
    head: str
    position: int | None = None
    fault: Fault | None = None

    @property
    def whole(self) -> bool:
        return self.fault is None


def seal(previous: str, position: int, texts: Iterable[str]) -> str:
    """The hash of an event: SHA-256 over the hash before it, its place and its texts.

    Each text goes in with its length in bytes, so that no two events share one text.
    The same is computed in the database by `audit_seal`.
    """
    parts = [previous.encode(), str(position).encode(), *(text.encode() for text in texts)]
    return hashlib.sha256(b"".join(b"%d:%b" % (len(part), part) for part in parts)).hexdigest()


def check_chain(events: Iterable[Sealed], anchors: Iterable[Anchor] = ()) -> Verdict:
    """Walk the whole log in order of place, comparing with every anchor on the way."""
    known = {anchor.position: anchor.hash for anchor in anchors}
    count, previous = 0, GENESIS
    for event in events:
        fault = _fault(event, count + 1, previous) or _against(known, event)
        if fault:
            return Verdict(count, previous, event.position or count + 1, fault)
        count, previous = count + 1, event.hash or ""
    last = max(known, default=0)
    if last > count:
        return Verdict(count, previous, count + 1, Fault.CUT_OFF)
    return Verdict(count, previous)


def check_part(events: Iterable[Sealed]) -> int | None:
    """The place of the first event of a part of the log that is not as it was sealed.

    A part chosen by time can have gaps, where events commit out of the order of their
    times; where one event directly follows another, the two have to fit.
    """
    before: Sealed | None = None
    for event in events:
        follows = before is not None and event.position == (before.position or 0) + 1
        expected = before.hash if before is not None and follows else event.previous
        if _fault(event, event.position or 0, expected or ""):
            return event.position
        before = event
    return None


def _fault(event: Sealed, expected: int, previous: str) -> Fault | None:
    if event.position is None or event.hash is None or event.previous is None:
        return Fault.UNSEALED
    if event.position != expected:
        return Fault.REMOVED
    if event.hash != seal(event.previous, event.position, event.texts):
        return Fault.ALTERED
    return Fault.REORDERED if event.previous != previous else None


def _against(known: dict[int, str], event: Sealed) -> Fault | None:
    expected = known.get(event.position or 0)
    return Fault.REPLACED if expected is not None and expected != event.hash else None
