"""`standards.characters` for columns: the same results, over whole batches.

Rows that need nothing are told apart by one regular expression, since nearly all rows
need nothing and every replacement costs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import ibis

from goodstanding.standards import characters

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ibis.expr.types import StringColumn

_CLEAN = "^[0-9A-Z]*$"
_ASCII = "^[\\x01-\\x7f]*$"
_REMOVED = characters.character_class(characters.WHITE_SPACE + characters.HYPHENS)


def identifier(column: StringColumn) -> StringColumn:
    """`characters.identifier` of each value; null gives the empty text."""
    text = column.fill_null("")
    shorter = text.re_replace(_REMOVED, "")
    return ibis.cases(
        (text.re_search(_CLEAN), text),
        # Beyond ASCII the engines disagree on upper case, so it is left to the table.
        (text.re_search(_ASCII), shorter.upper()),
        else_=_translated(shorter, characters.IDENTIFIER),
    )


def compact(column: StringColumn) -> StringColumn:
    """`characters.compact` of each value; null gives the empty text."""
    text = column.fill_null("")
    shorter = text.re_replace(_REMOVED, "")
    return ibis.cases(
        (text.re_search("^[0-9A-Za-z]*$"), text),
        (text.re_search(_ASCII), shorter),
        else_=_translated(shorter, characters.HALF_WIDTH),
    )


def _translated(text: StringColumn, table: Mapping[str, str | None]) -> StringColumn:
    kept = {source: target for source, target in table.items() if target}
    return text.translate("".join(kept), "".join(kept.values()))
