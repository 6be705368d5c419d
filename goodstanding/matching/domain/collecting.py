"""What a search has found so far, and the order in which it is shown."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from goodstanding.matching.domain.finding import ENDED, MOST, Step
from goodstanding.matching.domain.ranking import Place, Row  # noqa: TC001  a tuple's fields

if TYPE_CHECKING:
    from collections.abc import Iterable


class Found(NamedTuple):
    """A name in its place; `order` is how it is compared with others."""

    order: Any
    place: Place
    row: Row


@dataclass
class Finding:
    """Of every organisation that was found the name that has the best place.

    `capped`: there are more than were brought.
    """

    best: dict[int, Found] = field(default_factory=dict)
    capped: bool = False

    def add(self, placed: Iterable[tuple[Place | None, Row]]) -> None:
        """Take in names with their places; what has none is left out."""
        for place, row in placed:
            if place is None:
                continue
            found = Found(_order(place, row), place, row)
            known = self.best.get(row.organisation_id)
            if known is None or found.order < known.order:
                self.best[row.organisation_id] = found

    @property
    def is_certain(self) -> bool:
        """Whether what was typed is a whole code or name."""
        return any(found.place.step <= Step.FORMER_NAME for found in self.best.values())

    def in_order(self) -> list[Found]:
        """The best first, at most MOST."""
        return sorted(self.best.values(), key=lambda found: found.order)[:MOST]


def _order(place: Place, row: Row) -> tuple[object, ...]:
    """By step, likeness, active before ended, present names, early in the name, short names."""
    return (
        place.step, round(-place.likeness, 2), row.status in ENDED, not row.current,
        place.at, len(row.present_name), row.present_name, row.uscc,
    )  # fmt: skip
