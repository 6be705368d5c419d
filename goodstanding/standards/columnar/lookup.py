"""Replacing single characters by a long table, for the few rows that need it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import ibis

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ibis.expr.types import StringColumn

#: `translate` builds its table anew for every value: small tables, many of them.
_GROUP = 40


def replaced(text: StringColumn, table: Mapping[str, str]) -> StringColumn:
    """Each text with its characters replaced by the table; others stay.

    Meant for rows that are known to hold such a character: it takes the text apart.
    """
    characters = sorted(table)
    groups = [characters[at : at + _GROUP] for at in range(0, len(characters), _GROUP)]

    def looked_up(character: StringColumn) -> StringColumn:
        return _between(character, groups, table)

    return text.split("").map(looked_up).join("")


def _between(
    character: StringColumn, groups: list[list[str]], table: Mapping[str, str]
) -> StringColumn:
    # Halving the groups keeps the comparisons few: a dozen for a table of thousands.
    if len(groups) == 1:
        return _in_group(character, groups[0], table)
    middle = len(groups) // 2
    return ibis.ifelse(
        character < groups[middle][0],
        _between(character, groups[:middle], table),
        _between(character, groups[middle:], table),
    )


def _in_group(
    character: StringColumn, group: list[str], table: Mapping[str, str]
) -> StringColumn:
    inside = character.between(group[0], group[-1])
    translated = character.translate("".join(group), "".join(table[c] for c in group))
    return ibis.ifelse(inside, translated, character)
