"""A repair: an organisation has put things right, and the record stops being public early.

Whoever determined the record repairs it: the application goes to that body at once, which says
within its clock whether it accepts it, and then decides; one officer proposes and another
decides, with reasons. What is granted takes effect in one step: publicity and sharing end, and
everybody who has a copy is told (国办发〔2025〕22号; 信用修复管理办法, order 36, in force 2026-04-01).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from goodstanding.catalogue.domain.texts import Text
from goodstanding.lib.errors import GoodstandingError

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import date

    from goodstanding.catalogue.domain.repairs import Proof

PREFIX: Final = "XF"  # 修复
KIND: Final = "repair"
MARK: Final = "repairing"


class Channel(StrEnum):
    """Where it was handed in; at a window an officer of the centre checked who came."""

    PORTAL = "portal"
    WINDOW = "window"


class State(StrEnum):
    FILED = "filed"  # with the body, which says whether it accepts it
    ACCEPTED = "accepted"
    PROPOSED = "proposed"
    GRANTED = "granted"
    REFUSED = "refused"
    DECLINED = "declined"  # not accepted
    WITHDRAWN = "withdrawn"
    REVOKED = "revoked"  # granted on what was not true, and taken back (domain.revocations)


class Outcome(StrEnum):
    GRANT = "grant"
    REFUSE = "refuse"


TRANSITIONS: Final[Mapping[State, frozenset[State]]] = {
    State.FILED: frozenset({State.ACCEPTED, State.DECLINED, State.WITHDRAWN}),
    State.ACCEPTED: frozenset({State.PROPOSED, State.WITHDRAWN}),
    State.PROPOSED: frozenset({State.ACCEPTED, State.GRANTED, State.REFUSED, State.WITHDRAWN}),
    State.GRANTED: frozenset({State.REVOKED}),
    State.REFUSED: frozenset(),
    State.DECLINED: frozenset(),
    State.WITHDRAWN: frozenset(),
    State.REVOKED: frozenset(),
}
OPEN: Final = (State.FILED, State.ACCEPTED, State.PROPOSED)

LIMITS: Final[Mapping[State, str]] = {
    State.FILED: "repair.accept",
    State.ACCEPTED: "repair.decide",
    State.PROPOSED: "repair.decide",
}
"""The time limit that runs in a state, beside the one for the whole."""
WHOLE: Final = "repair.feedback"


class TransitionError(GoodstandingError):
    code = "repair.transition"
    zh = "修复申请 %(number)s 现为“%(current)s”，下一步不能是“%(target)s”。请重新打开案件。"
    message = "The repair %(number)s is “%(current)s”; “%(target)s” is no next step of it. Look at the case again."


class NoRecordError(GoodstandingError):
    code = "repair.no_record"
    zh = "该组织没有这条记录。请从“可以修复吗”中选择一条。"
    message = "There is no such record of this organisation. Choose one from the list of what can be repaired."
    http_status = 404


class AlreadyAppliedError(GoodstandingError):
    code = "repair.already_open"
    zh = "对这条记录已有一件未办结的修复申请：%(number)s。请在那一件中补充。"
    message = "A repair of this record is open already: %(number)s. Add to it instead."


class NotEligibleError(GoodstandingError):
    code = "repair.not_eligible"
    zh = "这条记录现在不能申请修复：%(because)s"
    message = "This record can't be repaired now: %(because_en)s"
    http_status = 422


class NotRipeError(GoodstandingError):
    code = "repair.not_ripe"
    zh = "自纠正之日（%(cured)s）起须满规定期限，%(earliest)s 起可以申请。"
    message = "So much time must have passed since the day of the cure (%(cured)s): apply from %(earliest)s on."
    http_status = 422


class IncompleteError(GoodstandingError):
    code = "repair.incomplete"
    zh = "申请不完整：%(missing)s。请补上后提交。"
    message = "The application is incomplete: %(missing)s. Add it, then send it."
    http_status = 422


class ProposalError(GoodstandingError):
    code = "repair.proposal"
    zh = "处理意见不能提交：%(reason)s。"
    message = "The proposal can't be taken: %(reason)s."
    http_status = 422


@dataclass(frozen=True)
class Proposal:
    """How an officer would decide: why, which proofs were found, and if refused, what to do next."""

    outcome: Outcome
    finding: str
    proved: frozenset[str]
    next_possible_on: date | None = None


def require_transition(current: State, target: State, *, number: str) -> None:
    """Refuse a step that the procedure does not know. Raises TransitionError."""
    if target not in TRANSITIONS[current]:
        raise TransitionError(number=number, current=current, target=target)


def require_sound(proposal: Proposal, proofs: Collection[Proof]) -> None:
    """Refuse a proposal that contradicts itself: nothing without reasons, no grant without every proof.

    Raises ProposalError.
    """
    if not proposal.finding.strip():
        raise ProposalError(reason="it gives no reasons (没有写明理由)")
    lacking = [proof.title.zh for proof in proofs if proof.code not in proposal.proved]
    if proposal.outcome is Outcome.GRANT and lacking:
        raise ProposalError(reason="；".join(lacking))


def step_of(state: State) -> str:
    """What the work list says is to be done next in a state."""
    return f"repair.{state}"


STORY: Final[Mapping[str, Text]] = {
    "repair.opened": Text("提出修复申请", "Repair applied for"),
    "repair.forwarded": Text("转送认定机关 {body}", "Sent to the body that determined it: {body}"),
    "repair.accepted": Text("受理", "Accepted"),
    "repair.declined": Text("不予受理", "Not accepted"),
    "repair.proposed": Text("提出处理意见，待审批", "Decision proposed, waiting for approval"),
    "repair.given_back": Text("处理意见被退回", "Proposal given back"),
    "repair.granted": Text("准予修复：停止公示和共享，通知 {holders} 个持有副本的单位", "Granted: no longer published or shared, {holders} holders of copies told"),
    "repair.refused": Text("不予修复", "Refused"),
    "repair.withdrawn": Text("申请人撤回", "Withdrawn"),
    "repair.closed": Text("办结", "Closed"),
    "repair.unremedied": Text("最长公示期届满，核查义务是否履行", "The maximum period is over: was the duty done?"),
    "repair.found": Text("核查结果：{finding}", "Found: {finding}"),
}  # fmt: skip
"""What the lines of a repair's story say."""
