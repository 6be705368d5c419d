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

NAMES = MOST + 50  # several names may be of one organisation
_FIRST = 100
_MOST_TERMS = 6
_SHORT = 8

Rows = tuple[list["Row"], bool]
"""Names, and whether there were too many to bring all."""


def by_words(asked: Asked, source: Source, most: int) -> Rows:
    """Names that hold all the words; of very many at least those that begin so."""
    words = asked.words if len(asked.words) > 1 else (asked.folded,)
    terms = [term for word in words for term in _of_word(word)]
    rows, capped = _having(source, terms, most, words)
    if capped:
        rows = found.beginning(source, asked.folded, min(most, _FIRST)) + rows
    return rows, capped


def by_sound(letters: str, source: Source, most: int) -> Rows:
    """Names that hold what the letters read as pinyin."""
    rows = found.sounding(source, letters, most)
    capped = len(rows) >= most
    for parse in pinyin.parses(letters):
        whole = [one for one in parse if one in pinyin.spoken()]
        terms = [search_terms.syllables(*two) for two in pairwise(whole)]
        more, full = _having(source, terms, most)
        rows, capped = rows + more, capped or full
    return rows, capped


def by_initials(letters: str, source: Source, most: int) -> Rows:
    """Names that hold characters with these initials in a row; at least three."""
    threes = (letters[at : at + 3] for at in range(len(letters) - 2))
    return _having(source, [search_terms.initials(three) for three in threes], most)


def similar(folded: str, source: Source) -> list[Row]:
    """Names that share much with the text, though not all: written with a slip, or short."""
    known = found.counts(source, slips.terms(folded))
    rows = found.holding_each(source, slips.groups(folded, known), slips.OF_EACH)
    if len(folded) <= _SHORT:
        heard = [one[0] for one in pinyin.sounded(folded)]
        # Of a few characters a slip leaves nothing but the sound.
        terms = [search_terms.syllables(*two) for two in pairwise(heard)]
        rows += _having(source, terms, slips.OF_EACH)[0]
    return rows


def less_similar(folded: str, source: Source) -> list[Row]:
    """Names that share much with a text in which two slips are."""
    known = found.counts(source, slips.terms(folded))
    return found.holding_any(source, slips.groups_for_two(folded, known), slips.MOST)


def _having(source: Source, terms: Sequence[int], most: int, words: Sequence[str] = ()) -> Rows:
    """Names that have all the terms and hold all the words; none where there are no terms."""
    known = found.counts(source, terms) if terms else {}
    if not terms or len(known) < len(set(terms)):
        return [], False
    rarest = sorted(known, key=lambda term: known[term])[:_MOST_TERMS]
    rows = found.holding(source, rarest, words, most)
    return rows, len(rows) >= most


def _of_word(word: str) -> list[int]:
    return _pairs(word) or [search_terms.unigram(word)]


def _pairs(text: str) -> list[int]:
    return [search_terms.bigram(first + second) for first, second in pairwise(text)]
