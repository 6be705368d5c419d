"""The policy folder on disk: what of it counts as policy, and its edition."""

from __future__ import annotations

import os
from functools import lru_cache
from typing import TYPE_CHECKING

from goodstanding.catalogue.domain.edition import POLICY_SUFFIXES, edition_hash
from goodstanding.catalogue.domain.faults import FaultList, PolicyFaultsError
from goodstanding.catalogue.domain.model import Catalogue, City, Text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from goodstanding.catalogue.domain.loading import Loaded

State = tuple[tuple[str, int, int, int, int], ...]
"""Path, times of content and of entry in nanoseconds, size, inode of each file."""

MAX_DEPTH = 4  # folders in folders; a link that leads back to itself ends here
EMPTY = Catalogue(City(Text("", ""), "", (), ()), {}, {}, {}, (), {})


def contents(folder: Path) -> Mapping[str, bytes]:
    """The bytes of every policy file by path below the folder, read again only after a change.

    YAML and CSV files count; hidden files and folders, and everything else (README,
    an editor's backup), do not.
    """
    return _read(folder, state(folder))


def state(folder: Path) -> State:
    """What tells whether any policy file was changed, added or taken away: a fifth of the time of reading."""
    return tuple(sorted(_files(str(folder), "")))


@lru_cache(maxsize=2)
def _read(folder: Path, state: State) -> Mapping[str, bytes]:
    return {name: (folder / name).read_bytes() for name, *_ in state}


def _files(folder: str, prefix: str) -> Iterator[tuple[str, int, int, int, int]]:
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.name.startswith((".", "~")):
                continue
            if entry.is_dir() and prefix.count("/") < MAX_DEPTH:
                yield from _files(entry.path, f"{prefix}{entry.name}/")
            elif entry.is_file() and entry.name.endswith(POLICY_SUFFIXES):
                of = entry.stat()
                times = of.st_mtime_ns, of.st_ctime_ns
                yield (prefix + entry.name, *times, of.st_size, of.st_ino)


def edition(folder: Path) -> str:
    """The edition of the folder as it is now."""
    return edition_hash(contents(folder))


def load_folder(folder: Path) -> Loaded:
    """The catalogue of a folder with every fault; a folder that is missing is one fault."""
    from goodstanding.catalogue.domain.loading import Loaded

    if not folder.is_dir():
        faults = FaultList()
        faults.add(str(folder), 1, "policy.no_folder", given=str(folder))
        return Loaded(EMPTY, faults.sorted())
    return load_contents(contents(folder))


def faultless(folder: Path) -> Catalogue:
    """The catalogue of a folder. Raises PolicyFaultsError if anything in it is wrong."""
    loaded = load_folder(folder)
    if loaded.faults:
        raise PolicyFaultsError(folder=str(folder), faults=loaded.faults)
    return loaded.catalogue


def load_contents(files: Mapping[str, bytes]) -> Loaded:
    """The catalogue that the files make, with every fault."""
    # Late: where the cache knows the edition, neither YAML nor the loader is needed.
    from goodstanding.catalogue.adapters import yaml_files
    from goodstanding.catalogue.domain.loading import load

    faults = FaultList()
    sources = [
        yaml_files.read(path, content, faults)
        for path, content in sorted(files.items())
        if not path.endswith(".csv")
    ]
    return load(sources, faults)
