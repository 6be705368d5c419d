"""What a letter says to whoever must act before clocks run out: numbers and days, nothing of what a case is about."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from goodstanding.catalogue.domain.texts import Text


@dataclass(frozen=True)
class Due:
    """A clock of a case as a letter tells of it."""

    number: str
    limit: Text
    due_on: date
    is_over: bool


def letter(dues: Sequence[Due]) -> tuple[str, str]:
    """Subject and text, the first due first."""
    ordered = sorted(dues, key=lambda one: (one.due_on, one.number))
    subject = f"时限提醒：{len(dues)} 项 (time limits: {len(dues)})"
    lines = "\n".join(_line(one) for one in ordered)
    return subject, f"{_BEFORE}\n\n{lines}\n\n{_AFTER}\n"


def _line(one: Due) -> str:
    state = "已逾期 (overdue)" if one.is_over else "即将届满 (runs out)"
    return f"{one.due_on}  {one.number}  {one.limit.zh} ({one.limit.en})  {state}"


_BEFORE = (
    "下列事项的办理时限即将届满或者已经届满：\nThese time limits run out soon, or have run out:"
)
_AFTER = "请登录平台办理。每个时限届满前后各提醒一次。\nSign in to act. You are told once before the end of each, and once after it."
