"""Which fields of an item a file of one mode brings, and which of them make up the payload."""

from __future__ import annotations

from dataclasses import replace
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from goodstanding.catalogue.domain.model import Field, Item


class Mode(StrEnum):
    """What a submission does with the records it names."""

    UPSERT = "upsert"
    WITHDRAW = "withdraw"


def kept_fields(item: Item, mode: Mode) -> tuple[Field, ...]:
    """The fields read from a file. A withdrawal needs only the organisation and the key."""
    fields = tuple(field for field in item.fields if not field.dropped)
    if mode == Mode.UPSERT:
        return fields
    named = [
        replace(field, required=False)
        for field in fields
        if field.identifies or field.name == "name"
    ]
    key = [replace(item.field(name), required=True) for name in item.key]
    return (*named, *(field for field in key if field.name not in {one.name for one in named}))


def payload_fields(item: Item) -> tuple[Field, ...]:
    """The fields kept in a record: all but the organisation's own, which the organisation has.

    A registration keeps those too: there they are the facts that the record states.
    """
    fields = tuple(field for field in item.fields if not field.dropped)
    if item.registers:
        return fields
    return tuple(field for field in fields if not field.identifies and field.name != "name")
