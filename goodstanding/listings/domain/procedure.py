"""An entry on a list: put on it by a procedure of which no step can be left out.

An adverse entry is told to the organisation beforehand, with ground, basis and rights, and
nothing goes on before that notice was really served and the time to answer is over. Another
person than the proposer decides. What it rests on, records, is looked at again before each
step, and when it fell away the entry is withdrawn by itself. Every entry has an end from the
day of its decision (国办发〔2020〕49号; 上海市社会信用条例 arts. 30 to 32).

There is no way onto a list but a person who proposes and records that are named: nothing
counts penalties, and no rating leads here.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Final

from goodstanding.catalogue.domain.model import Text
from goodstanding.lib.errors import GoodstandingError

if TYPE_CHECKING:
    from collections.abc import Mapping

PREFIX: Final = "MD"  # 名单
KIND: Final = "listing"
NOTICE: Final = "listing.notice"
DECISION: Final = "listing.decision"


class State(StrEnum):
    DRAFT = "draft"
    NOTICED = "noticed"  # the notice was sent
    SERVED = "served"  # and reached the organisation: the time to answer runs
    HEARING = "hearing"  # the organisation asked to be heard
    HEARD = "heard"  # it had its say, or let the time pass
    REVIEWED = "reviewed"  # by a lawyer
    CONSENTED = "consented"  # the superior, where the kind of list says so
    COMMENTING = "commenting"  # an honour before its decision: anybody may comment
    DECIDED = "decided"
    TOLD = "told"  # the decision was served
    PUBLISHED = "published"
    REMOVED = "removed"


class Ending(StrEnum):
    """Why an entry is no more."""

    EXPIRED = "expired"
    REPAIRED = "repaired"
    ANNULLED = "annulled"  # what it rested on was annulled, or the decision itself
    WITHDRAWN = "withdrawn"  # by whoever proposed or decided, or as its ground fell away
    DISQUALIFIED = "disqualified"  # an honour, by a record that speaks against it


class Standing(StrEnum):
    """What became of a record that an entry rests on."""

    STANDS = "stands"
    CHANGED = "changed"
    GONE = "gone"


TRANSITIONS: Final[Mapping[State, frozenset[State]]] = {
    State.DRAFT: frozenset({State.NOTICED, State.REMOVED}),
    State.NOTICED: frozenset({State.SERVED, State.REMOVED}),
    State.SERVED: frozenset({State.HEARING, State.HEARD, State.REMOVED}),
    State.HEARING: frozenset({State.HEARD, State.REMOVED}),
    State.HEARD: frozenset({State.REVIEWED, State.REMOVED}),
    State.REVIEWED: frozenset({State.CONSENTED, State.DECIDED, State.REMOVED}),
    State.CONSENTED: frozenset({State.DECIDED, State.REMOVED}),
    State.DECIDED: frozenset({State.TOLD, State.REMOVED}),
    State.TOLD: frozenset({State.PUBLISHED, State.REMOVED}),
    State.PUBLISHED: frozenset({State.REMOVED}),
    State.REMOVED: frozenset(),
}
"""What may follow what; the database holds the same (migrations/0002), with the proof of each."""

HONOUR_TRANSITIONS: Final[Mapping[State, frozenset[State]]] = {
    State.DRAFT: frozenset({State.COMMENTING, State.REMOVED}),
    State.COMMENTING: frozenset({State.DECIDED, State.REMOVED}),
    State.DECIDED: frozenset({State.PUBLISHED, State.REMOVED}),
    State.PUBLISHED: frozenset({State.REMOVED}),
    State.REMOVED: frozenset(),
}

UNDECIDED: Final = (
    State.DRAFT, State.NOTICED, State.SERVED, State.HEARING, State.HEARD, State.REVIEWED,
    State.CONSENTED, State.COMMENTING,
)  # fmt: skip
DECIDED: Final = (State.DECIDED, State.TOLD, State.PUBLISHED)

LIMITS: Final[Mapping[State, str]] = {
    State.SERVED: "listing.respond",
    State.HEARING: "listing.hearing",
    State.COMMENTING: "listing.comments",
    State.DECIDED: "listing.publish",
    State.TOLD: "listing.publish",
}
"""The time limit that runs in a state."""

PATH: Final[tuple[State, ...]] = (
    State.DRAFT, State.NOTICED, State.SERVED, State.HEARD, State.REVIEWED, State.CONSENTED,
    State.DECIDED, State.TOLD, State.PUBLISHED,
)  # fmt: skip
HONOUR_PATH: Final[tuple[State, ...]] = (
    State.DRAFT,
    State.COMMENTING,
    State.DECIDED,
    State.PUBLISHED,
)


class TransitionError(GoodstandingError):
    code = "listing.transition"
    zh = "名单事项 %(number)s 现为“%(current)s”，下一步不能是“%(target)s”。请重新打开案件。"
    message = "The entry %(number)s is “%(current)s”; “%(target)s” is no next step of it. Look at the case again."


class TooEarlyError(GoodstandingError):
    code = "listing.too_early"
    zh = "现在不能进行这一步：期限到 %(until)s。请在期限届满后再办。"
    message = "This step is not possible yet: the time limit runs to %(until)s. Come back after it."


class NoConsentError(GoodstandingError):
    code = "listing.no_consent"
    zh = "这个名单要经上级同意才能决定。请先记录上级的批复。"
    message = (
        "This list wants the superior's consent before the decision. Record the consent first."
    )


class NotOfKindError(GoodstandingError):
    code = "listing.not_of_kind"
    zh = "“%(given)s”不适用于这类组织。请核对组织，或者选择适用的名单。"
    message = "“%(given)s” is not for organisations of this kind. Check the organisation, or choose another list."
    http_status = 422


class NotServedError(GoodstandingError):
    code = "listing.not_served"
    zh = "文书还没有送达证明，不能继续。请先记录送达日期和凭证。"
    message = "There is no proof that the paper was served. Record the day and the proof first."


class ServedWhenError(GoodstandingError):
    code = "listing.served_when"
    zh = "送达日期 %(given)s 不对：应在发出之日 %(sent)s 和今天之间。"
    message = "It can't have been served on %(given)s: give a day between %(sent)s, when it was sent, and today."
    http_status = 422


class GroundFellError(GoodstandingError):
    code = "listing.ground_fell"
    zh = "依据的记录已撤回或已变更，本程序已自动终止（%(number)s），没有进行下一步。"
    message = "What the entry rests on was withdrawn or changed. The procedure %(number)s ended by itself; the step was not done."


class NoGroundError(GoodstandingError):
    code = "listing.no_ground"
    zh = "没有可以作为依据的记录：请从该组织现有的、此名单可用的记录中选择。"
    message = "No record to rest on was chosen. Choose records of the organisation that this list may rest on."
    http_status = 422


class NotOnError(GoodstandingError):
    code = "listing.not_on"
    zh = "名单“%(given)s”不在本市办理：未开启，或由其他机关决定、只接收其结果。"
    message = "The list “%(given)s” is not decided here: it is off, or another body decides and sends its entries."


class AlreadyListedError(GoodstandingError):
    code = "listing.already"
    zh = "该组织在这份名单上已有办理中或有效的条目：%(number)s。"
    message = "An entry of this organisation on this list is under way or stands: %(number)s."


class NotAPersonError(GoodstandingError):
    code = "listing.not_a_person"
    zh = "列入只能由经办人员提出，不能由系统自动提出。"
    message = "Nothing proposes an entry by itself. Let a case officer propose it, on records that are named."
    http_status = 403


class TooEarlyExitError(GoodstandingError):
    code = "listing.too_early_exit"
    zh = "未满最短期限：%(until)s 之前不能提前移出。"
    message = "The shortest time has not passed: no early removal before %(until)s."


class DisqualifiedError(GoodstandingError):
    code = "listing.disqualified"
    zh = "该组织有不符合条件的有效记录（%(item)s），不能列入荣誉名单。"
    message = "A live record speaks against the honour (%(item)s). It can't be proposed."


class NotPublishableError(GoodstandingError):
    code = "listing.not_publishable"
    zh = "目录项不接受这条名单记录：%(because)s 没有公布。请补正后再公布。"
    message = "The catalogue refuses the record of this entry: %(because)s Nothing was published. Mend it and publish again."
    http_status = 422


def may_follow(current: State, *, honour: bool) -> frozenset[State]:
    """The states that may come next."""
    return (HONOUR_TRANSITIONS if honour else TRANSITIONS)[current]


def require_transition(current: State, target: State, *, honour: bool, number: str) -> None:
    """Refuse a step that the procedure does not know. Raises TransitionError."""
    if target not in may_follow(current, honour=honour):
        raise TransitionError(number=number, current=current, target=target)


def falls(state: State, standing: Standing) -> Ending | None:
    """What a record's new standing does to an entry that rests on it.

    Before the decision any change takes away what the organisation was told about; after it
    only the record's end does.
    """
    if standing is Standing.GONE:
        return Ending.ANNULLED if state in DECIDED else Ending.WITHDRAWN
    if standing is Standing.CHANGED and state in UNDECIDED:
        return Ending.WITHDRAWN
    return None


def step_after(state: State) -> str:
    """What the work list says is to be done next in a state."""
    return f"listing.{state}"


STORY: Final[Mapping[str, Text]] = {
    "listing.opened": Text("提出列入", "Entry proposed"),
    "listing.noticed": Text("发出事先告知书", "Notice sent"),
    "listing.served": Text("告知书送达：{proof}", "Notice served: {proof}"),
    "listing.responded": Text("收到陈述、申辩", "Statement received"),
    "listing.hearing": Text("要求听证", "Hearing asked for"),
    "listing.heard": Text("陈述、听证结束：{proof}", "Statement and hearing done: {proof}"),
    "listing.reviewed": Text("通过法制审核", "Legal review passed"),
    "listing.given_back": Text("法制审核退回：{reason}", "Given back by the legal review: {reason}"),
    "listing.consented": Text("上级机关同意：{proof}", "The superior consented: {proof}"),
    "listing.commenting": Text("公示征求意见", "Published for comments"),
    "listing.decided": Text("作出决定：{proof}", "Decided: {proof}"),
    "listing.told": Text("决定书送达：{proof}", "Decision served: {proof}"),
    "listing.published": Text("公布", "Published"),
    "listing.ground_changed": Text("依据的记录有变更", "A record it rests on was changed"),
    "listing.closed": Text("办结", "Closed"),
    "listing.expired": Text("期满移出", "Removed: its term was over"),
    "listing.repaired": Text("修复后移出：{proof}", "Removed after repair: {proof}"),
    "listing.annulled": Text("撤销：{proof}", "Annulled: {proof}"),
    "listing.withdrawn": Text("终止：{proof}", "Withdrawn: {proof}"),
    "listing.disqualified": Text("出现不符合条件的记录，退出：{proof}", "Dropped for a record that speaks against it: {proof}"),
}  # fmt: skip
"""What the lines of an entry's story say."""
