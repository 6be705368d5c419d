"""The public columns, lists and commitments: rows of many organisations with what narrows them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from goodstanding.disclosure.queries import columns
from goodstanding.portal.domain.hits import Option
from goodstanding.portal.queries.showing import show_all

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from goodstanding.disclosure.queries.columns import Facet, Filters
    from goodstanding.disclosure.queries.policy import Policy
    from goodstanding.portal.domain.shown import Shown

KIND_LISTS = {"penalty": "penalty_kinds", "licence": "licence_categories"}
PAGE = 50
MOST_OPTIONS = 60


@dataclass(frozen=True)
class Column:
    """A page of the licences or penalties, and the values that they can be narrowed to."""

    rows: tuple[Shown, ...]
    next: str | None
    count: int
    count_capped: bool
    authorities: tuple[Option, ...]
    divisions: tuple[Option, ...]
    kinds: tuple[Option, ...]


def column(
    item: str, filters: Filters, policy: Policy, today: date, *, after: str | None,
    oldest_first: bool,
) -> Column:  # fmt: skip
    """A page of the column `penalty` or `licence`."""
    page = columns.page(item, filters=filters, after=after, limit=PAGE, oldest_first=oldest_first)
    return Column(
        rows=show_all(page.records, policy, today),
        next=page.next,
        count=page.number,
        count_capped=page.more,
        authorities=_options("", page.authorities, filters.authority, policy),
        divisions=_options("division", page.divisions, filters.division, policy),
        kinds=_options(KIND_LISTS[item], page.kinds, filters.kind, policy),
    )


def _options(
    code_list: str, facets: Iterable[Facet], chosen: str | None, policy: Policy
) -> tuple[Option, ...]:
    """What a filter offers; what is chosen stays, also where nothing is left of it."""
    counted = {facet.value: facet.number for facet in facets}
    if chosen:
        counted = {chosen: counted.get(chosen, 0), **counted}
    return tuple(
        Option(value, policy.words(code_list, value), number, value == chosen)
        for value, number in list(counted.items())[:MOST_OPTIONS]
    )
