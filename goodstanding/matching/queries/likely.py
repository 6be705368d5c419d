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
    from collections.abc import Mapping, Sequence

    from goodstanding.matching.domain.ranking import Row
    from goodstanding.matching.queries.found import Source
    from goodstanding.standards.search_terms import Asked

NAMES = MOST + 50  # several names may be of one organisation
_MOST_TERMS = 6
_SHORT = 8

Rows = tuple[list["Row"], bool]
"""Names, and whether there were too many to bring all."""


def by_words(asked: Asked, source: Source, most: int) -> Rows:
    """Names that hold all the words; of very many those that begin so."""
    words = asked.words if len(asked.words) > 1 else (asked.folded,)
    terms = [term for word in words for term in _of_word(word)]
    known = found.counts(source, terms)
    first: list[Row] = []
    if min(known.values(), default=0) > most:
        # Quick, however many names hold the words.
        first = found.beginning(source, asked.folded, most)
        if len(first) >= most:
            return first, True
    rows, capped = _having(source, terms, known, most, words)
    return first + rows, capped


def by_sound(letters: str, source: Source, most: int) -> Rows:
    """Names that hold what the letters read as pinyin; of very many those that begin so."""
    rows = found.sounding(source, letters, most)
    if len(rows) >= most:
        return rows, True
    parses = [_of_syllables(parse) for parse in pinyin.parses(letters)]
    known = found.counts(source, {term for terms in parses for term in terms})
    capped = False
    for terms in parses:
        more, full = _having(source, terms, known, most)
        rows, capped = rows + more, capped or full
    return rows, capped


def by_initials(letters: str, source: Source, most: int) -> Rows:
    """Names that hold characters with these initials in a row; at least three."""
    threes = (letters[at : at + 3] for at in range(len(letters) - 2))
    terms = [search_terms.initials(three) for three in threes]
    return _having(source, terms, found.counts(source, terms), most)


def similar(folded: str, source: Source) -> list[Row]:
    """Names that share much with the text, though not all: written with a slip, or short."""
    known = found.counts(source, slips.terms(folded))
    rows = found.holding_each(source, slips.groups(folded, known), slips.OF_EACH)
    if len(folded) <= _SHORT:
        heard = [one[0] for one in pinyin.sounded(folded)]
        # Of a few characters a slip leaves nothing but the sound.
        terms = _of_syllables(heard)
        rows += _having(source, terms, found.counts(source, terms), slips.OF_EACH)[0]
    return rows


def less_similar(folded: str, source: Source) -> list[Row]:
    """Names that share much with a text in which two slips are."""
    known = found.counts(source, slips.terms(folded))
    return found.holding_any(source, slips.groups_for_two(folded, known), slips.MOST)


def _having(
    source: Source, terms: Sequence[int], known: Mapping[int, int], most: int,
    words: Sequence[str] = (),
) -> Rows:  # fmt: skip
    """Names that have all the terms and hold all the words; none where there are no terms."""
    if not terms or not all(term in known for term in terms):
        return [], False
    rarest = sorted(set(terms), key=lambda term: known[term])[:_MOST_TERMS]
    rows = found.holding(source, rarest, words, most)
    return rows, len(rows) >= most


def _of_syllables(syllables: Sequence[str]) -> list[int]:
    whole = [one for one in syllables if one in pinyin.spoken()]
    return [search_terms.syllables(*two) for two in pairwise(whole)]


def _of_word(word: str) -> list[int]:
    return _pairs(word) or [search_terms.unigram(word)]


def _pairs(text: str) -> list[int]:
    return [search_terms.bigram(first + second) for first, second in pairwise(text)]
