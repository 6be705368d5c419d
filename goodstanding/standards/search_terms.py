"""What a name is found by, and what somebody who searches may mean.

A name's terms are its characters, its pairs of neighbouring characters and of those with one
between, its pairs of neighbouring syllables and its initials in threes, each as a number of 32 bits: an index of
whole numbers is small and quick. `columnar.search_terms` makes the same terms for many names.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise, product
from typing import TYPE_CHECKING

from goodstanding.standards import (
    characters,
    masked_code,
    names,
    organisation_code,
    person_number,
    pinyin,
    uscc,
)  # fmt: skip

if TYPE_CHECKING:
    from goodstanding.standards.places import Places

#: A change of what terms are made of asks for a new number, and indexes are made anew.
EDITION = 2
#: A longer question is cut: no name is so long.
LONGEST = 100

# Where no character stands, syllables and initials do: the surrogates.
_SYLLABLE, _INITIAL = 0xD800, 0xDE00
_APART = 0xA000  # turns the first character of a pair into what begins no other term
_BEYOND, _FOLDED_BEYOND = 0x10000, 0x1900
_SIGN = 1 << 31

_CODE = re.compile(r"[0-9A-Z]{18}")
_CODE_PART = re.compile(r"(?=(?:.*[0-9]){4})[0-9A-Z]{6,17}")
_NUMBER = re.compile(r"[0-9]{4,}")
_LETTERS = re.compile(r"[a-z]+")
_BREAKS = re.compile(rf"[{re.escape(characters.WHITE_SPACE)},，、;；/|+]+")
#: What writers put between syllables, and tones and umlauts over them.
_MARKED = str.maketrans(
    "āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜü", "aaaaeeeeiiiioooouuuuvvvvv", "'’- \u3000\u00a0"
)


@dataclass(frozen=True)
class Asked:
    """What was typed, as each way to search needs it; what doesn't apply is empty.

    `person`: a natural person's number was typed; then everything else is empty, so that
    nothing of it can be shown or logged. `code`: eighteen characters, not necessarily a
    valid code. `prefix`: the beginning of a code or number, or the whole of an old one.
    `mask`: a code with hidden characters. `letters`: what can be pinyin or initials.
    """

    person: bool = False
    folded: str = ""
    words: tuple[str, ...] = ()
    code: str = ""
    prefix: str = ""
    mask: str = ""
    letters: str = ""

    @property
    def empty(self) -> bool:
        return not (self.folded or self.code or self.mask)


def asked(text: str) -> Asked:
    """What somebody means who typed this. Any text is accepted, whatever is in it."""
    # A number is looked for in all that was sent, not in what is left of it.
    if person_number.has_person_number(text) or _is_permit(text):
        return Asked(person=True)
    text = "".join(c for c in text[:LONGEST] if c.isprintable() or c in characters.WHITE_SPACE)
    code = uscc.clean(text)
    mask = masked_code.masked_pattern(text) or ""
    words = tuple(filter(None, map(names.fold, _BREAKS.split(text))))
    letters = text.lower().translate(_MARKED)
    return Asked(
        folded="".join(words),
        words=words,
        code=code if _CODE.fullmatch(code) and not mask else "",
        prefix=code if _is_part(code) else "",
        mask=mask,
        letters=letters if _LETTERS.fullmatch(letters) else "",
    )


def brand_at(folded: str, places: Places) -> int:
    """Where a folded name begins once the places in front are left out."""
    return len(places.in_front(folded)[0])


def unigram(character: str) -> int:
    """The term of one character."""
    return _term(0, _unit(character))


def bigram(pair: str) -> int:
    """The term of two neighbouring characters."""
    return _term(_unit(pair[0]), _unit(pair[1]))


def apart(first: str, second: str) -> int:
    """The term of two characters with another one between."""
    return _term(_unit(first) ^ _APART, _unit(second))


def syllables(first: str, second: str) -> int:
    """The term of two neighbouring syllables."""
    return _term(_SYLLABLE + pinyin.number(first), _SYLLABLE + pinyin.number(second))


def initials(three: str) -> int:
    """The term of three neighbouring initials, letters or digits."""
    first, second, third = (pinyin.number(one) for one in three)
    return _term(_INITIAL + first, second * 64 + third)


def initials_of(known: pinyin.Readings) -> tuple[str, ...]:
    """The first letters of a character's readings: at most two, the usual one first."""
    return tuple(dict.fromkeys(reading[0] for reading in known))[:2]


def terms(folded: str) -> frozenset[int]:
    """All terms of a folded name."""
    heard = pinyin.sounded(folded)
    letters = [initials_of(known) for known in heard]
    threes = zip(letters, letters[1:], letters[2:], strict=False)
    return frozenset(
        [
            *map(unigram, folded),
            *(bigram(first + second) for first, second in pairwise(folded)),
            *(apart(first, second) for first, second in zip(folded, folded[2:], strict=False)),
            *(syllables(*two) for pair in pairwise(heard) for two in product(*pair)),
            *(initials("".join(three)) for group in threes for three in product(*group)),
        ]
    )


def _is_part(code: str) -> bool:
    return bool(
        _CODE_PART.fullmatch(code) or _NUMBER.fullmatch(code) or organisation_code.is_valid(code)
    )


def _is_permit(text: str) -> bool:
    return person_number.is_passport(text[:LONGEST], organisation_codes=True)


def _unit(character: str) -> int:
    point = ord(character)
    return point if point < _BEYOND else 0xE000 + point % _FOLDED_BEYOND


def _term(high: int, low: int) -> int:
    return (high << 16 | low) - _SIGN
