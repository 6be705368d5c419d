"""Which terms to ask for, so that the names that may be meant come back and few others.

A term that stands in few names is asked for first. What stands in very many is never asked
for alone, so that the answer comes quickly whatever is typed.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from goodstanding.matching.domain import slips
from goodstanding.matching.domain.finding import MOST
from goodstanding.matching.queries import found
from goodstanding.standards import pinyin, search_terms

if TYPE_CHECKING:
    from collections.abc import Sequence

    from goodstanding.matching.domain.ranking import Row
    from goodstanding.matching.queries.found import Source
    from goodstanding.standards.search_terms import Asked

_NAMES = MOST + 100  # several names may be of one organisation
_MOST_TERMS = 6
_SHORT = 8

Rows = tuple[list["Row"], bool]
"""Names, and whether there were too many to bring all."""


def by_words(asked: Asked, source: Source) -> Rows:
    """Names that hold all the words."""
    words = asked.words if len(asked.words) > 1 else (asked.folded,)
    terms = [term for word in words for term in _of_word(word)]
    return _holding(source, terms, words, found.beginning, asked.folded)


def by_sound(letters: str, source: Source) -> Rows:
    """Names that hold what the letters read as pinyin."""
    rows = found.sounding(source, letters, _NAMES)
    capped = len(rows) >= _NAMES
    for parse in pinyin.parses(letters):
        whole = [one for one in parse if one in pinyin.spoken()]
        terms = [search_terms.syllables(*two) for two in pairwise(whole)]
        if terms:
            more, full = _holding(source, terms, (), None, "")
            rows, capped = rows + more, capped or full
    return rows, capped


def by_initials(letters: str, source: Source) -> Rows:
    """Names that hold characters with these initials in a row; at least three."""
    terms = [search_terms.initials(letters[at : at + 3]) for at in range(len(letters) - 2)]
    return _holding(source, terms, (), None, "")


def similar(folded: str, source: Source) -> list[Row]:
    """Names that share much with the text, though not all: written with a slip or two, or short."""
    unigrams = [search_terms.unigram(character) for character in folded]
    bigrams = [search_terms.bigram(first + second) for first, second in pairwise(folded)]
    known = found.counts(source, [*unigrams, *bigrams])
    if not known:
        return []
    groups = slips.groups(unigrams, bigrams, known)
    rows = found.holding_any(source, groups, slips.OF_EACH)
    if len(folded) <= _SHORT:
        rows += _alike_in_sound(folded, source)
    return rows


def _alike_in_sound(folded: str, source: Source) -> list[Row]:
    """Of a few characters a slip leaves nothing but the sound."""
    heard = [known[0] for known in pinyin.sounded(folded)]
    terms = [search_terms.syllables(*two) for two in pairwise(heard)]
    return _holding(source, terms, (), None, "")[0]


def _holding(source: Source, terms, words, beginning, text) -> Rows:  # noqa: ANN001
    if not terms:
        rows = beginning(source, text, _NAMES) if beginning else []
        return rows, len(rows) >= _NAMES
    known = found.counts(source, terms)
    if len(known) < len(set(terms)):
        return [], False
    rarest = sorted(known, key=lambda term: known[term])
    rows = found.holding(source, rarest[:_MOST_TERMS], words, _NAMES)
    capped = len(rows) >= _NAMES
    if capped and beginning:
        rows = beginning(source, text, _NAMES) + rows
    return rows, capped


def _of_word(word: str) -> Sequence[int]:
    if len(word) == 1:
        return [search_terms.unigram(word)]
    return [search_terms.bigram(first + second) for first, second in pairwise(word)]
