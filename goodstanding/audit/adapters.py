"""The heads of the chain, written down outside the database, and the signed export.

A file of heads in the home lets the node see that its log was cut off or computed anew.
Whoever has both the database and the home can rewrite both: against that only a copy
elsewhere helps, which every export is. See docs/explanation/audit-log.md.
"""

from __future__ import annotations

import hashlib
import json
import os
from typing import TYPE_CHECKING, Any, Final

from goodstanding.audit.domain import (
    Anchor,
    AnchorsBrokenError,
    ExportBrokenError,
    Sealed,
    check_part,
)
from goodstanding.lib import signing

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

FORMAT: Final = "goodstanding-audit-1"
TEXTS: Final = (
    "at", "action", "actor_kind", "actor_id", "actor_label", "agency", "subject", "purpose", "detail",
)  # fmt: skip
"""The texts of an event that its hash covers, in this order, after `previous` and `position`."""


def _heads(home: Path) -> Path:
    return home / "audit" / "heads.jsonl"


def read_anchors(home: Path) -> list[Anchor]:
    """Every head that was written down, oldest first.

    Raises AnchorsBrokenError if a line is not one that this node signed.
    """
    path = _heads(home)
    if not path.exists():
        return []
    key = signing.public_key(home)
    lines = path.read_text(encoding="utf-8").splitlines()
    return [_anchor(line, number, path, key) for number, line in enumerate(lines, start=1)]


def _anchor(line: str, number: int, path: Path, key: str) -> Anchor:
    try:
        anchor = Anchor(**json.loads(line))
    except (ValueError, TypeError) as reason:
        raise AnchorsBrokenError(path=path, line=number) from reason
    if not signing.is_signed(_said(anchor), anchor.signature, key):
        raise AnchorsBrokenError(path=path, line=number)
    return anchor


def write_anchor(home: Path, anchor: Anchor) -> None:
    """Write down a head, signed, unless it is the last one written down."""
    path = _heads(home)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    if _last_position(path) == anchor.position:
        return
    line = json.dumps({
        "position": anchor.position, "hash": anchor.hash, "at": anchor.at,
        "signature": signing.sign(home, _said(anchor)),
    })  # fmt: skip
    with path.open("a", encoding="utf-8") as file:
        file.write(line + "\n")
        file.flush()
        os.fsync(file.fileno())


def _last_position(path: Path) -> int:
    if not path.exists() or not path.stat().st_size:
        return 0
    with path.open("rb") as file:
        file.seek(-min(path.stat().st_size, 4096), os.SEEK_END)
        last = file.read().splitlines()[-1]
    position = json.loads(last)["position"] if last.startswith(b"{") else 0
    return int(position)


def _said(anchor: Anchor) -> bytes:
    return f"{FORMAT} head {anchor.position} {anchor.hash} {anchor.at}".encode()


def export_lines(events: Iterable[Sealed], *, home: Path, asked: dict[str, str]) -> Iterator[str]:
    """The events as JSON Lines, and a last line that signs all lines before it.

    `detail` is the text that the hash covers, itself JSON. The last line tells what was
    `asked` for, how many events there are and which places they have.
    """
    digest, count, first, last = hashlib.sha256(), 0, None, None
    for event in events:
        line = json.dumps(_plain(event), ensure_ascii=False) + "\n"
        digest.update(line.encode())
        count, first, last = count + 1, first or event.position, event.position
        yield line
    end: dict[str, Any] = {
        "format": FORMAT, **asked, "events": count, "first": first, "last": last,
        "sha256": digest.hexdigest(), "key": signing.public_key(home),
    }  # fmt: skip
    signature = signing.sign(home, _canonical(end))
    yield json.dumps({**end, "signature": signature}, ensure_ascii=False) + "\n"


def _plain(event: Sealed) -> dict[str, object]:
    said = dict(zip(TEXTS, event.texts, strict=True))
    return {
        "position": event.position, **said, "previous": event.previous, "hash": event.hash,
    }  # fmt: skip


def _canonical(end: dict[str, Any]) -> bytes:
    return json.dumps(end, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def check_export(path: Path, *, key: str | None = None) -> dict[str, Any]:
    """Check an exported file by itself: signature, every hash, the chain. Answers its last line.

    With `key` the file has to be signed by that node; without it, by the one it names.
    Raises ExportBrokenError.
    """
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    try:
        end = json.loads(lines[-1])
        events = [_sealed(json.loads(line)) for line in lines[:-1]]
        signature, named = end.pop("signature"), end["key"]
    except (ValueError, IndexError, KeyError, TypeError, AttributeError) as reason:
        raise ExportBrokenError(file=path.name, reason="a line is not of its format") from reason
    digest = hashlib.sha256("".join(lines[:-1]).encode()).hexdigest()
    if digest != end.get("sha256") or not signing.is_signed(_canonical(end), signature, named):
        raise ExportBrokenError(file=path.name, reason="the signature is not that of these lines")
    if key is not None and key != named:
        raise ExportBrokenError(file=path.name, reason="another key signed it")
    broken = check_part(events)
    if broken is not None:
        raise ExportBrokenError(file=path.name, reason=f"the chain breaks at event {broken}")
    return dict(end)


def _sealed(line: dict[str, Any]) -> Sealed:
    return Sealed(
        position=int(line["position"]),
        texts=tuple(str(line[name]) for name in TEXTS),
        previous=line["previous"],
        hash=line["hash"],
    )
