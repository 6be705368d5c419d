"""Keys under which names that could mean one organisation meet.

Two names one slip apart (a character wrong, missing, too many, or two swapped) become equal
when one character is taken out of each, so all texts with one character less are keys. Of
hundreds of names that differ in the same character, those that sound alike meet by their sound.
The other keys are those under which a name without its place, its ending or its trade, and a
short name, meet the whole one. A key is a number of 64 bits; names that meet by
accident are told apart when they are compared.

Nothing loops over rows: the keys of a hundred thousand names are a few sums over a matrix.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from goodstanding.matching.domain import characters

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Numbers = NDArray[np.uint64]
    Rows = NDArray[np.int64]
    Keys = tuple[Rows, Numbers]

#: Odd, so that it has an inverse modulo 2^64: a text is the sum of its characters by its powers.
_BASE = 0x9E3779B97F4A7C15
_INVERSE = pow(_BASE, -1, 2**64)
#: One for each kind of key, so that keys of different kinds don't meet.
_WHOLE, _CORE, _PLACED, _BRAND, _PLACED_BRAND, _THREE, _TWO, _SOUND = (
    np.uint64(n * 0xD1B54A32D192ED03 % 2**64) for n in range(1, 9)
)
SHORTEST, LONGEST = 2, 6
"""Of the beginnings of a core that are keys."""


@dataclass(frozen=True)
class Named:
    """The parts of names that keys are made of, column by column."""

    plain: Sequence[str]
    core: Sequence[str]
    part: Sequence[str]
    short: Sequence[str]
    brand: Sequence[str]
    ending: Sequence[str]


def of_register(names: Named) -> Keys:
    """The keys under which the names of a register are found."""
    plain, core, places = _summed(names.plain), _summed(names.core), _places(names)
    return _together(
        *_common(names, plain, places),
        _without_ending(names, plain),
        _beginnings(core, _BRAND, None),
        _beginnings(core, _PLACED_BRAND, places),
    )


def of_given(names: Named) -> Keys:
    """The keys by which a given name looks for those of the register."""
    core, places = _summed(names.core), _places(names)
    found = [*_common(names, _summed(names.plain), places), _whole(core, _CORE)]
    for texts in (core, _summed(names.brand)):
        fit = (texts.lengths >= SHORTEST) & (texts.lengths <= LONGEST)
        rows, keys = _whole(texts, _BRAND)
        found += [(rows[fit], keys[fit])]
        rows, keys = _whole(texts, _PLACED_BRAND)
        found += [(rows[fit], (keys + places)[fit])]
    return _together(*found)


def of_pieces(names: Named) -> Keys:
    """Every two and three characters in a row of the core and the part: the last resort."""
    cores = _summed(_joined(names.core, names.part))
    return _together(_runs(cores, 3, _THREE), _runs(cores, 2, _TWO))


def distinct(keys: Keys) -> Keys:
    """Each key of a row once."""
    rows, values = keys
    order = np.lexsort((values, rows))
    rows, values = rows[order], values[order]
    first = np.ones(len(rows), dtype=bool)
    first[1:] = (rows[1:] != rows[:-1]) | (values[1:] != values[:-1])
    return rows[first], values[first]


class _Summed(NamedTuple):
    """Texts as matrices, with the sums of their beginnings, from the empty one on."""

    points: characters.Points
    lengths: Rows
    sums: Numbers


def _summed(texts: Sequence[str]) -> _Summed:
    points = characters.points(texts)
    return _Summed(points, np.fromiter(map(len, texts), np.int64, len(texts)), _sums(points))


def _sums(points: characters.Points) -> Numbers:
    count, longest = points.shape
    powers = np.array([pow(_BASE, n + 1, 2**64) for n in range(longest)], dtype=np.uint64)
    sums = np.zeros((count, longest + 1), dtype=np.uint64)
    np.cumsum(points * powers, axis=1, out=sums[:, 1:])
    return sums


def _common(names: Named, plain: _Summed, places: Numbers) -> list[Keys]:
    cores = _summed(_joined(names.core, names.part))
    rows, keys = _whole(cores, _CORE)
    heard = _sums(characters.sounds(plain.points))[:, -1] * _SOUND
    return [_less_one(plain, _WHOLE), _less_one(cores, _CORE), (rows, keys + places), (rows, heard)]


def _places(names: Named) -> Numbers:
    return _summed(names.short).sums[:, -1] * _PLACED


def _joined(first: Sequence[str], second: Sequence[str]) -> list[str]:
    return [a + b for a, b in zip(first, second, strict=True)]


def _without_ending(names: Named, plain: _Summed) -> Keys:
    """The whole name up to its ending: given so, its trade may pass for an ending: 远航旅行社."""
    ends = np.fromiter(map(len, names.ending), np.int64, len(names.ending))
    parts = np.fromiter(map(len, names.part), np.int64, len(names.part))
    rows = np.flatnonzero((ends > 0) & (parts == 0))
    return rows, plain.sums[rows, (plain.lengths - ends)[rows]] * _WHOLE


def _less_one(texts: _Summed, kind: np.uint64) -> Keys:
    """The text itself, and the text without each of its characters."""
    sums, total = texts.sums, texts.sums[:, -1:]
    less = sums[:, :-1] + (total - sums[:, 1:]) * np.uint64(_INVERSE)
    inside = np.arange(less.shape[1]) < texts.lengths[:, None]
    rows = np.nonzero(inside)[0]
    every = np.arange(len(sums))
    return np.concatenate([every, rows]), np.concatenate([total[:, 0], less[inside]]) * kind


def _whole(texts: _Summed, kind: np.uint64) -> Keys:
    return np.arange(len(texts.sums)), texts.sums[:, -1] * kind


def _beginnings(texts: _Summed, kind: np.uint64, beside: Numbers | None) -> Keys:
    """The first two to six characters of each text."""
    sums = texts.sums[:, SHORTEST : LONGEST + 1]
    inside = np.arange(SHORTEST, SHORTEST + sums.shape[1]) <= texts.lengths[:, None]
    keys = sums * kind if beside is None else sums * kind + beside[:, None]
    return np.nonzero(inside)[0], keys[inside]


def _runs(texts: _Summed, size: int, kind: np.uint64) -> Keys:
    """Each run of so many characters, wherever it stands."""
    count = texts.sums.shape[1] - size
    if count <= 0:
        return np.zeros(0, np.int64), np.zeros(0, np.uint64)
    back = np.array([pow(_INVERSE, n, 2**64) for n in range(count)], dtype=np.uint64)
    runs = (texts.sums[:, size:] - texts.sums[:, :-size]) * back
    inside = np.arange(count) + size <= texts.lengths[:, None]
    return np.nonzero(inside)[0], runs[inside] * kind


def _together(*parts: Keys) -> Keys:
    rows, keys = zip(*parts, strict=True)
    return np.concatenate(rows), np.concatenate(keys)
