"""Administrative divisions by their GB/T 2260 codes, those of the past included.

Codes retire, and what they covered goes on under other codes: by renaming, renumbering,
merger or split. A credit code keeps the old one for ever, so both have to be known.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple, Self

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date
    from pathlib import Path

SEPARATOR = ";"


class Succession(NamedTuple):
    """The code that took over an area or a part of it, and the year."""

    code: str
    year: int


@dataclass(frozen=True)
class Division:
    """One code with one name, over the years in which both held.

    `valid_until` is the year of the change, None while in force. `successors` took over its
    area when it ended, or a part of it before.
    """

    code: str
    name: str
    parent: str | None
    level: str
    valid_from: int
    valid_until: int | None
    successors: tuple[Succession, ...]

    def held_in(self, year: int) -> bool:
        """Whether code and name held at some time in the year."""
        return self.valid_from <= year and (self.valid_until is None or year <= self.valid_until)


class Divisions:
    """All versions of all divisions, and what became of them."""

    def __init__(self, versions: Iterable[Division]) -> None:
        by_code: dict[str, list[Division]] = defaultdict(list)
        for version in sorted(versions, key=lambda version: version.valid_from):
            by_code[version.code].append(version)
        self._by_code = dict(by_code)

    @classmethod
    def load(cls, *paths: Path) -> Self:
        """The divisions of one or several files with the columns of `policy/divisions.csv`."""
        return cls(version for path in paths for version in _read(path))

    def __iter__(self) -> Iterator[Division]:
        """Every version, by code and then by year."""
        for code in sorted(self._by_code):
            yield from self._by_code[code]

    def codes(self) -> list[str]:
        """Every code that ever held, sorted."""
        return sorted(self._by_code)

    def known(self, code: str) -> bool:
        """Whether the code holds now or held at any time."""
        return code in self._by_code

    def in_force(self, code: str) -> bool:
        """Whether the code holds now."""
        return any(version.valid_until is None for version in self._by_code.get(code, ()))

    def name(self, code: str, on: date | None = None) -> str | None:
        """The name of the code on a day, its last name if no day is given.

        None if the code is unknown or did not hold in that year. In the year of a
        change, which is known by its year only, the newer name is given.
        """
        versions = self._by_code.get(code, [])
        held = [v for v in versions if on is None or v.held_in(on.year)]
        return held[-1].name if held else None

    def successors(self, code: str) -> tuple[str, ...]:
        """The codes in force where the area of this code lies now, sorted.

        Chains are followed to their ends. A code in force stands for itself, beside those
        that took a part of its area. Empty where the sources name no successor.
        """
        seen: set[Succession] = set()
        waiting = [Succession(code, 0)]
        while waiting:
            current = waiting.pop()
            if current not in seen:
                seen.add(current)
                waiting += self._next(current)
        return tuple(sorted({found.code for found in seen if self.in_force(found.code)}))

    def path(self, code: str) -> tuple[str, ...]:
        """The names from the province down to the division, by the last names they had."""
        names: list[str] = []
        current: str | None = code
        while current and self.known(current):
            names.append(self._by_code[current][-1].name)
            current = self._by_code[current][-1].parent
        return tuple(reversed(names))

    def is_within(self, code: str, outer: str) -> bool:
        """Whether the division is the outer one or lies in it, by the last parents they had."""
        current: str | None = code
        while current and current != outer:
            versions = self._by_code.get(current)
            current = versions[-1].parent if versions else None
        return current == outer

    def _next(self, reached: Succession) -> list[Succession]:
        # What a code gave away before the area came to it was never part of that area.
        return [
            succession
            for version in self._by_code.get(reached.code, ())
            for succession in version.successors
            if succession.year >= reached.year
        ]


def _read(path: Path) -> Iterator[Division]:
    with path.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            yield Division(
                code=row["code"],
                name=row["name"],
                parent=row["parent"] or None,
                level=row["level"],
                valid_from=int(row["valid_from"]),
                valid_until=int(row["valid_until"]) if row["valid_until"] else None,
                successors=tuple(_successions(row["successors"], row["valid_until"])),
            )


def _successions(cell: str, ended: str) -> Iterator[Succession]:
    # "130108@2001;130111": a part went to the first in 2001, the rest to the other at the end.
    for entry in filter(None, cell.split(SEPARATOR)):
        code, _, year = entry.partition("@")
        yield Succession(code, int(year or ended))
