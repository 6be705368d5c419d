"""Counts for the public: a small one is not told exactly, so that it points at nobody."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

SMALLEST: Final = 5


@dataclass(frozen=True)
class Cell:
    """A count of a table. `number` is None where it is below SMALLEST and not told."""

    value: str
    number: int | None

    @property
    def shown(self) -> str:
        return f"<{SMALLEST}" if self.number is None else str(self.number)


@dataclass(frozen=True)
class Table:
    """Counts by one thing, and their sum.

    The sum is None where it would give away the one cell that is not told.
    """

    cells: tuple[Cell, ...]
    total: int | None


def table(counts: Mapping[str, int]) -> Table:
    """The counts as they may be told, in their order; what is 0 is left out."""
    given = {value: number for value, number in counts.items() if number}
    small = [number for number in given.values() if number < SMALLEST]
    cells = tuple(
        Cell(value, number if number >= SMALLEST else None) for value, number in given.items()
    )
    return Table(cells, None if len(small) == 1 else sum(given.values()))
