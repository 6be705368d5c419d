"""What policy says of the time limits of procedures."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from goodstanding.catalogue.domain.texts import LegalBasis, Text  # noqa: TC001  edition.py reads types

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True)
class Limit:
    """How long a body has for one step of a procedure, in working days after what `starts` names.

    `extension`: how many working days may be added in all; `suspendable`: whether the clock
    may stand still for a stated reason; `of_party`: it is the organisation's own time, not a body's.
    """

    key: str  # objection.mark
    title: Text
    starts: Text
    working_days: int
    extension: int = 0
    suspendable: bool = False
    of_party: bool = False
    legal_basis: tuple[LegalBasis, ...] = ()
    mark: str = "M"


def of_party(limits: Mapping[str, Limit]) -> list[str]:
    """The keys of those that are the organisation's own time."""
    return [key for key, limit in limits.items() if limit.of_party]
