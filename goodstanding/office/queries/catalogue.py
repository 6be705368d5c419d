"""The catalogue as pages ask it: the one in force, kept between requests, and titles by code."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from goodstanding.catalogue.domain import sheets
from goodstanding.catalogue.domain.model import Text
from goodstanding.catalogue.queries import recent_catalogue
from goodstanding.collection.permissions import can_submit

if TYPE_CHECKING:
    from goodstanding.accounts.models import Person
    from goodstanding.catalogue.domain.model import Code, Field, Item
    from goodstanding.catalogue.queries import LoadedCatalogue
    from goodstanding.lib.environment import Environment


def in_force(environment: Environment) -> LoadedCatalogue:
    """The catalogue in force, at most some seconds old. Raises PolicyFaultsError."""
    return recent_catalogue(environment.policy, environment.home / "cache")


def items_of(person: Person, catalogue: LoadedCatalogue) -> list[Item]:
    """The items that the person's agency may send, in order of their code."""
    return [item for item in _items_on(catalogue) if can_submit(person, item)]


def _items_on(catalogue: LoadedCatalogue) -> list[Item]:
    return [catalogue.item(code) for code in catalogue.items_on]


def items_on(catalogue: LoadedCatalogue) -> list[Item]:
    """Every item that the city takes."""
    return _items_on(catalogue)


def item_title(catalogue: LoadedCatalogue, code: str) -> Text:
    """The title of an item; its code where the catalogue in force has it no more."""
    return catalogue.item(code).title if code in catalogue.items else Text(code, code)


def agency_title(catalogue: LoadedCatalogue, code: str) -> Text:
    """The title of an agency; its code where the catalogue in force has it no more."""
    found = catalogue.agencies.get(code)
    return found.title if found else Text(code, code)


@dataclass(frozen=True)
class DescribedField:
    """How one field of an item is filled in."""

    field: Field
    format: Text
    codes: tuple[Code, ...]
    open_prefix: str | None


def described_fields(item: Item, catalogue: LoadedCatalogue) -> list[DescribedField]:
    """The fields that an agency fills in, in the order of the template."""
    found = []
    for field in sheets.columns(item):
        listed = catalogue.code_lists.get(field.codes or "")
        codes = tuple(code for code in listed.codes if not code.refused) if listed else ()
        prefix = listed.open_prefix if listed else None
        found.append(DescribedField(field, sheets.format_of(field), codes, prefix))
    return found


def is_asked(item: Item, asked: str) -> bool:
    """Whether an item's code or title holds what was typed."""
    word = asked.casefold()
    return any(word in text.casefold() for text in (item.code, item.title.zh, item.title.en))
