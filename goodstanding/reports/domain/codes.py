"""Numbers of documents and the codes by which anybody can verify them."""

from __future__ import annotations

import re
import secrets
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from datetime import date

LETTERS: Final = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
"""Without I, O, 0 and 1, which are taken for each other: 32 letters, 60 bits in a code."""
LENGTH: Final = 12
_CODE: Final = re.compile(f"[{LETTERS}]{{{LENGTH}}}")

PREFIXES: Final = {
    "public_report": "BG", "special_report": "ZX", "good_standing": "ZM", "single_grade": "DJ",
    "composite_grade": "ZP",
}  # fmt: skip
"""报告, 专项, 证明, 等级, 综评."""
CERTIFICATES: Final = ("good_standing", "single_grade", "composite_grade")
"""The kinds with a credential, which can be revoked."""


def new_code() -> str:
    """A code that nobody can guess, as it is stored: without groups."""
    return "".join(secrets.choice(LETTERS) for _ in range(LENGTH))


def grouped(code: str) -> str:
    """A code as it is printed: ABCD-EFGH-JKLM."""
    return "-".join(code[start : start + 4] for start in range(0, LENGTH, 4))


def clean(given: str) -> str:
    """A code as somebody typed it, as it is stored; an empty text for what can be no code.

    The address of a QR code is taken, too: its last part is the code.
    """
    last = given.strip().rstrip("/").rpartition("/")[2]
    bare = re.sub(r"[\s\-—–_·]", "", last).upper()
    return bare if _CODE.fullmatch(bare) else ""


def number(kind: str, day: date, place: int) -> str:
    """The number of a document: its kind, its day, its place among those of the day."""
    return f"{PREFIXES[kind]}{day:%Y%m%d}{place:06d}"
