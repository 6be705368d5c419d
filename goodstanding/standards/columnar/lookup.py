"""Replacing single characters by a long table, for the few rows that need it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import ibis

from goodstanding.standards.characters import character_class

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ibis.expr.types import StringColumn

#: `translate` builds its table anew for every value, so a long one is cut into small ones,
#: each used only where the text holds one of its characters.
_GROUP = 100


def replaced(text: StringColumn, table: Mapping[str, str], *, seen: StringColumn) -> StringColumn:
    """Each text with its characters replaced by the table; others stay.

    `seen` is a plain column that holds every character of the table that `text` holds: it
    is searched once for each part of the table, and `text` is computed only once. No
    target may itself be in the table.
    """
    characters = sorted(table)
    for at in range(0, len(characters), _GROUP):
        group = "".join(characters[at : at + _GROUP])
        wanted = ibis.ifelse(seen.re_search(character_class(group)), group, "")
        text = text.translate(wanted, "".join(table[c] for c in group))
    return text
