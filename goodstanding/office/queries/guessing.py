"""Which item a refused file was meant for, by its columns: proposed, never applied."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goodstanding.catalogue.domain import headers
from goodstanding.office.queries.catalogue import items_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from goodstanding.accounts.models import Person
    from goodstanding.catalogue.domain.model import Item
    from goodstanding.catalogue.queries import LoadedCatalogue

# So much of an item's required columns must be there before it is worth a sentence.
LEAST = 0.8


def likely_item(
    titles: Sequence[str], loaded: LoadedCatalogue, *, person: Person, but: str
) -> Item | None:
    """The item of the person's agency whose columns these are, if it is another than `but`."""
    given = {headers.fold(title) for title in titles}
    scored = [(score, item) for item in items_of(person, loaded) if (score := _score(item, given))]
    if not scored:
        return None
    best, item = max(scored, key=lambda one: (one[0], one[1].code == but))
    return item if best >= LEAST and item.code != but else None


def _score(item: Item, given: set[str]) -> float:
    """How much of what the item requires is there, less a little for what it does not know.

    Where two items require the same, the one goes before whose other columns are there too.
    """
    known = headers.columns(item.fields)
    required = {field.name for field in item.fields if field.required}
    found = {known[title].name for title in given if title in known}
    if not required or not required & found:
        return 0.0
    foreign = len([title for title in given if title not in known])
    whole = 0.01 * len(found) / len([field for field in item.fields if not field.dropped])
    return len(required & found) / len(required) - 0.02 * foreign + whole
