"""The catalogue in force as compact JSON, so that a short command need not parse YAML.

`<cache>/catalogue/<edition>/<build>/` holds `shared.json` (everything but the items),
`items.json` (a line about each item) and `items/<code>.json`. The build is a mark of
the code that made it: a newer loader does not trust what an older one resolved.
A cache can be deleted at any time.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import goodstanding.catalogue.domain
from goodstanding.catalogue.domain.edition import from_json, to_json
from goodstanding.catalogue.domain.model import Catalogue, Item

if TYPE_CHECKING:
    from collections.abc import Iterator

SHARED = "shared.json"
CODES = "items.json"
ITEMS = "items"


@dataclass(frozen=True)
class Codes:
    """The codes of all items, of those that the city takes, and of those that tell who somebody is."""

    all: tuple[str, ...]
    on: tuple[str, ...]
    identifying: tuple[str, ...] = ()
    registering: tuple[str, ...] = ()  # bring organisations into being
    hiding: tuple[str, ...] = ()  # have fields that the public never sees


@lru_cache(maxsize=1)
def build() -> str:
    """A mark of the loader's own code: names, sizes and times of its files."""
    digest = hashlib.sha256()
    folder = Path(goodstanding.catalogue.domain.__path__[0])
    for path in sorted(folder.glob("*.py")):
        stat = path.stat()
        digest.update(f"{path.name} {stat.st_size} {stat.st_mtime_ns}\n".encode())
    return digest.hexdigest()[:16]


def place(cache: Path, edition: str) -> Path:
    """Where the parts of an edition are kept below a cache folder."""
    return cache / "catalogue" / edition / build()


def write(folder: Path, catalogue: Catalogue) -> None:
    """Keep a catalogue, whole or not at all; another process may do the same at once."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    started = Path(tempfile.mkdtemp(prefix=".", dir=folder.parent))
    (started / ITEMS).mkdir()
    for name, text in _parts(catalogue):
        (started / name).write_text(text, encoding="utf-8")
    try:
        os.rename(started, folder)  # noqa: PTH104  rename() of a Path would follow no other rule
    except OSError:
        shutil.rmtree(started)
        if not folder.is_dir():
            raise
        # Another process was first, with the same content.


def _parts(catalogue: Catalogue) -> Iterator[tuple[str, str]]:
    items = catalogue.items
    on = tuple(code for code, item in items.items() if item.on)
    yield SHARED, to_json(replace(catalogue, items={}))
    identifying = tuple(code for code, item in items.items() if item.identifying)
    registering = tuple(code for code, item in items.items() if item.registers)
    hiding = tuple(code for code, item in items.items() if item.disclosure.hide)
    yield CODES, to_json(Codes(tuple(items), on, identifying, registering, hiding))
    for code, item in items.items():
        yield f"{ITEMS}/{code}.json", to_json(item)


def shared(folder: Path) -> Catalogue:
    """City, agencies, code lists and severities; no items."""
    return from_json(Catalogue, _text(folder / SHARED))


def codes(folder: Path) -> Codes:
    """Which items there are."""
    return from_json(Codes, _text(folder / CODES))


def item(folder: Path, code: str) -> Item:
    """One item; its code must be one of `codes`."""
    return from_json(Item, _text(folder / ITEMS / f"{code}.json"))


def whole(folder: Path) -> dict[str, Any]:
    """The whole catalogue as `edition.plain` gives it, without making it of its parts first."""
    items = {code: json.loads(_text(folder / ITEMS / f"{code}.json")) for code in codes(folder).all}
    return {**json.loads(_text(folder / SHARED)), "items": items}


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8")
