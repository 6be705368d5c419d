"""Organisations by their codes and numbers, whole, in part, hidden in part, or with one slip."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goodstanding.matching.domain.finding import MOST, WRONG_CODE, Step, wrong_position
from goodstanding.matching.domain.ranking import Place
from goodstanding.matching.queries import found
from goodstanding.standards import uscc

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from goodstanding.matching.domain.finding import Note
    from goodstanding.matching.domain.ranking import Row
    from goodstanding.matching.queries.found import Source
    from goodstanding.standards.search_terms import Asked

    Add = Callable[[Iterable[tuple[Place | None, Row]]], None]

_FEW = 20


def find(asked: Asked, source: Source, add: Add) -> list[Note]:
    """Add what bears the code or number that was typed; answers what has to be told of it."""
    if asked.mask:
        rows = found.masked(source, asked.mask, MOST)
        add((Place(Step.CODE, "code.masked"), row) for row in rows)
    if asked.prefix:
        _find_number(asked.prefix, source, add)
    if asked.code:
        return _find_code(asked.code, source, add)
    return []


def _find_number(value: str, source: Source, add: Add) -> None:
    rows = found.number_begins(source, value, MOST)
    add((_place(value, row), row) for row in rows)


def _place(value: str, row: Row) -> Place:
    if row.name == value:
        return Place(Step.CODE, "number")
    return Place(Step.BEGINS, "code.begins", 0 if row.current else 1)


def _find_code(code: str, source: Source, add: Add) -> list[Note]:
    rows = found.numbered(source, [code], _FEW)
    add((Place(Step.CODE, "code" if row.current else "number"), row) for row in rows)
    if rows:
        return []
    near = found.numbered(source, _one_slip_away(code), _FEW)
    add((Place(Step.SIMILAR, "code.slip", likeness=17 / 18), row) for row in near)
    if len(near) == 1:
        return [_told(code, near[0].name)]
    return [] if uscc.is_valid(code) else [WRONG_CODE]


def _one_slip_away(code: str) -> list[str]:
    """Valid codes that differ in one character, or in two neighbours that changed places."""
    changed = [
        code[:at] + letter + code[at + 1 :] for at in range(len(code)) for letter in uscc.ALPHABET
    ]
    swapped = [code[:at] + code[at + 1] + code[at] + code[at + 2 :] for at in range(len(code) - 1)]
    return sorted({one for one in changed + swapped if uscc.is_valid(one)} - {code})


def _told(code: str, right: str) -> Note:
    pairs = zip(code, right, strict=True)
    at = next(n for n, (given, meant) in enumerate(pairs) if given != meant)
    return wrong_position(at + 1, code[at], right[at])
