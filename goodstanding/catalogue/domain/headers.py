"""Which field of an item a column of a file is: by its title, folded.

Folding takes away what people vary without meaning it: case, width, brackets with
what stands in them kept, spaces, dashes and marks for "required".
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from goodstanding.catalogue.domain.model import Field

# Written as escapes where a character can't be seen: zero-width space and byte-order mark.
_IGNORED = re.compile(r"[\s()\[\]{}<>【】〔〕「」『』《》〈〉_\-–—:*·・/、,，.。'\"\u200b\ufeff]+")


@lru_cache(maxsize=20_000)
def fold(title: str) -> str:
    """The title without case, width, brackets, spaces and punctuation."""
    return _IGNORED.sub("", unicodedata.normalize("NFKC", title).casefold())


def titles(field: Field) -> tuple[str, ...]:
    """Every title under which the field is recognised, the strongest first."""
    strong = (field.name, field.standard or "", field.title.zh, field.title.en)
    return tuple(title for title in (*strong, *field.aliases) if title)


def columns(fields: Iterable[Field]) -> dict[str, Field]:
    """Folded title → field. A kept field goes before a dropped one, an earlier before a later."""
    ordered = sorted(fields, key=lambda field: field.dropped)
    found: dict[str, Field] = {}
    for field in ordered:
        for title in titles(field):
            found.setdefault(fold(title), field)
    return found


def ambiguous(fields: Iterable[Field]) -> list[tuple[str, Field, Field]]:
    """Titles that would mean two kept fields of one item, with both."""
    found: dict[str, Field] = {}
    twice = []
    for field in fields:
        if field.dropped:
            continue
        for title in dict.fromkeys(fold(one) for one in titles(field)):
            other = found.setdefault(title, field)
            if other is not field:
                twice.append((title, other, field))
    return twice
