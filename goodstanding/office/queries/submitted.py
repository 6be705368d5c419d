"""The item of a submission, as it was when the submission was taken in."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from goodstanding.catalogue import queries as catalogues

if TYPE_CHECKING:
    from collections.abc import Mapping

    from goodstanding.catalogue.domain.model import Catalogue, CodeList, Item
    from goodstanding.catalogue.queries import LoadedCatalogue
    from goodstanding.collection.models import Submission


def item_of(submission: Submission, loaded: LoadedCatalogue) -> Item:
    """The item by the edition that took the submission in, so that its titles mean the same."""
    if submission.edition == loaded.edition:
        return loaded.item(submission.item)
    return past_item(submission.edition, submission.item)


def past_item(edition: str, code: str) -> Item:
    """An item as it was in an edition of the past."""
    return _past(edition).items[code]


@lru_cache(maxsize=4)
def _past(edition: str) -> Catalogue:
    # An edition never changes, and reading one takes longer than a page may.
    return catalogues.edition(edition)


def item_now(submission: Submission, loaded: LoadedCatalogue) -> Item:
    """The item by which a corrected row will be judged: that of the catalogue in force."""
    if submission.item in loaded.items:
        return loaded.item(submission.item)
    return item_of(submission, loaded)


def code_lists(item: Item, loaded: LoadedCatalogue) -> Mapping[str, CodeList]:
    """The code lists that the item's fields are chosen from."""
    names = {field.codes for field in item.fields if field.codes}
    return {name: loaded.code_list(name) for name in sorted(names) if name in loaded.code_lists}
