"""The folder of the copy: Parquet files, and a manifest that alone says which of them count.

A file is whole before the manifest names it, and the manifest is replaced in one step: a
process that is killed leaves files that nobody reads, and the next one removes them.
"""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING

from goodstanding.columnar.domain import Manifest, from_plain, to_plain

if TYPE_CHECKING:
    from pathlib import Path

_MANIFEST = "manifest.json"


def place(home: Path) -> Path:
    """The folder of the copy in a home; nobody else's to read."""
    folder = home / "columnar"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder


def read(home: Path) -> Manifest:
    """The copy as it stands; empty where there is none or it can't be read."""
    try:
        return from_plain(json.loads((place(home) / _MANIFEST).read_text(encoding="utf-8")))
    except (FileNotFoundError, ValueError, KeyError, TypeError):
        return Manifest()


def write(home: Path, manifest: Manifest) -> None:
    """Let the manifest be the copy from now on."""
    target = place(home) / _MANIFEST
    new = target.with_suffix(".new")
    with new.open("w", encoding="utf-8") as file:
        json.dump(to_plain(manifest), file, separators=(",", ":"))
        file.flush()
        os.fsync(file.fileno())
    new.replace(target)


def sweep(home: Path, *, keep: set[str]) -> None:
    """Remove every file but the manifest and those to be kept."""
    folder = place(home)
    for file in folder.rglob("*"):
        if file.is_file() and file.name != _MANIFEST and str(file.relative_to(folder)) not in keep:
            file.unlink()


def paths(home: Path, manifest: Manifest, kind: str, item: str) -> list[str]:
    """The files of one kind of one item."""
    return [str(place(home) / part.path) for part in manifest.of(kind, item)]
