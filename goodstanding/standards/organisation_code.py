"""The nine-character organisation code, GB 11714-1997, printed `12345678-9`.

It lives on as positions 9 to 17 of the unified social credit code.
"""

from __future__ import annotations

import re

from goodstanding.standards import characters

LENGTH = 9
WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
MODULUS = 11
FORM = "[0-9A-Z]{8}[0-9X]"

_FORM = re.compile(FORM)


def clean(text: str | None) -> str:
    """The code as it is compared: half width, upper case, without hyphen and white space."""
    return characters.identifier(text)


def check_character(body: str) -> str:
    """The check character (0-9 or X) of a body of eight characters 0-9 and A-Z.

    Source: GB 11714-1997; the letters count 10 to 35.
    """
    total = sum(int(c, 36) * w for c, w in zip(body, WEIGHTS, strict=True))
    return "0123456789X"[-total % MODULUS]


def faults(code: str) -> tuple[str, ...]:
    """What is wrong with a cleaned code: `missing`, `length`, `alphabet` or `check_digit`.

    At most one, the first in this order, since each asks for the one before it.
    """
    if not code:
        return ("missing",)
    if len(code) != LENGTH:
        return ("length",)
    if not _FORM.fullmatch(code):
        return ("alphabet",)
    return () if check_character(code[:8]) == code[8] else ("check_digit",)


def is_valid(code: str) -> bool:
    return not faults(code)


def display(code: str) -> str:
    """The printed form, with the hyphen before the check character."""
    return f"{code[:8]}-{code[8:]}" if len(code) == LENGTH else code
