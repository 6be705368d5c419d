"""How often a page asks how far something has come: often at first, then ever less."""

from __future__ import annotations

from dataclasses import dataclass

# Seconds before the first questions, and before every later one.
WAITS = (2, 2, 2, 5, 5, 5, 10)
LATER = 20
MOST = 1_000


@dataclass(frozen=True)
class Poll:
    """The next question: its number, and the seconds until it is put."""

    number: int
    seconds: int

    @property
    def is_long(self) -> bool:
        """Whether the reader should be told that the page may be left."""
        return self.number > 4


def next_poll(given: str | None) -> Poll:
    """The question after the one that was just put; the first where none was."""
    before = int(given) if given and given.isdecimal() and len(given) < 6 else 0
    number = min(before + 1, MOST)
    return Poll(number, WAITS[number - 1] if number <= len(WAITS) else LATER)
