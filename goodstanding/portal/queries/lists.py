"""Lists, honours and commitments as pages show them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from goodstanding.disclosure.queries import lists
from goodstanding.portal.domain.catalogue import is_public
from goodstanding.portal.domain.hits import Facet, Option
from goodstanding.portal.domain.sections import CLASS, LISTS, Section
from goodstanding.portal.queries.showing import show_all

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from goodstanding.catalogue.domain.model import Item, Text
    from goodstanding.disclosure.queries.columns import Facet as Counted
    from goodstanding.portal.domain.shown import Shown
    from goodstanding.portal.queries.policy import Policy

FAMILIES = ("hon", "lsta", "lsts")
PAGE = 50
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
