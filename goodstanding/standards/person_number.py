"""Numbers of natural persons: never kept here, so they have to be recognised.

The resident identity number (GB 11643-1999): province prefix, date of birth, sequence,
check character by ISO 7064 MOD 11-2; the same with two digits behind it, as sole traders'
old taxpayer numbers were; and passports and permits, in fields for identifiers only.
A valid unified social credit code that has this form is treated as a person's number.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from goodstanding.standards import characters, organisation_code

if TYPE_CHECKING:
    from collections.abc import Callable

LENGTH = 18
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
MODULUS = 11
CHECK_CHARACTERS = "10X98765432"

#: First two digits: provinces, and the permits of residents from Taiwan, Hong Kong, Macao.
PREFIXES = ("1[1-5]", "2[1-3]", "3[1-7]", "4[1-6]", "5[0-4]", "6[1-5]", "71", "8[1-3]")

#: Separators are folded to one space each; up to three may stand between two digits.
SEPARATORS = characters.WHITE_SPACE + characters.HYPHENS
FOLDS = {
    **{wide: narrow for wide, narrow in characters.HALF_WIDTH.items() if narrow.isdigit()},
    "\uff38": "X", "\uff58": "X", "x": "X",
    **dict.fromkeys(SEPARATORS, " "),
}  # fmt: skip
MOST_SEPARATORS = 3
#: Longest text that a number can take up: 18 places, gaps between them, a suffix of two.
LONGEST = LENGTH + (LENGTH - 1) * MOST_SEPARATORS + 2

#: Passports, travel permits to and from Hong Kong and Macao, permanent residence permits of
#: foreigners (issued until 2023): whole values of identifier fields. [M]
PASSPORT = "(?:[DEGPS][0-9]{8}|E[A-Z][0-9]{7}|[DPS]E[0-9]{7}|[CHM][0-9]{8}|[HM][0-9]{10}|[A-Z]{3}[0-9]{12})"

#: The identity number of fifteen digits, without check digit, issued until 1999: too weak a
#: form for free text, used where a field is known to have held persons' numbers. [M]
OLD_FORM = f"(?:{'|'.join(PREFIXES)})[0-9]{{4}}[0-9]{{2}}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])[0-9]{{3}}"


def spaced_form(digit: Callable[[str], str], separator: str, check: str) -> str:
    """The form of a number whose places may be set apart, as a regular expression.

    `digit` gives the class for one digit from what stands in its brackets; the three parts
    let a column be searched before it is folded.
    """
    gap = f"{separator}{{0,{MOST_SEPARATORS}}}"

    def places(*insides: str) -> str:
        return gap.join(map(digit, insides))

    prefix = "|".join(places(form[0], form[1:].strip("[]")) for form in PREFIXES)
    century = f"{places('1', '89')}|{places('2', '0')}"
    month = f"{places('0', '1-9')}|{places('1', '0-2')}"
    day = f"{places('0', '1-9')}|{places('12', '0-9')}|{places('3', '01')}"
    return gap.join(
        (f"(?:{prefix})", places(*["0-9"] * 4), f"(?:{century})", places(*["0-9"] * 2),
         f"(?:{month})", f"(?:{day})", places(*["0-9"] * 3), check)
    )  # fmt: skip


#: Two digits more, as old taxpayer numbers had them.
SUFFIX = "(?:[0-9]{2})?"

# On folded text. After the check character X no digit can belong to the number; a check
# digit has to end the run of digits, or all but end it.
_END = f"(?:X|[0-9]{SUFFIX}(?![0-9]))"
_FORM = spaced_form("[{}]".format, " ", _END)
_FOLDS = str.maketrans(FOLDS)
_CANDIDATE = re.compile(f"(?<![0-9])(?=(?P<number>{_FORM}))")
_PASSPORT = re.compile(PASSPORT)
_OLD = re.compile(OLD_FORM + "(?:[0-9]{2})?")


class Span(NamedTuple):
    """Where a number stands in a text: from `start` up to, not including, `end`."""

    start: int
    end: int


def check_character(first17: str) -> str:
    """The eighteenth character of an identity number. Source: GB 11643-1999, ISO 7064 MOD 11-2."""
    total = sum(int(d) * w for d, w in zip(first17, WEIGHTS, strict=True))
    return CHECK_CHARACTERS[total % MODULUS]


def find(text: str) -> list[Span]:
    """Every natural person's number in the text, from left to right; they may overlap.

    Recognised in any width of digits, and with up to three blanks or hyphens between digits.
    A number inside a longer run of digits is none, but for two digits behind it, which
    then belong to it.
    """
    return [
        Span(*match.span("number"))
        for match in _CANDIDATE.finditer(text.translate(_FOLDS))
        if _passes(match["number"].replace(" ", ""))
    ]


def has_person_number(text: str) -> bool:
    return bool(find(text))


def mask(text: str) -> str:
    """The text with each person's number starred but for its first two characters.

    The length stays, the number can't be recovered; a text without one comes back as it is.
    """
    shown = list(text)
    for start, end in find(text):
        shown[start + 2 : end] = "*" * (end - start - 2)
    return "".join(shown)


def is_passport(text: str, *, organisation_codes: bool = False) -> bool:
    """Whether the whole value of an identifier field has the form of a passport or permit.

    One organisation code in five hundred has this form, and one passport number in eleven
    passes the check of organisation codes. In a field that holds such codes say
    `organisation_codes`: what passes that check is then taken for one.
    """
    value = characters.identifier(text)
    excused = organisation_codes and organisation_code.is_valid(value)
    return bool(_PASSPORT.fullmatch(value)) and not excused


def is_old_number(number: str) -> bool:
    """Whether fifteen (or, with a suffix, seventeen) digits have the form used until 1999.

    Only a form: business registration numbers can have it by chance.
    """
    return bool(_OLD.fullmatch(number))


def _passes(number: str) -> bool:
    return check_character(number[:17]) == number[17]
