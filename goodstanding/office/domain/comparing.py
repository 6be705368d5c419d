"""Two texts laid side by side: where they agree and where they don't."""

from __future__ import annotations

import difflib
from dataclasses import dataclass


@dataclass(frozen=True)
class Piece:
    """A stretch of a text, and whether the other side has it too."""

    text: str
    same: bool


@dataclass(frozen=True)
class Line:
    """One thing said on both sides."""

    title: str
    given: tuple[Piece, ...]
    on_file: tuple[Piece, ...]

    @classmethod
    def of(cls, title: str, given: str, on_file: str) -> Line:
        return cls(title, *pieces(given, on_file))

    @property
    def agrees(self) -> bool | None:
        """None where one side says nothing."""
        if not self.given or not self.on_file:
            return None
        return all(piece.same for piece in (*self.given, *self.on_file))


def pieces(given: str, on_file: str) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
    """Both texts cut where they begin or cease to agree."""
    matcher = difflib.SequenceMatcher(None, given, on_file, autojunk=False)
    left: list[Piece] = []
    right: list[Piece] = []
    for what, a, b, c, d in matcher.get_opcodes():
        same = what == "equal"
        left += [Piece(given[a:b], same)] if b > a else []
        right += [Piece(on_file[c:d], same)] if d > c else []
    return tuple(left), tuple(right)
