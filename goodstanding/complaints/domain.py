"""A complaint: somebody reports an organisation's breach to the body in charge.

It is found by policy which body that is. Who complains gets a number and a code and sees the
progress without an account. What identifies them and what they wrote is kept encrypted, read
by the officer who has the case and nobody else, and deleted after its purpose. A complaint is
never published and is never a record: there is no way from here to one (standards.md §7 of the
scope: it goes to the body, which acts under its own law).
"""

from __future__ import annotations

import secrets
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from goodstanding.catalogue.domain.texts import Text
from goodstanding.lib.errors import GoodstandingError

if TYPE_CHECKING:
    from collections.abc import Mapping

PREFIX: Final = "TS"  # 投诉
KIND: Final = "complaint"
MOST_ATTEMPTS: Final = 10
"""Wrong codes a day for one complaint; then nobody gets in until the next day."""
_LETTERS: Final = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # none that look alike


class State(StrEnum):
    FILED = "filed"
    ACCEPTED = "accepted"
    ANSWERED = "answered"
    DECLINED = "declined"


class Outcome(StrEnum):
    FOUND = "found"  # there was a breach; the body acts under its own law
    NOT_FOUND = "not_found"
    SETTLED = "settled"


TRANSITIONS: Final[Mapping[State, frozenset[State]]] = {
    State.FILED: frozenset({State.FILED, State.ACCEPTED, State.DECLINED}),  # or another body
    State.ACCEPTED: frozenset({State.ANSWERED}),
    State.ANSWERED: frozenset(),
    State.DECLINED: frozenset(),
}
LIMITS: Final[Mapping[State, str]] = {
    State.FILED: "complaint.accept",
    State.ACCEPTED: "complaint.answer",
}


class TransitionError(GoodstandingError):
    code = "complaint.transition"
    zh = "投诉 %(number)s 现为“%(current)s”，不能作这一步。请重新打开案件。"
    message = (
        "The complaint %(number)s is “%(current)s”: this is no next step of it. Look at it again."
    )


class UnknownTopicError(GoodstandingError):
    code = "complaint.unknown_topic"
    zh = "没有“%(given)s”这个事项。请从列表中选择。"
    message = "There is no topic “%(given)s”. Choose one from the list."
    http_status = 404


class ElsewhereError(GoodstandingError):
    code = "complaint.elsewhere"
    zh = "这类事项不在这里受理：%(where)s"
    message = "This is not taken here: %(where_en)s"
    http_status = 422


class WrongCodeError(GoodstandingError):
    code = "complaint.wrong_code"
    zh = "编号或查询码不对。请对照回执重新输入。"
    message = "The number or the code is not right. Type both again from your receipt."
    http_status = 404


class TooManyAttemptsError(GoodstandingError):
    code = "complaint.too_many_attempts"
    zh = "今天输错的次数太多。请明天再试，或持回执到承办机关查询。"
    message = "Too many wrong codes today. Try again tomorrow, or ask the body with your receipt."
    http_status = 429


class NotYoursError(GoodstandingError):
    code = "complaint.not_yours"
    zh = "投诉内容只有承办人可以查看。请先由您承办。"
    message = "Only the officer who has the case reads what was written. Take the case first."
    http_status = 403


def require_transition(current: State, target: State, *, number: str) -> None:
    """Refuse a step that the procedure does not know. Raises TransitionError."""
    if target not in TRANSITIONS[current]:
        raise TransitionError(number=number, current=current)


def new_code() -> str:
    """A code that nobody guesses: eight letters and digits, written in two halves."""
    drawn = "".join(secrets.choice(_LETTERS) for _ in range(8))
    return f"{drawn[:4]}-{drawn[4:]}"


def cleaned(code: str) -> str:
    """A code as it was given out, however it was typed."""
    kept = "".join(letter for letter in code.upper() if letter in _LETTERS)
    return f"{kept[:4]}-{kept[4:]}"


STORY: Final[Mapping[str, Text]] = {
    "complaint.opened": Text("收到投诉", "Complaint received"),
    "complaint.forwarded": Text("转 {body} 办理", "Sent on to {body}"),
    "complaint.accepted": Text("受理", "Accepted"),
    "complaint.declined": Text("不予受理", "Not accepted"),
    "complaint.answered": Text("答复", "Answered"),
    "complaint.closed": Text("办结", "Closed"),
    "complaint.erased": Text("投诉人信息和投诉内容已删除", "What identified the complainant, and what was written, is deleted"),
}  # fmt: skip
"""What the lines of a complaint's story say."""
