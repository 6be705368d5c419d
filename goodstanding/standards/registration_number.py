"""The business registration number in use before the unified code: GS 15-2006, 15 digits.

Six digits of the registration authority, eight of sequence, one check digit by
ISO 7064 MOD 11,10. Numbers of 13 digits are older and have no check digit.
"""

from __future__ import annotations

import re

from goodstanding.standards import characters

LENGTH = 15
OLD_LENGTH = 13

_DIGITS = re.compile("[0-9]+")


def clean(text: str | None) -> str:
    return characters.identifier(text)


def check_digit(first14: str) -> str:
    """The check digit of the first fourteen digits. Source: GS 15-2006, ISO 7064 MOD 11,10."""
    product = 10
    for digit in first14:
        product = ((product + int(digit) + 9) % 10 + 1) * 2 % 11
    return str((11 - product) % 10)


def faults(number: str) -> tuple[str, ...]:
    """What is wrong with a cleaned number: `missing`, `length`, `alphabet` or `check_digit`.

    At most one. A number of 13 digits is accepted as it is.
    """
    if not number:
        return ("missing",)
    if len(number) not in (LENGTH, OLD_LENGTH):
        return ("length",)
    if not _DIGITS.fullmatch(number):
        return ("alphabet",)
    if len(number) == LENGTH and check_digit(number[:14]) != number[14]:
        return ("check_digit",)
    return ()


def is_valid(number: str) -> bool:
    return not faults(number)
