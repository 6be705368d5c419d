"""How many characters two names differ by, for many pairs at once.

Counted in characters: the engine's own edit distances count bytes, three to a character.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import numpy as np
from rapidfuzz.distance import OSA, LCSseq
from rapidfuzz.process import cpdist

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    Distances = NDArray[np.int32]

_THREADS = 2


def edits(left: Sequence[str], right: Sequence[str]) -> Distances:
    """Characters to be changed, put in, taken out or swapped with their neighbour."""
    return _each(OSA.distance, left, right)


def in_order(left: Sequence[str], right: Sequence[str]) -> Distances:
    """How many characters of the left text stand in the right one, in order."""
    return _each(LCSseq.similarity, left, right)


def brand_edits(cores: Sequence[str], brands: Sequence[str], apart: Distances) -> Distances:
    """Differences of brands where a slip has made the end of the given one unsure.

    The given core begins with its brand: as long as the other, or, if no more than two
    characters of the cores are `apart`, one character more or less.
    """
    found = _beginning(cores, brands, 0)
    unsure = np.flatnonzero((found > 1) & (apart <= 2)).tolist()
    some = [cores[n] for n in unsure], [brands[n] for n in unsure]
    for by in (-1, 1):
        found[unsure] = np.minimum(found[unsure], _beginning(*some, by))
    return found


def _beginning(cores: Sequence[str], brands: Sequence[str], by: int) -> Distances:
    begins = [core[: max(len(b) + by, 0)] for core, b in zip(cores, brands, strict=True)]
    return edits(begins, brands)


def kinship(left: Sequence[str], right: Sequence[str]) -> list[int]:
    """What makes a difference a likely slip: 1 sounds alike, 2 the same characters otherwise ordered."""
    return [_kin(a, b) if len(a) == len(b) else 0 for a, b in zip(left, right, strict=True)]


def _kin(left: str, right: str) -> int:
    if sorted(left) == sorted(right):
        return 2
    return 1 if left.translate(_sounds()) == right.translate(_sounds()) else 0


def _each(scorer: Callable[..., int], left: Sequence[str], right: Sequence[str]) -> Distances:
    if not len(left):
        return np.zeros(0, np.int32)
    found: Distances = cpdist(left, right, scorer=scorer, dtype=np.int32, workers=_THREADS)
    return found


@cache
def _sounds() -> dict[int, str]:
    """Each character by one that stands for its most usual reading without the tone."""
    # Taken in only here: reading its tables takes a quarter of a second.
    from pypinyin import Style, pinyin_dict
    from pypinyin.style import convert

    readings = {
        point: convert(listed.split(",")[0], Style.NORMAL, strict=False)
        for point, listed in pinyin_dict.pinyin_dict.items()
        if 0x4E00 <= point <= 0x9FFF
    }
    # Private use characters: one to a reading, so that a text keeps its length.
    marks = {reading: chr(0xE000 + n) for n, reading in enumerate(sorted(set(readings.values())))}
    return {point: marks[reading] for point, reading in readings.items()}
