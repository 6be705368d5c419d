"""Recall: whoever received a record is told when it is corrected, withdrawn, repaired, over, or public again.

Every copy that is handed out is registered: who has it, which versions, when, by which channel.
What happens to a record later makes one notice a day for each holder, with a day by which it is
answered; who has not answered by then is on a public list (信用修复管理办法, order 36, art. 3:
sharing stops and earlier receivers update).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from goodstanding.lib.errors import GoodstandingError

LIMIT: Final = "recall.answer"
"""The time limit of policy within which a holder answers."""

PREFIX: Final = "GX"  # 更新


class HolderKind(StrEnum):
    """Who can hold a copy: a body of the catalogue, or an organisation; never a person."""

    AGENCY = "agency"
    ORGANISATION = "organisation"


class Channel(StrEnum):
    """How a copy was handed out."""

    READ = "read"
    DOWNLOAD = "download"
    REPORT = "report"
    VERIFICATION = "verification"


class Cause(StrEnum):
    """What happened to a version of which somebody has a copy."""

    CORRECTED = "corrected"
    WITHDRAWN = "withdrawn"
    REPAIRED = "repaired"
    ENDED = "ended"
    SUSPENDED = "suspended"
    PUBLIC_AGAIN = "public_again"


class Answer(StrEnum):
    """What a holder did with its copy."""

    REMOVED = "removed"
    UPDATED = "updated"
    NOT_KEPT = "not_kept"


@dataclass(frozen=True)
class Recipient:
    """A body or an organisation that is handed a copy: its code, and its name at that time."""

    kind: HolderKind
    code: str
    name: str


class UnknownRecallError(GoodstandingError):
    code = "recall.unknown"
    zh = "没有发给贵单位的更新通知“%(given)s”。请从列表中打开。"
    message = "There is no recall “%(given)s” that was sent to you. Open one from the list."
    http_status = 404


class AnsweredError(GoodstandingError):
    code = "recall.answered"
    zh = "更新通知 %(number)s 已于 %(on)s 回执，不能再改。"
    message = "The recall %(number)s was answered on %(on)s. An answer stays as it was given."


def number(recall_id: int, year: int) -> str:
    """How a recall is called: GX-2026-000317."""
    return f"{PREFIX}-{year}-{recall_id:06d}"
