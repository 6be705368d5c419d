"""`standards.names` for columns: the same results, over whole batches.

Most names need nothing; some need half-width brackets; one in hundreds holds a traditional
character, and only for these the table of thousands is looked at.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import ibis

from goodstanding.standards import names
from goodstanding.standards.characters import character_class
from goodstanding.standards.columnar.lookup import replaced

if TYPE_CHECKING:
    from ibis.expr.types import BooleanColumn, StringColumn

_BRACKETS = {"\uff08": "(", "\uff09": ")"}


def fold(column: StringColumn) -> StringColumn:
    """`names.fold` of each name; null gives the empty text."""
    name = column.fill_null("")
    plain = fold_simply(name)
    return ibis.ifelse(has_variant(name), replaced(plain, names.variants(), seen=name), plain)


def has_variant(column: StringColumn) -> BooleanColumn:
    """Whether each name holds a traditional or variant character."""
    return column.re_search(character_class("".join(names.variants())))


def fold_simply(column: StringColumn) -> StringColumn:
    """`fold` of names without variants, a query a tenth as long."""
    name = column.fill_null("")
    shorter = name.re_replace(character_class(names.REMOVED), "")
    touched = name.re_search(character_class("".join(names.replacements()) + names.REMOVED))
    return ibis.ifelse(touched, _simply(shorter, seen=name), name)


def is_branch(folded: StringColumn) -> BooleanColumn:
    """`names.is_branch` of each folded name; null for null."""
    return folded.re_search(names.BRANCH)


def _simply(name: StringColumn, *, seen: StringColumn) -> StringColumn:
    for wide, narrow in _BRACKETS.items():
        name = name.replace(wide, narrow)
    rest = {old: new for old, new in names.replacements().items() if old not in _BRACKETS}
    return replaced(name, rest, seen=seen)
