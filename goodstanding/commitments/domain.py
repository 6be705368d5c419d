"""A commitment: an organisation promises something, in public, and it is later found kept or broken.

It is made freely, in the portal or at the body that takes it; the body accepts it, and it is
published as a record. When it is due the body checks it. That it was broken is found by a
procedure only: proposed by one officer, told to the organisation, answered or not in time,
decided by another officer with reasons (深圳经济特区社会信用条例 arts. 59 to 64 show such a procedure;
standards.md §7).
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Final

from goodstanding.catalogue.domain.texts import Text
from goodstanding.lib.errors import GoodstandingError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from goodstanding.catalogue.domain.commitments import CommitmentKind

PREFIX: Final = "CN"  # 承诺
KIND: Final = "commitment"


class Channel(StrEnum):
    """Where it was made: by the organisation in the portal, or on paper at the body."""

    PORTAL = "portal"
    BODY = "body"


class State(StrEnum):
    MADE = "made"  # waits for the body
    PUBLISHED = "published"
    DUE = "due"  # the body checks it
    BREACH_PROPOSED = "breach_proposed"  # told to the organisation, which may answer
    KEPT = "kept"
    PARTLY = "partly"
    BROKEN = "broken"
    ENDED = "ended"  # recorded only, and its time is over
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


TRANSITIONS: Final[Mapping[State, frozenset[State]]] = {
    State.MADE: frozenset({State.PUBLISHED, State.DECLINED, State.WITHDRAWN}),
    State.PUBLISHED: frozenset({State.DUE, State.ENDED}),
    State.DUE: frozenset({State.KEPT, State.PARTLY, State.BREACH_PROPOSED}),
    State.BREACH_PROPOSED: frozenset({State.DUE, State.BROKEN}),
    State.KEPT: frozenset(),
    State.PARTLY: frozenset(),
    State.BROKEN: frozenset(),
    State.ENDED: frozenset(),
    State.DECLINED: frozenset(),
    State.WITHDRAWN: frozenset(),
}
OPEN: Final = tuple(state for state, following in TRANSITIONS.items() if following)
LIMITS: Final[Mapping[State, str]] = {
    State.MADE: "commitment.accept",
    State.DUE: "commitment.check",
    State.BREACH_PROPOSED: "commitment.answer",
}
"""The time limit that runs in a state."""
PERFORMANCE: Final[Mapping[State, str]] = {
    State.KEPT: "kept", State.PARTLY: "part", State.BROKEN: "broken",
}  # fmt: skip
"""What the record of performance says (code list `commitment_performance`)."""


class TransitionError(GoodstandingError):
    code = "commitment.transition"
    zh = "承诺 %(number)s 现为“%(current)s”，下一步不能是“%(target)s”。请重新打开。"
    message = "The commitment %(number)s is “%(current)s”; “%(target)s” is no next step of it. Look at it again."


class UnknownKindError(GoodstandingError):
    code = "commitment.unknown_kind"
    zh = "没有“%(given)s”这类承诺。可作的承诺：%(accepted)s。"
    message = "There is no kind of commitment “%(given)s”. Choose one of: %(accepted)s."
    http_status = 404


class DatesError(GoodstandingError):
    code = "commitment.dates"
    zh = "日期不对：%(reason)s。请改正。"
    message = "The dates are not right: %(reason)s. Correct them."
    http_status = 422


class MadeTodayError(GoodstandingError):
    code = "commitment.made_today"
    zh = "该组织今天已作过一份同类承诺：%(number)s。同类承诺一天一份；请补充到那一份，或明天再作。"
    message = (
        "The organisation made a commitment of this kind today already: %(number)s. There is one of a"
        " kind a day: add to that one, or make it tomorrow."
    )


class AnswerTimeError(GoodstandingError):
    code = "commitment.answer_time"
    zh = "当事人的答复期限到 %(due)s，还没有答复。请在期满后或收到答复后决定。"
    message = "The organisation may answer until %(due)s and has not yet. Decide after that day, or once it has answered."


class AnsweredError(GoodstandingError):
    code = "commitment.answered"
    zh = "贵单位已于 %(on)s 答复。答复只收一次；补充材料请写信给承办机关。"
    message = "You answered on %(on)s already. There is one answer; write to the body to add to it."


class NotPublishedError(GoodstandingError):
    code = "commitment.not_published"
    zh = "承诺没有公示：%(because)s 请改正后再办。"
    message = "The commitment was not published: %(because)s Mend it and do the step again."
    http_status = 422


def require_transition(current: State, target: State, *, number: str) -> None:
    """Refuse a step that the procedure does not know. Raises TransitionError."""
    if target not in TRANSITIONS[current]:
        raise TransitionError(number=number, current=current, target=target)


def require_dates(kind: CommitmentKind, *, made_on: date, due_on: date, until: date) -> None:
    """Refuse a commitment that is due before it is made, too late for its kind, or ends before it is due.

    Raises DatesError.
    """
    if due_on < made_on:
        raise DatesError(reason="履行期限早于今天 (due before it is made)")
    if kind.most_days is not None and (due_on - made_on).days > kind.most_days:
        days = kind.most_days
        raise DatesError(reason=f"最长 {days} 日内履行 (to be fulfilled within {days} days)")
    if until < due_on:
        raise DatesError(reason="公示截止早于履行期限 (public until before it is due)")


STORY: Final[Mapping[str, Text]] = {
    "commitment.opened": Text("作出承诺", "Commitment made"),
    "commitment.published": Text("接受并公示", "Accepted and published"),
    "commitment.declined": Text("未予接受", "Not accepted"),
    "commitment.withdrawn": Text("撤回", "Withdrawn"),
    "commitment.due": Text("到期，由机关核查", "Due: the body checks it"),
    "commitment.breach_proposed": Text("拟认定未履行，已告知当事人", "A breach is proposed; the organisation was told"),
    "commitment.answered": Text("当事人答复", "The organisation answered"),
    "commitment.given_back": Text("退回，重新核查", "Given back, checked again"),
    "commitment.kept": Text("核查结果：已履行", "Found kept"),
    "commitment.partly": Text("核查结果：部分履行", "Found partly kept"),
    "commitment.broken": Text("认定未履行", "Found broken"),
    "commitment.ended": Text("公示期满", "Its time is over"),
    "commitment.closed": Text("办结", "Closed"),
}  # fmt: skip
"""What the lines of a commitment's story say."""
