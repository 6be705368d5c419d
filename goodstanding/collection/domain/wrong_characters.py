"""Which characters of a code can't be right: boxed where the code is shown to its clerk."""

from __future__ import annotations

from goodstanding.standards import uscc

CHECK_CHARACTER = 17


def wrong_characters(code: str, given: str) -> frozenset[int]:
    """The places (from 0) that the fault of this finding speaks of; none where it names no place."""
    if code.endswith(".alphabet"):
        return frozenset(n for n, c in enumerate(given) if c.upper() not in uscc.ALPHABET)
    if code.endswith(".check_digit") and len(given) == uscc.LENGTH:
        return frozenset({CHECK_CHARACTER})
    return frozenset()
