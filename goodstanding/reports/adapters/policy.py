"""Reads `policy/reports`: all of it or, if anything in it is wrong, nothing."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, TypeVar

from goodstanding.catalogue.adapters import yaml_files
from goodstanding.catalogue.domain.faults import FaultList, PolicyFaultsError
from goodstanding.catalogue.domain.reading import Reader
from goodstanding.catalogue.domain.source import Mapping
from goodstanding.reports.domain.layouts import Layouts, read_public, read_special, read_standing

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

L = TypeVar("L")
FILES = ("public_report.yaml", "special_report.yaml", "good_standing.yaml")


def layouts(policy: Path) -> Layouts:
    """The layouts of a policy folder. Raises PolicyFaultsError with every fault."""
    folder = policy / "reports"
    content = tuple(
        (folder / name).read_bytes() if (folder / name).exists() else b"" for name in FILES
    )
    return _read(str(policy), content)


@lru_cache(maxsize=4)
def _read(policy: str, content: tuple[bytes, ...]) -> Layouts:
    faults = FaultList()
    public, special, standing = content
    found = (
        _one(FILES[0], public, read_public, faults),
        _one(FILES[1], special, read_special, faults),
        _one(FILES[2], standing, read_standing, faults),
    )
    if faults.sorted() or None in found:
        raise PolicyFaultsError(folder=policy, faults=faults.sorted())
    return Layouts(*found)  # type: ignore[arg-type]  # none of them is None


def _one(name: str, content: bytes, read: Callable[[Reader], L], faults: FaultList) -> L | None:
    path = f"reports/{name}"
    if not content:
        faults.add(path, 1, "policy.missing_file", given=path)
        return None
    file = yaml_files.read(path, content, faults)
    if not isinstance(file.root, Mapping):
        return None
    return read(Reader(path, file.root, faults))
