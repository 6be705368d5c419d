"""Names in the shapes and shares of real registers, that nobody bears.

Every name holds the fictitious city or one of its districts, no brand stands in the list of
well-known ones, and no two organisations share a name (save the few made to share one on purpose).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from goodstanding.demonstration.domain import columns

if TYPE_CHECKING:
    from collections.abc import Callable

    from goodstanding.demonstration.domain.columns import Column, Indices, Mask
    from goodstanding.demonstration.domain.vocabulary import Vocabulary

_NUMERALS = "零一二三四五六七八九"
_PLACES = {  # shares of: short city, city, district, city and district
    "company": (0.46, 0.38, 0.04, 0.12),
    "farm": (0.2, 0.2, 0.2, 0.4),
    "shop": (0.1, 0.2, 0.4, 0.3),
    "works": (0.1, 0.3, 0.3, 0.3),
    "collective": (0.0, 0.0, 0.3, 0.7),
    "institution": (0.0, 0.5, 0.3, 0.2),
    "society": (0.0, 0.7, 0.2, 0.1),
    "law": (0.3, 0.7, 0.0, 0.0),
}


@dataclass
class Draft:
    """What a name is made of, one entry for each organisation that is no branch."""

    form: Indices
    trade: Indices
    division: Indices
    place: Indices  # 0 short city, 1 city, 2 district, 3 both
    brand: Indices
    brackets: Mask  # the city stands in brackets behind the brand
    highest: int  # number of a school or hospital: a small city has no ninety-first


def brands(vocabulary: Vocabulary) -> Column:
    """Two- and three-character brands, without those of the list of well-known ones."""
    pairs = [first + second for first in vocabulary.first for second in vocabulary.second]
    fresh = [brand for brand in pairs if brand not in vocabulary.known_brands]
    thirds = vocabulary.third
    # A third of the brands take a third character, so that lengths spread as in a register.
    longer = [b + thirds[(n + k) % len(thirds)] for n, b in enumerate(fresh) for k in (0, 3, 5)]
    return pa.array(
        fresh * 6 + [b for b in longer if b not in vocabulary.known_brands], pa.string()
    )


def numeral(number: int) -> str:
    """Chinese numerals up to 9999, as schools and hospitals are counted: 一, 十二, 一百零三."""
    words, gap = "", False
    for size, unit in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, number = divmod(number, size)
        if digit:
            words += ("零" if gap and words else "") + _NUMERALS[digit] + unit
        gap = not digit
    return words.removeprefix("一") if words.startswith("一十") else words


def place_of(group: str, rng: np.random.Generator, rows: int) -> Indices:
    """How the names of a group of forms say where they are."""
    return columns.weighted(rng, _PLACES[group], rows)


def _places(vocabulary: Vocabulary, draft: Draft) -> Column:
    districts = [division.name for division in vocabulary.divisions]
    plain = [vocabulary.short] * len(districts)
    city = [vocabulary.city] * len(districts)
    both = [vocabulary.city + name for name in districts]
    table = plain + city + districts + both
    return columns.take(table, draft.place * len(districts) + draft.division)


def _middles(vocabulary: Vocabulary, draft: Draft, pool: Column) -> Column:
    """The brand, or for schools and hospitals the number."""
    counted = np.array([form.group == "institution" for form in vocabulary.forms])[draft.form]
    numbers = pa.array([f"第{numeral(n)}" for n in range(1, draft.highest + 1)], pa.string())
    brand = pool.take(pa.array(draft.brand % len(pool)))
    number = numbers.take(pa.array(draft.brand % draft.highest))
    return columns.where(counted, number, brand)


def compose(vocabulary: Vocabulary, draft: Draft, pool: Column) -> Column:
    """The names of the draft, brackets full-width."""
    endings = columns.take([form.ending for form in vocabulary.forms], draft.form)
    words = columns.take([trade.words for trade in vocabulary.trades], draft.trade)
    place = _places(vocabulary, draft)
    middle = _middles(vocabulary, draft, pool)
    plain = columns.join(place, middle, words, endings)
    bracketed = columns.join(middle, f"（{vocabulary.short}）", words, endings)
    return columns.where(draft.brackets, bracketed, plain)


def part(draft: Draft, rows: Indices) -> Draft:
    """Some rows of a draft."""
    arrays = {name: value[rows] for name, value in vars(draft).items() if name != "highest"}
    return Draft(**arrays, highest=draft.highest)


def unique(
    rng: np.random.Generator, vocabulary: Vocabulary, draft: Draft, pool: Column, taken: Any
) -> Column:
    """Names of the draft that are all different and none of `taken`; brands are drawn again until so."""

    def again(rows: Indices) -> Column:
        redrawn = part(draft, rows)
        redrawn.brand = rng.integers(0, 10**9, len(rows))
        return compose(vocabulary, redrawn, pool)

    return _differing(compose(vocabulary, draft, pool), taken, again)


def _differing(names: Column, taken: Any, again: Callable[[Indices], Column]) -> Column:
    """The names, those that repeat another (or one of `taken`) made again until none does."""
    mask = columns.repeated(pa.concat_arrays([taken, names]))[len(taken) :]
    for _ in range(200):
        if not mask.any():
            return names
        rows = np.flatnonzero(mask)
        known = pa.concat_arrays([taken, names.filter(pa.array(~mask))])
        fresh = again(rows)
        names = pc.replace_with_mask(names, pa.array(mask), fresh)
        repeats = columns.repeated(fresh) | columns.mask(pc.is_in(fresh, value_set=known))
        mask[rows] = repeats
    message = "the lists of policy/demonstration are too short for so many names"
    raise ValueError(message)


def branches(
    rng: np.random.Generator, vocabulary: Vocabulary, parents: Column, endings: Column, taken: Any
) -> Column:
    """Names of branches: the parent's whole name, a place, the ending. All different."""
    districts = [d.name[:-1] for d in vocabulary.divisions if d.state == "current"]
    spots = districts * 8 + list(vocabulary.streets)

    def again(rows: Indices) -> Column:
        index = columns.indices(rows)
        where = columns.pick(rng, spots, len(rows))
        return columns.join(parents.take(index), where, endings.take(index))

    return _differing(again(np.arange(len(parents))), taken, again)


def with_half_brackets(rng: np.random.Generator, names: Column, share: float) -> Column:
    """The names, a share of those with brackets writing them half-width."""
    mask = rng.random(len(names)) < share
    half = pc.replace_substring(pc.replace_substring(names, "（", "("), "）", ")")
    return columns.where(mask, half, names)
