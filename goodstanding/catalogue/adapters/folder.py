"""The policy folder on disk: what of it counts as policy, and its edition."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from goodstanding.catalogue.domain.edition import POLICY_SUFFIXES, edition_hash
from goodstanding.catalogue.domain.faults import FaultList, PolicyFaultsError
from goodstanding.catalogue.domain.model import Catalogue, City, Text

if TYPE_CHECKING:
    from goodstanding.catalogue.domain.loading import Loaded

MAX_DEPTH = 4  # folders in folders; a link that leads back to itself ends here
EMPTY = Catalogue(City(Text("", ""), "", (), ()), {}, {}, {}, (), {})


def contents(folder: Path) -> dict[str, bytes]:
    """The bytes of every policy file by path below the folder.

    YAML and CSV files count; hidden files and folders, and everything else (README,
    an editor's backup), do not.
    """
    found: dict[str, bytes] = {}
    _collect(str(folder), "", found)
    return found


def _collect(folder: str, prefix: str, found: dict[str, bytes]) -> None:
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.name.startswith((".", "~")):
                continue
            if entry.is_dir() and prefix.count("/") < MAX_DEPTH:
                _collect(entry.path, f"{prefix}{entry.name}/", found)
            elif entry.is_file() and entry.name.endswith(POLICY_SUFFIXES):
                found[prefix + entry.name] = Path(entry.path).read_bytes()


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


def load_contents(files: dict[str, bytes]) -> Loaded:
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
