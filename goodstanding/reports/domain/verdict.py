"""What verifying a document answers: one word for the paper, and what changed behind it since."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final

from goodstanding.catalogue.domain.model import Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date, datetime


class State(StrEnum):
    GENUINE = "genuine"
    EXPIRED = "expired"
    REVOKED = "revoked"
    CHANGED = "changed"
    UNKNOWN = "unknown"


class Change(StrEnum):
    """What became of a record that a document tells."""

    CORRECTED = "corrected"  # another version stands now
    WITHDRAWN = "withdrawn"  # its supplier took it back
    ENDED_EARLY = "ended_early"  # its publication ended before the day that was printed
    DISPUTED = "disputed"


WORDS: Final = {
    State.GENUINE: Text("真实有效", "Genuine and valid"),
    State.EXPIRED: Text("真实，但已过期", "Genuine, past its date"),
    State.REVOKED: Text("真实，但已撤销", "Genuine, revoked since"),
    State.CHANGED: Text("内容被改动", "The content was changed"),
    State.UNKNOWN: Text("查无此码", "Unknown code"),
}
ADVICE: Final = {
    State.GENUINE: Text("", ""),
    State.EXPIRED: Text("请取新的文件。", "Ask for a new one."),
    State.REVOKED: Text(
        "请勿据此办理，可请对方取新的文件。", "Do not act on it; ask for a new one."
    ),
    State.CHANGED: Text(
        "这份文件与平台出具的不一致，请勿采信。",
        "This file differs from what was issued: do not rely on it.",
    ),
    State.UNKNOWN: Text(
        "请核对字母：核验码不用 I、O、0、1。仍查不到的，请勿采信。",
        "Check the letters: codes have no I, O, 0 or 1. If it stays unknown, do not rely on it.",
    ),
}
CHANGES: Final = {
    Change.CORRECTED: Text("出具后有 {n} 条记录已更正", "{n} of its records corrected since"),
    Change.WITHDRAWN: Text("出具后有 {n} 条记录已撤回", "{n} of its records withdrawn since"),
    Change.ENDED_EARLY: Text(
        "出具后有 {n} 条记录提前结束公示（如经信用修复）",
        "{n} of its records no longer published, before the day printed (after repair, for example)",
    ),
    Change.DISPUTED: Text(
        "有 {n} 条记录现有异议，正在核查", "{n} of its records disputed now, being checked"
    ),
}


@dataclass(frozen=True)
class Issued:
    """What the paper itself says; a code shows nothing beyond it."""

    number: str
    code: str
    kind: str
    title: Text
    name: str
    uscc: str
    issued_at: datetime
    as_of: datetime
    valid_until: date
    sha256: str
    revoked_at: datetime | None
    revoked_because: Text | None
    graded: Mapping[str, Any] | None = None  # what a certificate says of a grade


@dataclass(frozen=True)
class Verdict:
    """The answer. `compared` tells whether bytes were compared, or a code looked up only."""

    state: State
    compared: bool
    issued: Issued | None = None
    changes: tuple[tuple[Change, int], ...] = ()
    stated: Mapping[str, Any] | None = (
        None  # by a token of ours that is no document of the register
    )

    @property
    def word(self) -> Text:
        return WORDS[self.state]

    @property
    def advice(self) -> Text:
        return ADVICE[self.state]

    @property
    def graded(self) -> Mapping[str, Any] | None:
        """The grade that a certificate tells, while it is good: afterwards nobody is shown the old one."""
        return self.issued.graded if self.issued and self.state is State.GENUINE else None

    @property
    def told(self) -> tuple[Text, ...]:
        """What changed behind it, in words."""
        return tuple(
            Text(CHANGES[change].zh.format(n=number), CHANGES[change].en.format(n=number))
            for change, number in self.changes
        )


def judge(
    issued: Issued | None, *, today: date, compared: bool, is_same: bool = True,
    changes: Iterable[Change] = (),
) -> Verdict:  # fmt: skip
    """The verdict on what was found. A changed file is that before anything else."""
    if not is_same:
        return Verdict(State.CHANGED, compared=True, issued=issued)
    if issued is None:
        return Verdict(State.UNKNOWN, compared)
    state = State.GENUINE
    if issued.revoked_at is not None:
        state = State.REVOKED
    elif issued.valid_until < today:
        state = State.EXPIRED
    told = list(changes)
    counted = tuple((change, told.count(change)) for change in Change if change in told)
    return Verdict(state, compared, issued, counted)
