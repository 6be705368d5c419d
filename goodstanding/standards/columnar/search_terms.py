"""Search terms of many names at once: the same as `standards.search_terms.terms`, with arrays."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from itertools import product
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from goodstanding.standards import pinyin, search_terms

Ints = np.ndarray[Any, np.dtype[Any]]

_NONE = 0xFFFF  # no reading
_SIGN = 1 << 31
_PLANE = 0x10000


@dataclass(frozen=True)
class Terms:
    """Terms and sound of names, a row each: `terms` a list of int32, `pinyin` a text without tones."""

    terms: pa.Array
    pinyin: pa.Array


@dataclass
class _Characters:
    """All characters of all names one behind the other; `row`: whose each is."""

    units: Ints
    row: Ints
    sounds: list[Ints]  # the number of the usual reading, of a second, of a third


def terms(folded: pa.Array) -> Terms:
    """The terms of folded names."""
    letters = _characters(folded)
    found = [(_terms(np.zeros_like(letters.units), letters.units), letters.row)]
    found.append(_paired(letters.row, letters.units, letters.units))
    found.append(_apart(letters))
    _promote_words(letters)
    heard = _heard(letters)
    found += [
        _paired(heard.row, 0xD800 + first, 0xD800 + second, known=(first, second))
        for first, second in product(heard.sounds, repeat=2)
    ]
    found += _initials(heard)
    return Terms(_lists(found, len(folded)), _spoken(heard, len(folded)))


def _characters(folded: pa.Array) -> _Characters:
    points = np.frombuffer("".join(folded.to_pylist()).encode("utf-32-le"), dtype=np.uint32)
    lengths = pc.utf8_length(folded).to_numpy(zero_copy_only=False)
    units = np.where(points < _PLANE, points, 0xE000 + points % 0x1900).astype(np.int64)
    row = np.repeat(np.arange(len(folded)), lengths)
    sounds = [table[units].astype(np.int64) for table in _tables()]
    return _Characters(units, row, sounds)


def _promote_words(letters: _Characters) -> None:
    """Put the reading that a character has in its word first, the later word's last of all."""
    keys, firsts, seconds = _words()
    pairs = letters.units[:-1] << 16 | letters.units[1:]
    at = np.searchsorted(keys, pairs).clip(max=len(keys) - 1)
    places = np.flatnonzero((keys[at] == pairs) & (letters.row[:-1] == letters.row[1:]))
    _promote(letters.sounds, places + 1, seconds[at[places]])
    _promote(letters.sounds, places, firsts[at[places]])


def _promote(sounds: list[Ints], places: Ints, said: Ints) -> None:
    usual, second, third = (sound[places] for sound in sounds)
    same, swap = said == usual, said == second
    sounds[0][places] = said
    sounds[1][places] = np.where(same, second, usual)
    sounds[2][places] = np.where(same | swap, third, second)


def _heard(letters: _Characters) -> _Characters:
    """Only what sounds: brackets are passed over."""
    kept = letters.sounds[0] != _NONE
    return _Characters(
        letters.units[kept], letters.row[kept], [sound[kept] for sound in letters.sounds]
    )


def _initials(heard: _Characters) -> list[tuple[Ints, Ints]]:
    letter = _first_letters()
    own, second, third = (letter[sound] for sound in heard.sounds)
    other = np.where((second == own) | (second == _NONE), third, second)
    other = np.where(other == own, _NONE, other)
    found = []
    for one, two, three in product((own, other), repeat=3):
        if len(one) < 3:
            break
        a, b, c = one[:-2], two[1:-1], three[2:]
        fits = (heard.row[:-2] == heard.row[2:]) & (a != _NONE) & (b != _NONE) & (c != _NONE)
        a, b, c = a[fits], b[fits], c[fits]
        found.append((_terms(0xDE00 + a, b * 64 + c), heard.row[:-2][fits]))
    return found


def _paired(
    row: Ints, first: Ints, second: Ints, known: tuple[Ints, Ints] | None = None
) -> tuple[Ints, Ints]:
    """Terms of neighbours of one name; `known`: without those that have no such reading."""
    fits = row[:-1] == row[1:]
    if known is not None:
        fits &= (known[0][:-1] != _NONE) & (known[1][1:] != _NONE)
    return _terms(first[:-1][fits], second[1:][fits]), row[:-1][fits]


def _apart(letters: _Characters) -> tuple[Ints, Ints]:
    """Terms of the characters of one name that have another between them."""
    fits = letters.row[:-2] == letters.row[2:]
    first, second = letters.units[:-2][fits], letters.units[2:][fits]
    return _terms(first ^ 0xA000, second), letters.row[:-2][fits]


def _terms(high: Ints, low: Ints) -> Ints:
    return ((high << 16 | low) - _SIGN).astype(np.int32)


def _lists(found: list[tuple[Ints, Ints]], rows: int) -> pa.Array:
    values = np.concatenate([terms for terms, _ in found])
    row = np.concatenate([rows for _, rows in found])
    order = np.argsort(row, kind="stable")
    offsets = np.zeros(rows + 1, dtype=np.int32)
    np.cumsum(np.bincount(row, minlength=rows), out=offsets[1:])
    return pa.ListArray.from_arrays(pa.array(offsets), pa.array(values[order]))


def _spoken(heard: _Characters, rows: int) -> pa.Array:
    offsets = np.zeros(rows + 1, dtype=np.int32)
    np.cumsum(np.bincount(heard.row, minlength=rows), out=offsets[1:])
    said = pa.array(pinyin.syllables()).take(pa.array(heard.sounds[0]))
    return pc.binary_join(pa.ListArray.from_arrays(pa.array(offsets), said), "")


@cache
def _tables() -> tuple[Ints, Ints, Ints]:
    """For every character of the first plane the numbers of its readings."""
    tables = tuple(np.full(_PLANE, _NONE, dtype=np.int64) for _ in range(3))
    for point in range(_PLANE):
        for table, reading in zip(tables, pinyin.readings(chr(point)), strict=False):
            table[point] = pinyin.number(reading)
    return tables  # type: ignore[return-value]


@cache
def _words() -> tuple[Ints, Ints, Ints]:
    """Words of two characters, sorted, and the numbers of how both sound in them."""
    words = sorted((ord(w[0]) << 16 | ord(w[1]), *said) for w, said in pinyin.words().items())
    keys = np.array([key for key, _, _ in words], dtype=np.int64)
    said = [np.array([pinyin.number(word[at]) for word in words]) for at in (1, 2)]
    return keys, said[0], said[1]


@cache
def _first_letters() -> Ints:
    """For every syllable the number of its first letter."""
    table = np.full(_PLANE, _NONE, dtype=np.int64)
    for at, syllable in enumerate(pinyin.syllables()):
        table[at] = pinyin.number(syllable[0])
    return table


assert search_terms.EDITION  # what is made here has to agree with it
