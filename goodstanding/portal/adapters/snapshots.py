"""Data sets as files beside the node: made once for a state of the publication, then served in parts.

A file is named by the state that it was made from, so that one of an earlier state is never
served; the earlier ones are removed when a new one is made.
"""

from __future__ import annotations

import hashlib
import os
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

PIECE = 256 * 1024
_RANGE = re.compile(r"bytes=(\d{0,15})-(\d{0,15})")


@dataclass(frozen=True)
class Snapshot:
    """A finished file with its size and its SHA-256."""

    path: Path
    size: int
    sha256: str


def find(folder: Path, name: str, state: str) -> Snapshot | None:
    """The file of that name made from that state; None where it was not made yet."""
    for path in folder.glob(f"{_stem(name, state)}.*"):
        return Snapshot(path, path.stat().st_size, path.suffix[1:])
    return None


def keep(folder: Path, name: str, state: str, pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Hand the pieces on while they are written; the file is there once all were taken."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    unfinished = folder / f"unfinished.{os.getpid()}.{id(pieces)}"
    digest = hashlib.sha256()
    try:
        with unfinished.open("wb") as file:
            for piece in pieces:
                digest.update(piece)
                file.write(piece)
                yield piece
        _remove_earlier(folder, name)
        unfinished.replace(folder / f"{_stem(name, state)}.{digest.hexdigest()}")
    finally:
        unfinished.unlink(missing_ok=True)


def make(folder: Path, name: str, state: str, pieces: Iterable[bytes]) -> Snapshot:
    """Write the file now."""
    for _piece in keep(folder, name, state, pieces):
        pass
    made = find(folder, name, state)
    assert made is not None
    return made


def _stem(name: str, state: str) -> str:
    return f"{name}.{hashlib.sha256(state.encode()).hexdigest()[:20]}"


def _remove_earlier(folder: Path, name: str) -> None:
    for path in folder.glob(f"{name}.*"):
        path.unlink(missing_ok=True)


def asked_part(header: str, size: int) -> tuple[int, int] | None:
    """First and last byte of a range that is asked for; None for the whole.

    Raises ValueError for a range that the file does not have.
    """
    found = _RANGE.fullmatch(header.strip())
    if found is None or not (found[1] or found[2]):
        return None
    if not found[1]:
        first, last = max(0, size - int(found[2])), size - 1
    else:
        first = int(found[1])
        last = min(int(found[2]), size - 1) if found[2] else size - 1
    if first > last:
        raise ValueError(header)
    return first, last


def read(path: Path, first: int, last: int) -> Iterator[bytes]:
    """The bytes of a file from the first to the last, in pieces."""
    with path.open("rb") as file:
        file.seek(first)
        left = last - first + 1
        while left > 0 and (piece := file.read(min(PIECE, left))):
            left -= len(piece)
            yield piece
