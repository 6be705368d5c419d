"""A policy file as it was written: text with line numbers, before anything is understood.

Every scalar stays text, so that `2021-04-29`, `48` and `on` mean what the author
sees. Whoever reads a value says which type it must have (see `reading.py`).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeAlias


@dataclass(slots=True)
class Scalar:
    """One value; `plain` is false where the author put it in quotes or wrote a block."""

    text: str
    line: int
    plain: bool = True

    @property
    def empty(self) -> bool:
        """Nothing was written, or an unquoted null."""
        return self.plain and self.text in ("", "~", "null")


@dataclass(slots=True)
class Sequence:
    """A list of values in the order of the file."""

    line: int
    values: list[Node] = field(default_factory=list)


@dataclass(slots=True)
class Mapping:
    """Keys and values in the order of the file; a key written twice keeps its first value."""

    line: int
    values: dict[str, Node] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)


Node: TypeAlias = Scalar | Sequence | Mapping


@dataclass(slots=True)
class SourceFile:
    """One file of the policy folder; `root` is None where it is empty or `broken`."""

    path: str  # relative to the policy folder, with forward slashes
    root: Node | None
    broken: bool = False  # it could not be read, and a fault says why
