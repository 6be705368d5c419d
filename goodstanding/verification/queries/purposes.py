"""The purposes of the policy folder in force."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from goodstanding.catalogue.adapters import folder, yaml_files
from goodstanding.catalogue.domain.faults import FaultList, PolicyFaultsError
from goodstanding.catalogue.domain.loading_files import PolicyFiles
from goodstanding.catalogue.domain.reading import nearest
from goodstanding.ratings.domain.facts import Rules
from goodstanding.verification.domain.purpose import UnknownPurposeError, read_purposes

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from goodstanding.catalogue.domain.faults import Fault
    from goodstanding.catalogue.queries import LoadedCatalogue, WholeCatalogue
    from goodstanding.verification.domain.purpose import Purpose

FOLDER = "verification"


def purposes_in_force(policy: Path, catalogue: LoadedCatalogue) -> dict[str, Purpose]:
    """Every purpose by its code. Raises PolicyFaultsError if any has a fault."""
    faults = FaultList()
    found = _load(folder.contents(policy), catalogue, faults)
    if faults.faults:
        raise PolicyFaultsError(folder=str(policy), faults=faults.sorted())
    return found


def purpose_of(code: str, policy: Path, catalogue: LoadedCatalogue) -> Purpose:
    """One purpose. Raises UnknownPurposeError."""
    known = purposes_in_force(policy, catalogue)
    if code not in known:
        raise UnknownPurposeError(given=code, accepted=nearest(code, known))
    return known[code]


@lru_cache(maxsize=16)
def kept_purpose(code: str, policy: Path, catalogue: LoadedCatalogue) -> tuple[Purpose, Rules]:
    """A purpose with its rules, read once for a catalogue that is kept. Raises UnknownPurposeError."""
    found = purpose_of(code, policy, catalogue)
    return found, rules_of(found, catalogue)


def rules_of(purpose: Purpose, catalogue: LoadedCatalogue) -> Rules:
    """What policy says of the items that a purpose looks at."""
    return Rules(
        items={code: catalogue.item(code) for code in purpose.items()},
        severity=catalogue.severity,
        domains={code: agency.domain for code, agency in catalogue.agencies.items()},
    )


def check(
    files: Mapping[str, bytes], catalogue: LoadedCatalogue | WholeCatalogue
) -> tuple[Fault, ...]:
    """Every fault of the purposes, for `goodstanding policy check`."""
    faults = FaultList()
    _load(files, catalogue, faults)
    return faults.sorted()


def _load(
    files: Mapping[str, bytes], catalogue: LoadedCatalogue | WholeCatalogue, faults: FaultList
) -> dict[str, Purpose]:
    own = {path: text for path, text in files.items() if path.startswith(f"{FOLDER}/")}
    placed = PolicyFiles(
        (yaml_files.read(path, text, faults) for path, text in sorted(own.items())), faults
    )
    readers = [found for path in sorted(own) if (found := placed.reader(path)) is not None]
    return read_purposes(readers, catalogue)
