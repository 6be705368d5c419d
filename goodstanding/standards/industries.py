"""Industries by their codes in GB/T 4754: section, division, group, class."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path


@dataclass(frozen=True)
class Industry:
    """One code of one edition; level 1 is the section's letter, 4 the class of four digits."""

    code: str
    name: str
    parent: str | None
    level: int
    edition: str


class Industries:
    """The tree of one edition of the standard."""

    def __init__(self, industries: Iterable[Industry]) -> None:
        self._by_code = {industry.code: industry for industry in industries}

    @classmethod
    def load(cls, path: Path) -> Self:
        """The industries of a file with the columns of `policy/industries.csv`."""
        with path.open(encoding="utf-8", newline="") as lines:
            return cls(
                Industry(
                    row["code"],
                    row["name"],
                    row["parent"] or None,
                    int(row["level"]),
                    row["edition"],
                )
                for row in csv.DictReader(lines)
            )

    def __len__(self) -> int:
        return len(self._by_code)

    def codes(self) -> list[str]:
        """Every code, sorted."""
        return sorted(self._by_code)

    def known(self, code: str) -> bool:
        return code in self._by_code

    def name(self, code: str) -> str | None:
        industry = self._by_code.get(code)
        return industry.name if industry else None

    def section(self, code: str) -> str | None:
        """The letter of the section that the code belongs to, None for an unknown code."""
        industry = self._by_code.get(code)
        while industry and industry.parent:
            industry = self._by_code[industry.parent]
        return industry.code if industry else None
