"""An objection: an organisation says that a record about it is wrong.

The record is marked as disputed at once, on every channel. Who caused the error decides:
the platform itself, or the body that supplied the record; one officer proposes and another
decides. Whoever objected may ask once for a second look, by a person who had no part in the
first. What was contested stays in the record's history (上海市社会信用条例 arts. 36 and 37).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from goodstanding.catalogue.domain.model import Text
from goodstanding.lib.errors import GoodstandingError

if TYPE_CHECKING:
    from collections.abc import Mapping

PREFIX: Final = "YY"  # 异议
KIND: Final = "objection"
MARK: Final = "disputed"


class Ground(StrEnum):
    """What is said to be wrong."""

    CONTENT = "content"  # something in it is not true
    NOT_OURS = "not_ours"  # it is about another organisation
    ANNULLED = "annulled"  # the act behind it was annulled
    OVER = "over"  # it is still shown after its end


class Channel(StrEnum):
    """Where it was handed in; at a window an officer of the centre checked who came."""

    PORTAL = "portal"
    WINDOW = "window"


class State(StrEnum):
    FILED = "filed"
    WITH_PLATFORM = "with_platform"
    WITH_SUPPLIER = "with_supplier"
    PROPOSED = "proposed"
    DECIDED = "decided"
    SECOND_LOOK = "second_look"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"


class Outcome(StrEnum):
    UPHELD = "upheld"
    PARTLY = "partly"
    REJECTED = "rejected"


class Effect(StrEnum):
    """What an objection that is upheld does to the record."""

    CORRECT = "correct"
    WITHDRAW = "withdraw"
    NONE = "none"


TRANSITIONS: Final[Mapping[State, frozenset[State]]] = {
    State.FILED: frozenset({State.WITH_PLATFORM, State.WITH_SUPPLIER, State.WITHDRAWN}),
    State.WITH_PLATFORM: frozenset({State.WITH_SUPPLIER, State.PROPOSED, State.WITHDRAWN}),
    State.WITH_SUPPLIER: frozenset({State.PROPOSED, State.WITHDRAWN}),
    State.PROPOSED: frozenset(
        {State.DECIDED, State.WITH_PLATFORM, State.WITH_SUPPLIER, State.WITHDRAWN}
    ),
    State.DECIDED: frozenset({State.SECOND_LOOK, State.CLOSED}),
    State.SECOND_LOOK: frozenset({State.CLOSED}),
    State.CLOSED: frozenset(),
    State.WITHDRAWN: frozenset(),
}

OPEN: Final = (
    State.FILED, State.WITH_PLATFORM, State.WITH_SUPPLIER, State.PROPOSED, State.SECOND_LOOK,
)  # fmt: skip
"""While it is in one of these, the record bears the mark."""

LIMITS: Final[Mapping[State, str]] = {
    State.FILED: "objection.forward",
    State.WITH_PLATFORM: "objection.decide_own",
    State.WITH_SUPPLIER: "objection.decide_supplier",
    State.DECIDED: "objection.ask_again",
    State.SECOND_LOOK: "objection.second_look",
}
"""The time limit that runs in a state. While a proposal waits, the clock of the state before runs on."""


class TransitionError(GoodstandingError):
    code = "objection.transition"
    zh = "异议 %(number)s 现为“%(current)s”，下一步不能是“%(target)s”。请重新打开案件。"
    message = "The objection %(number)s is “%(current)s”; “%(target)s” is no next step of it. Look at the case again."


class AlreadyDisputedError(GoodstandingError):
    code = "objection.already_open"
    zh = "对这条记录已有一件未办结的异议：%(number)s。请在那一件中补充。"
    message = "An objection to this record is open already: %(number)s. Add to it instead."


class NotAboutError(GoodstandingError):
    code = "objection.no_record"
    zh = "该组织没有这条记录。请从它的信用档案中选择一条。"
    message = "There is no such record of this organisation. Choose one from its file."
    http_status = 404


class TooLateError(GoodstandingError):
    code = "objection.too_late"
    zh = "申请复核的期限已于 %(until)s 届满。记录有新的错误的，请另行提出异议。"
    message = "The time to ask for a second look was over on %(until)s. If the record is wrong anew, file another objection."


class ProposalError(GoodstandingError):
    code = "objection.proposal"
    zh = "处理意见不能提交：%(reason)s。"
    message = "The proposal can't be taken: %(reason)s."
    http_status = 422


@dataclass(frozen=True)
class Claim:
    """One field that is said to be wrong: what the record says, what it should say."""

    field: str
    stated: str
    claimed: str


@dataclass(frozen=True)
class Proposal:
    """How an officer would decide, why, and what it does to the record."""

    outcome: Outcome
    effect: Effect
    finding: str
    corrections: Mapping[str, str]


def require_transition(current: State, target: State, *, number: str) -> None:
    """Refuse a step that the procedure does not know. Raises TransitionError."""
    if target not in TRANSITIONS[current]:
        raise TransitionError(number=number, current=current, target=target)


def require_sound(proposal: Proposal) -> None:
    """Refuse a proposal that contradicts itself. Raises ProposalError.

    A rejection leaves the record as it is; what is upheld says what becomes of the record,
    and a correction says which fields get which content. Nothing is decided without reasons.
    """
    if not proposal.finding.strip():
        raise ProposalError(reason="it gives no reasons")
    if (proposal.outcome is Outcome.REJECTED) != (proposal.effect is Effect.NONE):
        raise ProposalError(
            reason="a rejection changes nothing, and what is upheld changes something"
        )
    if (proposal.effect is Effect.CORRECT) != bool(proposal.corrections):
        raise ProposalError(
            reason="a correction names the fields and their right content, nothing else does"
        )


def step_after(state: State) -> str:
    """What the work list says is to be done next in a state."""
    return f"objection.{state}"


STORY: Final[Mapping[str, Text]] = {
    "objection.opened": Text("提出异议", "Objection filed"),
    "objection.marked": Text("记录标注为“有异议”", "Record marked as disputed"),
    "objection.with_platform": Text("由信用中心核查", "The credit centre looks into it"),
    "objection.with_supplier": Text("转信息提供单位核查", "Forwarded to the supplier"),
    "objection.proposed": Text("提出处理意见，待审批", "Decision proposed, waiting for approval"),
    "objection.given_back": Text("处理意见被退回", "Proposal given back"),
    "objection.decided": Text("作出决定", "Decided"),
    "objection.second_look": Text("申请复核", "Second look asked for"),
    "objection.withdrawn": Text("异议人撤回", "Withdrawn"),
    "objection.closed": Text("办结", "Closed"),
}
"""What the lines of an objection's story say."""
