"""What may be said of a case without a database: its refusals, its numbers, four eyes."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING, Final

from goodstanding.lib.errors import GoodstandingError

if TYPE_CHECKING:
    from goodstanding.audit.domain import Actor

MAX_FILE: Final = 20 << 20
"""Bytes of one paper; experience.md §3.8 tells the people so before they choose a file."""

MEDIA: Final = {
    b"%PDF-": "application/pdf",
    b"\x89PNG\r\n\x1a\n": "image/png",
    b"\xff\xd8\xff": "image/jpeg",
}
"""How a file that is accepted begins. What it calls itself is not asked."""


class UnknownCaseError(GoodstandingError):
    code = "case.unknown"
    zh = "没有编号为“%(given)s”的案件。编号的样子是 YY-2026-00317。"
    message = "There is no case “%(given)s”. Numbers look like YY-2026-00317."
    http_status = 404


class UnknownPaperError(GoodstandingError):
    code = "case.unknown_paper"
    zh = "本案中没有您可以查看的文件“%(given)s”。请重新打开案件。"
    message = "There is no paper “%(given)s” in this case that you may read. Open the case again."
    http_status = 404


class ClosedCaseError(GoodstandingError):
    code = "case.closed"
    zh = "案件 %(number)s 已于 %(on)s 办结，不能再办理。"
    message = "The case %(number)s was closed on %(on)s. Nothing more can be done in it."


class SameOfficerError(GoodstandingError):
    code = "case.same_officer"
    zh = "上一步由%(who)s办理，这一步须由另一人办理。"
    message = "%(who)s did the step before this one. A second person must do this one."
    http_status = 403


class FileRefusedError(GoodstandingError):
    """A paper was not taken; the subclasses say why."""

    http_status = 422


class FileTooLargeError(FileRefusedError):
    code = "case.file_too_large"
    zh = "文件“%(name)s”有 %(megabytes).1f MB，未收。每个文件不超过 20 MB。"
    message = (
        "The file “%(name)s” has %(megabytes).1f MB and was not taken. Give at most 20 MB each."
    )


class FileEmptyError(FileRefusedError):
    code = "case.file_empty"
    zh = "文件“%(name)s”是空的，未收。请重新选择文件。"
    message = "The file “%(name)s” is empty and was not taken. Choose the file again."


class FileKindError(FileRefusedError):
    code = "case.file_kind"
    zh = "文件“%(name)s”的内容不是 PDF、PNG 或 JPEG，未收。请转成其中一种再上传。"
    message = (
        "The content of the file “%(name)s” is neither PDF nor PNG nor JPEG, so it was not taken."
        " Convert it to one of these."
    )


class NoReasonError(GoodstandingError):
    code = "case.no_reason"
    zh = "这一步（%(step)s）须写明理由。请用几句话写清楚。"
    message = "The step “%(step)s” needs a reason in words. Write what a reader must know."
    http_status = 422


class ChangedError(GoodstandingError):
    code = "case.changed"
    zh = "案件 %(number)s 的处理意见在您查看之后有变动，没有作出决定。请重新打开案件，看过现在的意见再决定。"
    message = "The proposal in %(number)s is not the one that you saw; nothing was decided. Open the case again and decide on what it says now."


class NotSuspendableError(GoodstandingError):
    code = "clock.not_suspendable"
    zh = "这个时限按规定不能中止。请在 %(due)s 前办理，或在允许时延长。"
    message = (
        "The rule of this clock knows no suspension. Decide by %(due)s, or extend it if it may be."
    )


def number(prefix: str, year: int, count: int) -> str:
    """A case's number: YY-2026-00317."""
    return f"{prefix}-{year}-{count:05d}"


def require_other(by: Actor, before: str) -> None:
    """Four eyes: who did the step before may not do this one. Raises SameOfficerError."""
    if by.id == before:
        raise SameOfficerError(who=by.label)


def require_reason(text: str, *, step: str) -> str:
    """The trimmed reason. Raises NoReasonError if there is none."""
    reason = " ".join(text.split())
    if not reason:
        raise NoReasonError(step=step)
    return reason


def seen_mark(*shown: object) -> str:
    """A short mark of what a page showed, that comes back with its form."""
    return sha256(repr(shown).encode()).hexdigest()[:16]


def require_seen(seen: str, mark: str, *, number: str) -> None:
    """Refuse a decision on something else than what was seen; whoever saw no page says nothing.

    Raises ChangedError.
    """
    if seen and seen != mark:
        raise ChangedError(number=number)


def media_type(name: str, beginning: bytes, size: int) -> str:
    """What kind of file this is by its content. Raises FileRefusedError."""
    if size > MAX_FILE:
        raise FileTooLargeError(name=name, megabytes=size / (1 << 20))
    if not size:
        raise FileEmptyError(name=name)
    for magic, media in MEDIA.items():
        if beginning.startswith(magic):
            return media
    raise FileKindError(name=name)
