"""Reads figures: plain decimals of at most four places, or dated ones.

each: -30
each: [{from: "1949-10-01", is: -40}, {from: "2026-04-01", is: -30}]
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from goodstanding.catalogue.domain.durations import is_date
from goodstanding.catalogue.domain.model import Text
from goodstanding.catalogue.domain.source import Sequence
from goodstanding.ratings.domain.model import UNIT, Dated, Number

if TYPE_CHECKING:
    from collections.abc import Callable

    from goodstanding.catalogue.domain.reading import Reader

_DECIMAL = re.compile(r"-?[0-9]{1,9}(\.[0-9]{1,4})?")
_BEGINNING = "1949-10-01"
DECIMAL = Text("最多四位小数的数", "a number of at most four decimals")


def read_units(reader: Reader, key: str, *, required: bool = False) -> int | None:
    """A plain figure in units."""
    text = reader.text(key)
    if text is None:
        if required:
            reader.missing(key)
        return None
    if not _DECIMAL.fullmatch(text):
        reader.fault(key, "policy.type", key=key, given=text, accepted=DECIMAL)
        return None
    return units(text)


def units(text: str) -> int:
    """A decimal text in units."""
    whole, _, part = text.lstrip("-").partition(".")
    found = int(whole) * UNIT + int(part.ljust(4, "0") or 0)
    return -found if text.startswith("-") else found


def read_number(reader: Reader, key: str, *, required: bool = False) -> Number:
    """A figure, dated or not; empty where it is not given."""
    if not isinstance(reader.get(key), Sequence):
        found = read_units(reader, key, required=required)
        return (Dated(_BEGINNING, found or 0),) if found is not None or required else ()
    dated = []
    for one in reader.readers(key):
        since = text_at(one, "from", is_date, "2026-04-01") or _BEGINNING
        dated.append(Dated(since, read_units(one, "is", required=True) or 0))
        one.finish()
    dated.sort(key=lambda one: one.since)
    return tuple(dated)


def text_at(reader: Reader, key: str, good: Callable[[str], bool], example: str) -> str | None:
    """Text of a form; a fault names an example of it."""
    found = reader.text(key)
    if found is not None and not good(found):
        reader.fault(key, "policy.type", key=key, given=found, accepted=example)
        return None
    return found
