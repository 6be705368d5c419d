"""Whether two addresses are one: it speaks for a candidate, and never links."""

from __future__ import annotations

import re
from typing import Final

from goodstanding.standards import names

LEAST: Final = 6
"""So many characters an address must have to say anything, when the other has a place in front."""
_DASHES: Final = re.compile("[\u2010-\u2015\u2212\uff0d\uff5e~]")
_LEFT_OUT: Final = re.compile(r"[,，、。.;；:：#]")


def normal(address: str) -> str:
    """An address as it is compared: width, white space and marks made equal; no word is dropped."""
    return _LEFT_OUT.sub("", _DASHES.sub("-", names.fold(address)))


def agree(given: str, on_file: str) -> bool:
    """Whether two normal addresses are the same, or one is the other without the places in front.

    A shortened one needs a number, since 人民路 alone is thousands of addresses.
    """
    if given == on_file:
        return bool(given)
    short, long = sorted((given, on_file), key=len)
    has_number = any(sign.isdigit() for sign in short)
    return len(short) >= LEAST and has_number and _ends_so(long, short)


def _ends_so(long: str, short: str) -> bool:
    """Not amid a number: 12号 doesn't end 112号."""
    before = long[: -len(short)][-1:]
    return long.endswith(short) and not (before.isdigit() and short[0].isdigit())
