"""Which given names and names of the register share a key: pairs to be compared.

The register's keys pass by once, whatever their number; only those that a given name looks
for are kept. A key that very many names of the register have says nothing and is left out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from goodstanding.matching.domain.keys import Keys, Rows

    Weights = NDArray[np.float32]

_BITS = 27
_SPREAD = np.uint64(0x9E3779B97F4A7C15)


class Meeting:
    """Collects, among the register's keys, those of the given names."""

    def __init__(self, given: Keys) -> None:
        """`given`: the distinct keys of each given name."""
        self._rows, keys = given
        self._keys, self._places = np.unique(keys, return_inverse=True)
        # Nearly all keys of a register are looked for by nobody: one bit each tells that
        # sooner than a search.
        self._wanted = np.zeros(1 << _BITS, dtype=bool)
        self._wanted[_slot(self._keys)] = True
        self._met: list[tuple[Rows, Rows]] = []

    def add(self, register: Keys) -> None:
        """Take note of some names of the register, `(n, key)`."""
        rows, keys = register
        likely = self._wanted[_slot(keys)]
        rows, keys = rows[likely], keys[likely]
        # In order, each search begins where the one before it has just been.
        order = np.argsort(keys)
        rows, keys = rows[order], keys[order]
        places = np.searchsorted(self._keys, keys)
        places[places == len(self._keys)] = 0
        met = self._keys[places] == keys if len(self._keys) else np.zeros(0, dtype=bool)
        self._met.append((places[met], rows[met]))

    def pairs(self, *, most: int, rarest: int | None = None, keep: int | None = None) -> Pairs:
        """The pairs that share a key which at most `most` names of the register have.

        Of the keys of a given name only the `rarest` count, if said; of its pairs those
        `keep` are kept that share the rarest keys.
        """
        places, names = _joined(self._met)
        counts = np.bincount(places, minlength=len(self._keys))
        order = np.argsort(places, kind="stable")
        names, starts = names[order], np.concatenate([[0], np.cumsum(counts)])
        rows, keys = self._rows, self._places
        useful = (counts[keys] > 0) & (counts[keys] <= most)
        rows, keys = rows[useful], keys[useful]
        if rarest is not None:
            kept = first_of_each(rows, counts[keys], rarest)
            rows, keys = rows[kept], keys[kept]
        return _pairs(rows, counts[keys], starts[keys], names, keep)


Pairs = tuple["Rows", "Rows"]


def _slot(keys: NDArray[np.uint64]) -> NDArray[np.uint64]:
    return (keys * _SPREAD) >> np.uint64(64 - _BITS)


def _joined(met: list[tuple[Rows, Rows]]) -> tuple[Rows, Rows]:
    if not met:
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    places, names = zip(*met, strict=True)
    return np.concatenate(places), np.concatenate(names)


def first_of_each(rows: Rows, rank: NDArray[Any], count: int) -> Rows:
    """The places of the values with the lowest ranks of each row, by row and rank."""
    order = np.lexsort((rank, rows))
    rows = rows[order]
    starts = np.flatnonzero(np.concatenate([[True], rows[1:] != rows[:-1]])) if len(rows) else rows
    nth = np.arange(len(rows)) - np.repeat(starts, np.diff(np.append(starts, len(rows))))
    kept: Rows = order[nth < count]
    return kept


def _pairs(rows: Rows, counts: Rows, starts: Rows, names: Rows, keep: int | None) -> Pairs:
    left = np.repeat(rows, counts)
    ends = np.cumsum(counts)
    inside = np.arange(ends[-1] if len(ends) else 0) - np.repeat(ends - counts, counts)
    right = names[np.repeat(starts, counts) + inside]
    both = (left.astype(np.uint64) << np.uint64(32)) | right.astype(np.uint64)
    if keep is None:
        return _apart(np.unique(both))
    # How much a shared key tells: the fewer have it, the more.
    tells = np.repeat(1 / np.log2(1 + counts.astype(np.float32)), counts)
    pairs, place = np.unique(both, return_inverse=True)
    weight = np.bincount(place, weights=tells, minlength=len(pairs))
    left, right = _apart(pairs)
    kept = first_of_each(left, -weight, keep)
    return left[kept], right[kept]


def _apart(both: NDArray[np.uint64]) -> Pairs:
    return (both >> np.uint64(32)).astype(np.int64), (both & np.uint64(0xFFFFFFFF)).astype(np.int64)
