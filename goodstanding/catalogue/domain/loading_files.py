"""The files of a policy folder by their places."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from goodstanding.catalogue.domain.model import Text
from goodstanding.catalogue.domain.reading import MAPPING, Reader
from goodstanding.catalogue.domain.source import Mapping

if TYPE_CHECKING:
    from collections.abc import Iterable

    from goodstanding.catalogue.domain.faults import FaultList
    from goodstanding.catalogue.domain.source import SourceFile

REQUIRED = ("fields.yaml", "subject.yaml", "agencies.yaml", "city.yaml", "disclosure/severity.yaml")
OPTIONAL = ("disclosure/screening.yaml", "disclosure/sole_traders.yaml")
FOLDERS = (
    "catalogue",
    "families",
    "codes",
    "deadlines",
    "lists",
    "measures",
    "repairs",
    "commitments",
    "complaints",
)
# Folders that other parts of the platform read; here they only count for the edition.
ELSEWHERE = (
    "calendars",
    "demonstration",
    "matching",
    "ratings",
    "reports",
    "verification",
)


class PolicyFiles:
    """The files by place."""

    def __init__(self, files: Iterable[SourceFile], faults: FaultList) -> None:
        self._faults = faults
        self._files = {file.path: file for file in files}

    def check_places(self) -> None:
        """A file that nobody would read is a fault, not a silence."""
        for path in REQUIRED:
            if path not in self._files:
                self._faults.add(path, 1, "policy.missing_file", given=path)
        accepted = ", ".join(
            (*REQUIRED, *OPTIONAL, *(f"{folder}/" for folder in (*FOLDERS, *ELSEWHERE)))
        )
        for path in self._files:
            elsewhere = path in REQUIRED + OPTIONAL or path.split("/")[0] in ELSEWHERE
            if not elsewhere and not self._placed(path):
                self._faults.add(path, 1, "policy.unknown_file", given=path, accepted=accepted)

    @staticmethod
    def _placed(path: str) -> bool:
        parts = path.split("/")
        return parts[0] in FOLDERS and len(parts) == (3 if parts[0] == "catalogue" else 2)

    def readers(self, folder: str) -> list[Reader]:
        """The files of a folder in order of their paths."""
        paths = sorted(path for path in self._files if path.startswith(folder + "/"))
        found = [self.reader(path) for path in paths if self._placed(path)]
        return [reader for reader in found if reader is not None]

    def reader(self, path: str) -> Reader | None:
        """One file; None where it is missing or unreadable, which is noted elsewhere."""
        file = self._files.get(path)
        if file is None or file.broken:
            return None
        if not isinstance(file.root, Mapping):
            given = Text("别的内容", "something else")
            self._faults.add(path, 1, "policy.type", key=path, given=given, accepted=MAPPING)
            return None
        return Reader(path, file.root, self._faults)


def match_stem(reader: Reader, code: str) -> None:
    """A file is named by the code that it holds."""
    path = PurePosixPath(reader.file)
    if code and path.stem != code:
        accepted = str(path.with_name(f"{code}.yaml"))
        reader.fault("code", "policy.misplaced", given=reader.file, accepted=accepted)


def match_place(reader: Reader, code: str, item_class: str | None) -> None:
    """An item's file stands in the folder of its class and is named by its code."""
    path = PurePosixPath(reader.file)
    if code and item_class and (path.stem, path.parent.name) != (code, item_class):
        accepted = f"catalogue/{item_class}/{code}.yaml"
        reader.fault("code", "policy.misplaced", given=reader.file, accepted=accepted)
