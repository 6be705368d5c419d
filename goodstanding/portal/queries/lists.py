"""Lists, honours and commitments as pages show them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from goodstanding.catalogue.domain.durations import in_words
from goodstanding.catalogue.domain.lists import called_up
from goodstanding.disclosure.queries import lists
from goodstanding.portal.domain.catalogue import basis, is_public
from goodstanding.portal.domain.hits import Facet, Option
from goodstanding.portal.domain.sections import CLASS, LISTS, Section
from goodstanding.portal.queries.showing import show_all

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from goodstanding.catalogue.domain.lists import ListKind, Measure
    from goodstanding.catalogue.domain.model import Item, Text
    from goodstanding.disclosure.queries.columns import Facet as Counted
    from goodstanding.disclosure.queries.policy import Policy
    from goodstanding.portal.domain.catalogue import Basis
    from goodstanding.portal.domain.shown import Shown

FAMILIES = ("hon", "lsta", "lsts")
PAGE = 50
MOST_OF_BULLETIN = 5000
COMMITMENT_FACETS = ("commitment_kind", "performance")
COMMITMENT_LISTS = {
    "commitment_kind": "commitment_kinds",
    "performance": "commitment_performance",
}


@dataclass(frozen=True)
class Listed:
    """One list with how many entries it has now."""

    code: str
    title: Text
    agency: Text
    count: int


@dataclass(frozen=True)
class Lists:
    """The lists of one class, those with entries first."""

    section: Section
    lists: tuple[Listed, ...]


@dataclass(frozen=True)
class Procedure:
    """What policy says of a list beside its item: who is put on it, how one gets off, what follows."""

    kind: ListKind
    earliest_exit: Text | None
    extension: Text | None
    measures: tuple[Measure, ...]
    bases: tuple[Basis, ...]


@dataclass(frozen=True)
class Entries:
    """A page of entries."""

    rows: tuple[Shown, ...]
    next: str | None
    count: int
    count_capped: bool
    facets: tuple[Facet, ...] = ()


def index(policy: Policy) -> tuple[Lists, ...]:
    """Every list of this city by class, empty ones too: that nobody is on one says something."""
    counts = lists.counts(FAMILIES)
    return tuple(Lists(CLASS[code], _of_class(code, counts, policy)) for code in LISTS)


def _of_class(code: str, counts: Mapping[str, int], policy: Policy) -> tuple[Listed, ...]:
    items = [item for item in policy.items if item.item_class == code and is_public(item)]
    found = [
        Listed(item.code, item.title, policy.agency(item.agency), counts.get(item.code, 0))
        for item in items
    ]
    return tuple(sorted(found, key=lambda one: (-one.count, one.code)))


def entries(item: Item, policy: Policy, today: date, *, after: str | None) -> Entries:
    """A page of the entries of one list."""
    page = lists.page(item.family, item=item.code, after=after, limit=PAGE)
    return Entries(show_all(page.records, policy, today), page.next, page.number, page.more)


def procedure(item: Item, policy: Policy) -> Procedure | None:
    """How one gets onto the list of an item and off it; none where no kind of list says so."""
    known = policy.catalogue.lists.values()
    kind = next((one for one in known if one.item == item.code and one.on), None)
    if kind is None:
        return None
    return Procedure(
        kind=kind,
        earliest_exit=in_words(kind.earliest_exit) if kind.earliest_exit else None,
        extension=in_words(kind.extension) if kind.extension else None,
        measures=called_up(policy.catalogue.measures.values(), kind.code),
        bases=tuple(basis(one) for one in kind.legal_basis),
    )


@dataclass(frozen=True)
class MeasureLine:
    """One measure in words: what it is, by which clauses, who carries it out, after which lists."""

    measure: Measure
    bases: tuple[Basis, ...]
    bodies: tuple[Text, ...]
    lists: tuple[Text, ...]


def measures(policy: Policy) -> tuple[tuple[str, tuple[MeasureLine, ...]], ...]:
    """Every measure in force by its group: what is not told here may not be used."""
    in_force = [one for one in policy.catalogue.measures.values() if one.on]
    return tuple(
        (group, tuple(_line(one, policy) for one in in_force if one.group == group))
        for group in ("entry", "management", "incentive")
    )


def _line(measure: Measure, policy: Policy) -> MeasureLine:
    return MeasureLine(
        measure,
        tuple(basis(one) for one in measure.legal_basis),
        tuple(policy.agency(one.agency) for one in measure.bodies),
        tuple(policy.catalogue.lists[code].title for code in measure.triggers),
    )


@dataclass(frozen=True)
class Quarter:
    """Three months of a year; `number` from 1."""

    year: int
    number: int

    @classmethod
    def of(cls, day: date) -> Quarter:
        return cls(day.year, (day.month - 1) // 3 + 1)

    @property
    def first(self) -> date:
        return date(self.year, 3 * self.number - 2, 1)

    @property
    def last(self) -> date:
        following = self.after
        return following.first - timedelta(days=1)

    @property
    def before(self) -> Quarter:
        return Quarter(self.year - (self.number == 1), (self.number - 2) % 4 + 1)

    @property
    def after(self) -> Quarter:
        return Quarter(self.year + (self.number == 4), self.number % 4 + 1)

    @property
    def code(self) -> str:
        return f"{self.year}-{self.number}"


@dataclass(frozen=True)
class Bulletin:
    """One list in a bulletin: the entries of the quarter that are still public."""

    title: Text
    agency: Text
    section: Section
    rows: tuple[Shown, ...]


def bulletin(quarter: Quarter, policy: Policy, today: date) -> tuple[Bulletin, ...]:
    """The lists and honours of a quarter, honours first. What has ended since is not in it."""
    records = lists.dated_within(FAMILIES, quarter.first, quarter.last, limit=MOST_OF_BULLETIN)
    shown = show_all(records, policy, today)
    by_item: dict[str, list[Shown]] = {}
    for one in shown:
        by_item.setdefault(one.item, []).append(one)
    made = [
        Bulletin(
            policy.item(code).title, policy.agency(policy.item(code).agency),
            CLASS[policy.item(code).item_class], tuple(rows),
        )
        for code, rows in sorted(by_item.items())
    ]  # fmt: skip
    return tuple(sorted(made, key=lambda one: one.section.code != "honour"))


def commitments(
    chosen: Mapping[str, str], policy: Policy, today: date, *, after: str | None
) -> Entries:
    """A page of the commitments of everybody, with what they can be narrowed to."""
    page = lists.page("com", chosen=chosen, facets=COMMITMENT_FACETS, after=after, limit=PAGE)
    facets = tuple(
        Facet(name, _title(name, policy), _options(name, page.facets[name], chosen, policy))
        for name in COMMITMENT_FACETS
    )
    records = show_all(page.records, policy, today)
    return Entries(records, page.next, page.number, page.more, facets)


def _title(name: str, policy: Policy) -> Text:
    return next(
        field.title
        for item in policy.items
        if item.family == "com"
        for field in item.fields
        if field.name == name
    )


def _options(
    name: str, facets: Iterable[Counted], chosen: Mapping[str, str], policy: Policy
) -> tuple[Option, ...]:
    counted = {facet.value: facet.number for facet in facets}
    if name in chosen:
        counted = {chosen[name]: 0, **counted}
    words = COMMITMENT_LISTS[name]
    return tuple(
        Option(value, policy.words(words, value), number, chosen.get(name) == value)
        for value, number in counted.items()
    )
