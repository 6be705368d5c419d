"""The unified social credit code of an organisation, GB 32100-2015 with amendment 1 of 2016.

Eighteen characters: authority, category, six digits of division, nine characters of
organisation code (GB 11714), check character. Hard faults say that it is no such code;
warnings are seen on codes that registers really issued, and must never refuse one.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from goodstanding.standards import characters
from goodstanding.standards import organisation_code as inner

if TYPE_CHECKING:
    from goodstanding.standards.divisions import Divisions

LENGTH = 18
ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
MODULUS = 31
WEIGHTS = tuple(pow(3, place, MODULUS) for place in range(17))
LETTER = "[0-9A-HJ-NPQRTUWXY]"
FORM = f"{LETTER}{{2}}[0-9]{{6}}{LETTER}{{10}}"

HARD_FAULTS = ("missing", "length", "alphabet", "check_digit")
WARNINGS = ("authority", "organisation_code", "division_unknown")

#: First character: the authority, and the categories it registers (second character).
#: Source: GB 32100-2015 table 1 with amendment 1 (2016); N and Y from later rows.
#: Registers issue others too (99 occurs): outside the table is a warning.
CATEGORIES = {
    "1": "1239", "2": "19", "3": "123459", "4": "19", "5": "1239", "6": "129", "7": "129",
    "8": "19", "9": "123", "A": "19", "N": "1239", "Y": "1",
}  # fmt: skip
AUTHORITIES = tuple(first + second for first, rest in CATEGORIES.items() for second in rest)

#: Subject kind (the words of the registration item) by the first two characters.
KINDS = {
    "11": "agency", "12": "public_institution", "51": "social_organisation",
    "52": "social_organisation", "53": "social_organisation", "91": "enterprise",
    "92": "sole_trader", "93": "cooperative", "N1": "rural_collective",
    "N2": "rural_collective", "N3": "rural_collective",
}  # fmt: skip

#: What is typed for a digit; none of these letters is in the alphabet.
LOOKALIKES = {"O": "0", "I": "1", "Z": "2", "S": "5"}

#: What people write where they have no code.
PLACEHOLDER_WORDS = ("无", "暂无", "不详", "空", "NULL", "NONE", "NA", "N/A")
#: Zeros with any last character, one character repeated, a word.
PLACEHOLDER = f"(?:0*.?|{'|'.join(f'[{c}]+' for c in '123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ*/.?')}|{'|'.join(PLACEHOLDER_WORDS)})"

_FORM = re.compile(FORM)
_PLACEHOLDER = re.compile(PLACEHOLDER)
_LOOKALIKES = str.maketrans(LOOKALIKES)


def clean(text: str | None) -> str:
    """The code as it is compared: half width, upper case, without white space and hyphens.

    Never turns O into 0 or I into 1; see `suggestion`.
    """
    return characters.identifier(text)


def check_character(first17: str) -> str:
    """The eighteenth character for seventeen characters of the alphabet."""
    total = sum(ALPHABET.index(c) * w for c, w in zip(first17, WEIGHTS, strict=True))
    return ALPHABET[-total % MODULUS]


def is_placeholder(code: str) -> bool:
    """Whether a cleaned text stands for "no identifier": zeros, one character repeated, a word.

    Real feeds carry zeros with a last X; all zeros would even pass the check.
    """
    return bool(_PLACEHOLDER.fullmatch(code))


def hard_fault(code: str) -> str | None:
    """The fault that refuses a cleaned code, or None.

    One of `missing` (placeholders too), `length`, `alphabet`, `check_digit`: the first
    in this order, since each asks for the one before it.
    """
    if is_placeholder(code):
        return "missing"
    if len(code) != LENGTH:
        return "length"
    if not _FORM.fullmatch(code):
        return "alphabet"
    return None if check_character(code[:17]) == code[17] else "check_digit"


def faults(code: str) -> tuple[str, ...]:
    """What is wrong with a cleaned code: a hard fault, or the warnings of a valid one.

    Warnings: `authority` (first two characters outside the table), `organisation_code`
    (the inner GB 11714 check fails). For `division_unknown` see `division_unknown`.
    """
    hard = hard_fault(code)
    if hard:
        return (hard,)
    found = []
    if code[:2] not in AUTHORITIES:
        found.append("authority")
    if not inner.is_valid(code[8:17]):
        found.append("organisation_code")
    return tuple(found)


def is_valid(code: str) -> bool:
    """Whether a cleaned code has no hard fault."""
    return hard_fault(code) is None


def suggestion(code: str) -> str | None:
    """The code with look-alike letters read as digits, if exactly that code is valid.

    To be offered to a person, never to be stored by itself.
    """
    read = code.translate(_LOOKALIKES)
    return read if read != code and is_valid(read) else None


def organisation_code(code: str) -> str:
    """Positions 9 to 17: the organisation code, without hyphen."""
    return code[8:17]


def division(code: str) -> str:
    """Positions 3 to 8: the division of the authority when it issued the code.

    Says nothing about where the organisation is now.
    """
    return code[2:8]


def division_unknown(code: str, divisions: Divisions) -> bool:
    """Whether the division was never in GB/T 2260: a warning, 3.7 % of real codes are so."""
    return not divisions.known(division(code))


def kind(code: str) -> str:
    """The kind of organisation that the first two characters tell, `other` if none."""
    return KINDS.get(code[:2], "other")
