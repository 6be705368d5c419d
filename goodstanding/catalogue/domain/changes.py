"""One difference between two editions: what changed, which way, and whether it breaks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

from goodstanding.catalogue.domain.model import Text

Judge = Callable[[Any, Any], "Direction"]
CONTENT = Text("内容", "content")


class Direction(StrEnum):
    """How a rule moved."""

    ADDED = "added"
    REMOVED = "removed"
    TIGHTENED = "tightened"
    LOOSENED = "loosened"
    CHANGED = "changed"


WORDS = {
    Direction.ADDED: Text("新增", "added"),
    Direction.REMOVED: Text("删除", "removed"),
    Direction.TIGHTENED: Text("收紧", "tightened"),
    Direction.LOOSENED: Text("放宽", "loosened"),
    Direction.CHANGED: Text("变更", "changed"),
}


@dataclass(frozen=True)
class Change:
    """One difference; `place` names what changed, such as `penalty.fine.required`."""

    place: str
    direction: Direction
    breaking: bool
    says: Text


def change(
    place: str, direction: Direction, subject: Text, *, breaking: bool, detail: Text | None = None
) -> Change:
    """A change told in both languages."""
    words, detail = WORDS[direction], detail or Text("", "")
    says = Text(
        f"{words.zh}{subject.zh} {place}{detail.zh}", f"{subject.en} {place} {words.en}{detail.en}"
    )
    return Change(place, direction, breaking, says)


def from_to(old: object, new: object) -> Text:
    """What stood there and what stands there now."""
    before, after = _short(old), _short(new)
    return Text(f"：由 {before} 改为 {after}", f": from {before} to {after}")


def _short(value: object) -> str:
    if value is None or value in ((), ""):
        return "-"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, Text):
        return f"{value.zh} / {value.en}"
    text = ", ".join(map(str, value)) if isinstance(value, tuple) else str(value)
    return text if len(text) <= 200 else text[:199] + "…"


def whole(place: str, subject: Text, old: object, new: object) -> list[Change]:
    """A change of something that breaks nothing, or nothing where it stayed as it was."""
    if old == new:
        return []
    simple = not isinstance(old, tuple) or all(isinstance(one, str) for one in old)
    detail = from_to(old, new) if simple else None
    return [change(place, Direction.CHANGED, subject, breaking=False, detail=detail)]


def replaced(place: str, old: object, new: object, *, breaking: bool) -> Change:
    """A change whose direction can't be told, such as of an expression."""
    detail = from_to(old, new)
    return change(place, Direction.CHANGED, CONTENT, breaking=breaking, detail=detail)


def lower_is_tighter(old: Any, new: Any) -> Direction:
    """An upper bound; no bound is the loosest."""
    tighter = new is not None and (old is None or new < old)
    return Direction.TIGHTENED if tighter else Direction.LOOSENED


def higher_is_tighter(old: Any, new: Any) -> Direction:
    """A lower bound, or a duty; no bound is the loosest."""
    tighter = new is not None and (old is None or new > old)
    return Direction.TIGHTENED if tighter else Direction.LOOSENED


def number(judge: Judge) -> Judge:
    """The same for bounds that are written as decimals."""
    return lambda old, new: judge(old and Decimal(old), new and Decimal(new))


def recognised(old: tuple[str, ...], new: tuple[str, ...]) -> Direction:
    """Words that are understood; losing one is tighter."""
    lost = not set(old) <= set(new)
    return Direction.TIGHTENED if lost else Direction.LOOSENED


def given(old: Any, new: Any) -> Direction:
    """A restriction that is there or not."""
    if old is not None and new is not None:
        return Direction.CHANGED
    return Direction.TIGHTENED if old is None else Direction.LOOSENED
