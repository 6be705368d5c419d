"""What policy says of lists with a procedure, and of the measures that an entry calls up.

An entry rests on records, never on their number and never on a rating: a ground names items,
and there is no place to write a count, a score or a threshold.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from goodstanding.catalogue.domain.texts import LegalBasis, Text  # noqa: TC001  edition.py reads types

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(frozen=True)
class Ground:
    """What may bring an organisation onto a list: a breach, shown by a record of these items."""

    code: str
    title: Text
    items: tuple[str, ...]


@dataclass(frozen=True)
class ListKind:
    """A list on which organisations stand by a procedure, until a day that is known beforehand.

    `kind` is severe, abnormal, sector or honour. Entries are published as records of `item`.
    `imported`: decided elsewhere (a court, the province), with dates of its own; entries come as
    ordinary records and are never made here. `hearing`: the party may ask to be heard.
    """

    code: str
    title: Text
    kind: str
    item: str
    agency: str  # who decides
    decided_by: Text  # from which level on
    grounds: tuple[Ground, ...]
    term: str | None  # ISO 8601, from the decision; null only where imported
    earliest_exit: str | None  # stays at least so long
    extension: str | None  # its term may be made longer by this at most, in all
    way_out: Text
    effect: Text
    remedies: Text
    template: Text  # how the decision begins
    consent: Text | None  # whose consent comes before the decision, if anybody's
    hearing: bool
    imported: bool
    disqualified_by: tuple[str, ...]  # items: a record of one ends an honour
    legal_basis: tuple[LegalBasis, ...]
    on: bool
    off_because: Text | None
    superseded_check: bool  # older than the general frame: check before use
    mark: str = "M"
    extension_grounds: tuple[Ground, ...] = ()  # why; one without items is shown by the facts
    extension_times: int = 1

    @property
    def is_honour(self) -> bool:
        return self.kind == "honour"

    @property
    def decided_here(self) -> bool:
        """Whether the city decides on entries, and takes the list."""
        return self.on and not self.imported


@dataclass(frozen=True)
class Body:
    """A body and the matters in which it carries a measure out."""

    agency: str
    matters: tuple[str, ...]


@dataclass(frozen=True)
class Measure:
    """What bodies do, or do for an organisation, because it stands on a list.

    `group`: entry (a right is reduced), management (it is not), incentive. `triggers`: kinds of
    list; none where the law ties it to a decision of its own, so that no entry calls it up.
    `grounds`: only after these grounds of the list, so that it has to do with the breach; none: any.
    `term`: how long at most; null: while the entry stands.
    """

    code: str
    title: Text
    group: str
    content: Text
    bodies: tuple[Body, ...]
    triggers: tuple[str, ...]
    grounds: tuple[str, ...]
    binding: bool  # whether the body must, or may
    term: str | None
    legal_basis: tuple[LegalBasis, ...]
    on: bool
    off_because: Text | None
    mark: str = "M"

    @property
    def is_incentive(self) -> bool:
        return self.group == "incentive"


def called_up(
    measures: Iterable[Measure], kind: str, *, ground: str | None = None
) -> tuple[Measure, ...]:
    """The measures in force that an entry on a kind of list calls up, on this ground or on any."""
    return tuple(
        one
        for one in measures
        if one.on
        and kind in one.triggers
        and (ground is None or not one.grounds or ground in one.grounds)
    )
