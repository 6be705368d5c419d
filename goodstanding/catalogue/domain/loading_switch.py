"""Whether a list or a measure is on: what was read is, the rest waits for a city."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goodstanding.catalogue.domain.reading import nearest

if TYPE_CHECKING:
    from collections.abc import Collection

    from goodstanding.catalogue.domain.model import Switched
    from goodstanding.catalogue.domain.reading import Reader


def is_on(code: str, mark: str, city: Switched, *, off: bool) -> bool:
    """A text from memory (M), or one that needs local rules (`off`), is on where a city says so."""
    if code in city.off:
        return False
    return code in city.on or (mark == "S" and not off)


def check_switched(reader: Reader, key: str, city: Switched, known: Collection[str]) -> None:
    """A city switches only what there is."""
    for code in (*city.on, *city.off):
        if code not in known:
            near = nearest(code, known)
            reader.fault(key, "policy.unknown_value", key=key, given=code, accepted=near)
