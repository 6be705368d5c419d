"""Which characters say the same, or nothing: full-width forms, white space, hyphens.

What people paste from a web page or a spreadsheet carries these without anyone
seeing them. Every standard here starts by taking them away, in the same way.
"""

from __future__ import annotations

#: Characters nobody sees: what Unicode calls white space, and marks without width.
WHITE_SPACE = "".join(
    chr(point)
    for point in (
        *range(0x09, 0x0E), *range(0x1C, 0x21), 0x85, 0xA0, 0xAD, 0x1680, 0x180E,
        *range(0x2000, 0x2010), *range(0x2028, 0x2030), 0x205F, *range(0x2060, 0x2065),
        *range(0x2066, 0x206A), 0x3000, 0x3164, *range(0xFE00, 0xFE10), 0xFEFF,
    )
)  # fmt: skip

#: Everything that is typed for a hyphen, the full-width and the mathematical minus included.
HYPHENS = "-\u02d7\u2010\u2011\u2012\u2013\u2014\u2015\u2043\u2212\ufe58\ufe63\uff0d"

#: Full-width ASCII to ASCII, as NFKC does; nothing else of NFKC is wanted in identifiers.
HALF_WIDTH = {chr(point): chr(point - 0xFEE0) for point in range(0xFF01, 0xFF5F)}

_UPPER = {chr(point): chr(point - 32) for point in range(ord("a"), ord("z") + 1)}
_UPPER_WIDE = {wide: narrow.upper() for wide, narrow in HALF_WIDTH.items()}

#: Character for character, what `compact` does; None takes a character away.
COMPACT: dict[str, str | None] = {
    **HALF_WIDTH,
    **dict.fromkeys(WHITE_SPACE),
    **dict.fromkeys(HYPHENS),
}
IDENTIFIER: dict[str, str | None] = {**COMPACT, **_UPPER, **_UPPER_WIDE, "\uff0d": None}

_COMPACT = str.maketrans(COMPACT)
_IDENTIFIER = str.maketrans(IDENTIFIER)


def compact(text: str) -> str:
    """The text in half width, without white space and hyphens, its letters' case kept."""
    return text.translate(_COMPACT)


def identifier(text: str | None) -> str:
    """The text as an identifier is compared: `compact`, and ASCII letters in upper case.

    Letters are never turned into digits: an O stays an O. None gives the empty text.
    Doing it twice changes nothing.
    """
    return (text or "").translate(_IDENTIFIER)


def character_class(characters: str) -> str:
    """A regular expression for one of these characters, read alike by Python, RE2 and Java."""
    return "[" + "".join(_ranges(sorted(map(ord, set(characters))))) + "]"


def _ranges(points: list[int]) -> list[str]:
    known = set(points)
    starts = [p for p in points if p - 1 not in known]
    ends = [p for p in points if p + 1 not in known]
    return [
        _literal(first) if first == last else f"{_literal(first)}-{_literal(last)}"
        for first, last in zip(starts, ends, strict=True)
    ]


def _literal(point: int) -> str:
    # ASCII other than digits and letters is escaped by number: the three dialects
    # differ in which signs mean something inside a class.
    if point < 0x80 and not chr(point).isalnum():
        return f"\\x{point:02x}"
    return chr(point)
