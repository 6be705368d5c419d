"""Which terms a name still has, wherever in the typed text a slip may be.

A wrong, surplus, missing or exchanged character spoils the pairs around it, leaves the others,
and tells of one pair that the meant name must have: the characters beside a wrong one stand in
it with one between. That pair and the rarest of the others are asked for together.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from goodstanding.standards import search_terms

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

#: So many names can be compared with what was typed; of each group so many.
MOST = 600
OF_EACH = 100
_OTHERS = 2
_TOGETHER = 4
_GROUPS = 12
_FEW_NAMES = 0.5

Group = tuple[int, ...]


class Slip(NamedTuple):
    """A slip that may have been made: the places it spoils, and the pair that it tells of."""

    spoilt: frozenset[int]
    pair: int | None


def terms(text: str) -> set[int]:
    """All terms that `groups` may ask for, so that it can be counted how many names have them."""
    pairs = {slip.pair for slip in _slips(text) if slip.pair is not None}
    return pairs | set(_singles(text)) | set(_bigrams(text))


def groups(text: str, known: Mapping[int, int]) -> list[Group]:
    """Groups of terms of which the meant name has at least one whole group, if one slip was made.

    `known`: in how many names each of `terms` stands, those in none left out. Groups that would
    bring more than MOST names are left out: what they have in common is their trade, and the
    one that was meant could not be told. Where what is left tells enough, the pair isn't asked for,
    so that one group serves many slips.
    """
    found: set[Group] = set()
    for slip in _slips(text):
        if slip.pair is None or slip.pair in known:
            others = tuple(_rarest(_left(text, known, slip.spoilt), known, _OTHERS))
            few = _names(others, known) <= _FEW_NAMES
            pair = () if few or slip.pair is None else (slip.pair,)
            found.add((*pair, *others))
    return _few(found, known)


def groups_for_two(text: str, known: Mapping[int, int]) -> list[Group]:
    """The same, if two slips were made; only what both leave is asked for."""
    places = range(len(text) - 1)
    spoilt = ({a, a + 1, b, b + 1} for a in places for b in places if a + 1 < b)
    found = {tuple(_rarest(_left(text, known, frozenset(two)), known, _TOGETHER)) for two in spoilt}
    return _few(found, known)


def _slips(text: str) -> Iterator[Slip]:
    last = len(text) - 1
    for at in range(len(text)):
        before, after = text[at - 1 : at], text[at + 1 : at + 2]
        inside = 0 < at < last
        yield Slip(frozenset({at}), search_terms.apart(before, after) if inside else None)
        if inside:  # a surplus character
            yield Slip(frozenset({at}), search_terms.bigram(before + after))
        if at < last:  # one is missing behind it, or it changed places with the next
            both = frozenset({at, at + 1})
            yield Slip(both, search_terms.apart(text[at], after))
            yield Slip(both, search_terms.bigram(after + text[at]))


def _singles(text: str) -> list[int]:
    return [search_terms.unigram(character) for character in text]


def _bigrams(text: str) -> list[int]:
    return [search_terms.bigram(first + second) for first, second in pairwise(text)]


def _left(text: str, known: Mapping[int, int], spoilt: frozenset[int]) -> set[int]:
    """Known terms that don't touch the spoilt places; single ones only where no pair is."""
    pairs = {
        at: term
        for at, term in enumerate(_bigrams(text))
        if term in known and not {at, at + 1} & spoilt
    }
    paired = set(pairs) | {at + 1 for at in pairs}
    single = {
        term
        for at, term in enumerate(_singles(text))
        if term in known and at not in paired and at not in spoilt
    }
    return set(pairs.values()) | single


def _rarest(terms: set[int], known: Mapping[int, int], most: int) -> list[int]:
    return sorted(terms, key=lambda term: (known[term], term))[:most]


def _few(groups: set[Group], known: Mapping[int, int]) -> list[Group]:
    """The groups that bring the fewest names, as long as they bring few together."""
    expected = {group: _names(group, known) for group in groups if group}
    kept, names = [], 0.0
    for group in sorted(expected, key=lambda group: (expected[group], group))[:_GROUPS]:
        names += expected[group]
        if names > MOST:
            break
        kept.append(group)
    return kept


def _names(group: Group, known: Mapping[int, int]) -> float:
    """About how many names have the whole group, if its terms didn't know of each other."""
    total = max(known.values(), default=0)
    names = float(total)
    for term in group:
        names *= known[term] / total
    return names
