"""How many characters two names differ by, for many pairs at once.

Counted in characters: the engine's own edit distances count bytes, three to a character.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from rapidfuzz.distance import OSA, LCSseq
from rapidfuzz.process import cpdist

from goodstanding.matching.domain import characters

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


def kinship(left: Sequence[str], right: Sequence[str]) -> NDArray[np.int8]:
    """What makes a difference a likely slip: 1 sounds alike, 2 the same characters otherwise ordered."""
    width = max(map(len, (*left, *right)), default=0)
    a, b = characters.points(left, width), characters.points(right, width)
    found = np.zeros(len(a), np.int8)
    found[_equal(characters.sounds(a), characters.sounds(b))] = 1
    found[_equal(np.sort(a), np.sort(b))] = 2
    return found


def _equal(left: characters.Points, right: characters.Points) -> NDArray[np.bool_]:
    same: NDArray[np.bool_] = (left == right).all(axis=1)
    return same


def _each(scorer: Callable[..., int], left: Sequence[str], right: Sequence[str]) -> Distances:
    if not len(left):
        return np.zeros(0, np.int32)
    found: Distances = cpdist(left, right, scorer=scorer, dtype=np.int32, workers=_THREADS)
    return found
