"""Names as matrices of characters, and how these sound: nothing loops over rows."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Points = NDArray[np.uint32]

_FIRST, _LAST = 0x4E00, 0x9FFF
_SIGNS = 0xE000
"""Private use: the first sign that stands for a sound, so that no other character is one."""


def points(texts: Sequence[str], width: int = 0) -> Points:
    """A row of code points for each text, zeros behind its end; at least one column."""
    longest = max(width, max(map(len, texts), default=0)) or 1
    return np.array(texts, dtype=f"U{longest}").view(np.uint32).reshape(len(texts), longest)


def sounds(characters: Points) -> Points:
    """Each character by a sign for its most usual reading without the tone; what has none stays."""
    told = characters.copy()
    spoken = (characters >= _FIRST) & (characters <= _LAST)
    told[spoken] = _signs()[characters[spoken] - _FIRST]
    return told


@cache
def _signs() -> Points:
    # Taken in only here: reading its tables takes a quarter of a second.
    from pypinyin import Style, pinyin_dict
    from pypinyin.style import convert

    readings = {
        point: convert(listed.split(",")[0], Style.NORMAL, strict=False)
        for point, listed in pinyin_dict.pinyin_dict.items()
        if _FIRST <= point <= _LAST
    }
    numbers = {reading: _SIGNS + n for n, reading in enumerate(sorted(set(readings.values())))}
    found = np.arange(_FIRST, _LAST + 1, dtype=np.uint32)
    found[np.array(list(readings)) - _FIRST] = [numbers[said] for said in readings.values()]
    return found
