"""The words that names are taken apart by: places, trades, endings.

They are data: `policy/divisions.csv` with its history, `policy/matching`, and the legal
forms of `standards`. What is made of them orders proposals; it never links anything.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from goodstanding.standards import names
from goodstanding.standards.places import spellings

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from goodstanding.standards.divisions import Division, Divisions

#: The shortest place; the fewest characters that are left for a brand before a trade is seen.
SHORTEST = 2
#: Stands before the ending of a company, or is one.
_BEFORE = "(?:集团|控股|股份)*"
_SUFFIX = re.compile("[省市区县旗盟]$")


@dataclass(frozen=True)
class Place:
    """A place as names begin with it: 浙江省杭州市, 杭州.

    `short` is the smallest place without 省, 市, 区; `area` its division code without the
    zeros behind, so that a larger place's is the beginning of a smaller one's. It is
    shortened to what is sure where several places bear the name.
    """

    text: str
    short: str
    area: str


@dataclass(frozen=True)
class Words:
    """All words; `places` by their text, `families` the family of each ending."""

    places: Mapping[str, Place]
    trades: tuple[str, ...]
    families: Mapping[str, str]

    @cached_property
    def trade_pattern(self) -> str:
        """One or more trades at the end; read alike by Python and RE2."""
        return _ends(self.trades, several=True)

    @cached_property
    def ending_pattern(self) -> str:
        """The longest ending, with what is set before those of companies: 集团股份有限公司."""
        return _ends(self.families, several=False, before=_BEFORE)

    @cached_property
    def longest_place(self) -> int:
        return max(map(len, self.places), default=0)


def make_words(divisions: Divisions, *, trades: Iterable[str], endings: Mapping[str, str]) -> Words:
    """The words of a policy. Endings are compared without brackets."""
    bare = {ending.translate(_NO_BRACKETS): family for ending, family in endings.items()}
    listed = {names.fold(trade) for trade in trades} - bare.keys()
    return Words(
        places=_places(divisions),
        trades=tuple(sorted(trade for trade in listed if len(trade) >= SHORTEST)),
        families=bare,
    )


_NO_BRACKETS = str.maketrans("", "", "()")


def _ends(words: Iterable[str], *, several: bool, before: str = "") -> str:
    # The longest come first: Python takes the first alternative that fits.
    listed = "|".join(sorted(map(re.escape, words), key=lambda word: (-len(word), word)))
    if not listed:
        return "[^\\s\\S]$"  # nothing
    return f"(?:{listed})+$" if several else f"{before}(?:{listed})$"


def _places(divisions: Divisions) -> dict[str, Place]:
    """Every way in which names begin with places, from the largest to the smallest."""
    by_code: dict[str, list[Division]] = defaultdict(list)
    for division in divisions:
        by_code[division.code].append(division)
    outer = _Outer(by_code)
    codes: dict[str, set[str]] = defaultdict(set)
    shorts: dict[str, str] = {}
    for division in divisions:
        for text, short in _chains(division, outer.of(division.parent)):
            codes[text].add(division.code)
            shorts[text] = short
    codes["中国"].add("")
    shorts["中国"] = "中国"
    return {
        text: Place(text, shorts[text], _area(found, divisions)) for text, found in codes.items()
    }


class _Outer:
    """The texts of larger places that may stand before a division, made once for each parent."""

    def __init__(self, by_code: Mapping[str, list[Division]]) -> None:
        self._by_code = by_code
        self._made: dict[str, set[str]] = {}

    def of(self, code: str | None) -> set[str]:
        if not code or code not in self._by_code:
            return set()
        if code not in self._made:
            self._made[code] = self._make(self._by_code[code])
        return self._made[code]

    def _make(self, versions: list[Division]) -> set[str]:
        found: set[str] = set()
        for version in versions:
            above = self.of(version.parent)
            found |= above | spellings(version, inside=False)
            found |= {a + name for a in above for name in spellings(version, inside=True)}
        return found


def _chains(division: Division, outer: set[str]) -> Iterator[tuple[str, str]]:
    """The texts that mean a division, each with its shortest name."""
    for name in spellings(division, inside=False):
        yield name, _short(name)
    for name in spellings(division, inside=True):
        short = _short(name)
        for before in outer:
            yield before + name, short


def _short(name: str) -> str:
    bare = _SUFFIX.sub("", name)
    return bare if len(bare) >= SHORTEST else name


def _area(codes: set[str], divisions: Divisions) -> str:
    """What the codes have in common, by pairs of digits; those in force are preferred."""
    if len(codes) == 1:
        return _bare(next(iter(codes)))
    in_force = {code for code in codes if divisions.in_force(code)}
    bare = [_bare(code) for code in in_force or codes]
    first = bare[0]
    pairs = 0
    while pairs < len(first) and all(b[: pairs + 2] == first[: pairs + 2] for b in bare):
        pairs += 2
    return first[:pairs]


def _bare(code: str) -> str:
    while code.endswith("00"):
        code = code[:-2]
    return code
