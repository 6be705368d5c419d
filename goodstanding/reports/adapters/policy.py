"""Reads `policy/reports`: all of it or, if anything in it is wrong, nothing."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from goodstanding.catalogue.adapters import yaml_files
from goodstanding.catalogue.domain.faults import FaultList, PolicyFaultsError
from goodstanding.catalogue.domain.reading import Reader
from goodstanding.catalogue.domain.source import Mapping
from goodstanding.reports.domain.layouts import (
    Layouts,
    read_certificate,
    read_public,
    read_special,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

READ: Final[dict[str, Callable[[Reader], Any]]] = {
    "public_report.yaml": read_public,
    "special_report.yaml": read_special,
    "good_standing.yaml": read_certificate,
    "single_grade.yaml": read_certificate,
    "composite_grade.yaml": read_certificate,
}
"""In the order of `Layouts`."""


def layouts(policy: Path) -> Layouts:
    """The layouts of a policy folder. Raises PolicyFaultsError with every fault."""
    folder = policy / "reports"
    content = tuple(
        (folder / name).read_bytes() if (folder / name).exists() else b"" for name in READ
    )
    return _read(str(policy), content)


@lru_cache(maxsize=4)
def _read(policy: str, content: tuple[bytes, ...]) -> Layouts:
    faults = FaultList()
    found = [
        _one(name, given, read, faults)
        for (name, read), given in zip(READ.items(), content, strict=True)
    ]
    if faults.sorted() or None in found:
        raise PolicyFaultsError(folder=policy, faults=faults.sorted())
    return Layouts(*found)


def _one(name: str, content: bytes, read: Callable[[Reader], Any], faults: FaultList) -> Any:
    path = f"reports/{name}"
    if not content:
        faults.add(path, 1, "policy.missing_file", given=path)
        return None
    file = yaml_files.read(path, content, faults)
    if not isinstance(file.root, Mapping):
        return None
    return read(Reader(path, file.root, faults))
