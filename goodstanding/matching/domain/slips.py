"""Which terms a name still has, wherever in the typed text a slip may be.

A wrong, missing, doubled or exchanged character spoils the pairs around it and leaves the
others. For each place where it may have happened the rarest of the others are asked for
together: few names have them all, and the one that was meant is among those.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_TOGETHER = 4
#: So many names can be compared with what was typed; of each group so many.
MOST = 600
OF_EACH = 100
_GROUPS = 12
_GROUPS_FOR_TWO = 24


def groups(
    unigrams: Sequence[int], bigrams: Sequence[int], known: Mapping[int, int]
) -> list[tuple[int, ...]]:
    """Groups of terms of which the meant name has at least one whole group, if one slip was made.

    `unigrams` and `bigrams` are the text's, in order; `known` in how many names each stands,
    those in none left out. A second slip is found where the first made a pair that no name has.
    Groups that would bring more than MOST names are left out: what they have in common is
    their trade, and the one that was meant could not be told.
    """
    slips = [{at, at + 1} for at in range(-2, len(unigrams))]
    return _few(_groups(unigrams, bigrams, known, slips), known, _GROUPS)


def groups_for_two(
    unigrams: Sequence[int], bigrams: Sequence[int], known: Mapping[int, int]
) -> list[tuple[int, ...]]:
    """The same, if two slips were made."""
    places = range(len(unigrams) - 1)
    slips = [{a, a + 1, b, b + 1} for a in places for b in places if a + 1 < b]
    return _few(_groups(unigrams, bigrams, known, slips), known, _GROUPS_FOR_TWO)


def _groups(
    unigrams: Sequence[int], bigrams: Sequence[int], known: Mapping[int, int], slips: list[set[int]]
) -> set[tuple[int, ...]]:
    found = set()
    for spoilt in slips:
        left = _left(unigrams, bigrams, known, spoilt)
        found.add(tuple(sorted(left, key=lambda term: (known[term], term))[:_TOGETHER]))
    return found - {()}


def _names(group: Sequence[int], known: Mapping[int, int]) -> float:
    """About how many names have the whole group, if its terms didn't know of each other."""
    total = max(known.values())
    names = float(total)
    for term in group:
        names *= known[term] / total
    return names


def _few(
    groups: set[tuple[int, ...]], known: Mapping[int, int], most: int
) -> list[tuple[int, ...]]:
    """The groups that bring the fewest names, as long as they bring few together."""
    expected = {group: _names(group, known) for group in groups}
    kept, names = [], 0.0
    for group in sorted(groups, key=lambda group: (expected[group], group))[:most]:
        names += expected[group]
        if names > MOST:
            break
        kept.append(group)
    return kept


def _left(
    unigrams: Sequence[int], bigrams: Sequence[int], known: Mapping[int, int], spoilt: set[int]
) -> set[int]:
    """Known terms that don't touch the spoilt characters; single ones only where no pair is."""
    pairs = {at for at, term in enumerate(bigrams) if term in known and not {at, at + 1} & spoilt}
    paired = pairs | {at + 1 for at in pairs}
    single = {
        term for at, term in enumerate(unigrams)
        if term in known and at not in paired and at not in spoilt
    }  # fmt: skip
    return {bigrams[at] for at in pairs} | single
