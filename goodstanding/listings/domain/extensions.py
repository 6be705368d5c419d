"""The term of an entry made longer: told beforehand, answered, decided by another, served; then it moves.

An entry ends by itself on the day that its decision told. To move that day is adverse as the entry
itself was, so that it goes by a procedure of its own, in a case of its own, and only where policy
knows it for the list: on one of its grounds, by so much in all, once unless it says otherwise.
Nothing is kept up meanwhile: where the entry ends first, the case closes and the entry is over.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from goodstanding.catalogue.domain.texts import Text
from goodstanding.disclosure.domain.publicity import add_duration
from goodstanding.lib.errors import GoodstandingError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from goodstanding.catalogue.domain.lists import Ground, ListKind

PREFIX: Final = "YQ"  # 延期
LIMIT: Final = "listing.respond"
NOTICE: Final = "listing.extension"
DECISION: Final = "listing.extension_decision"


class ExtensionState(StrEnum):
    PROPOSED = "proposed"  # the notice was sent
    SERVED = "served"  # and reached the organisation: the time to answer runs
    DECIDED = "decided"  # by another; nothing has moved yet
    EXTENDED = "extended"  # the decision was served, and the end moved
    DROPPED = "dropped"  # it is not extended
    LAPSED = "lapsed"  # the entry ended, or the ground fell away, before


TRANSITIONS: Final[Mapping[ExtensionState, frozenset[ExtensionState]]] = {
    ExtensionState.PROPOSED: frozenset(
        {ExtensionState.SERVED, ExtensionState.DROPPED, ExtensionState.LAPSED}
    ),
    ExtensionState.SERVED: frozenset(
        {ExtensionState.DECIDED, ExtensionState.DROPPED, ExtensionState.LAPSED}
    ),
    ExtensionState.DECIDED: frozenset(
        {ExtensionState.EXTENDED, ExtensionState.DROPPED, ExtensionState.LAPSED}
    ),
    ExtensionState.EXTENDED: frozenset(),
    ExtensionState.DROPPED: frozenset(),
    ExtensionState.LAPSED: frozenset(),
}
"""What may follow what; the database holds the same (migrations/0006), with the proof of each."""

OPEN: Final = (ExtensionState.PROPOSED, ExtensionState.SERVED, ExtensionState.DECIDED)
ENTRY_OVER: Final = "entry"
"""What the proof of a lapse says where the entry ended first."""


class NotExtendableError(GoodstandingError):
    code = "listing.not_extendable"
    zh = "这份名单的期限不能延长，或者该条目已延长过，或者不在列入中。它按原定日期结束，无需办理。"
    message = (
        "Policy knows no extension of this list's term, or the entry was extended before, or it does not stand."
        " It ends on the day that was decided; nothing is to be done."
    )


class ExtensionOpenError(GoodstandingError):
    code = "listing.extension_open"
    zh = "该条目的延长程序正在办理：%(number)s。请在那一件中办理。"
    message = "An extension of this entry is under way: %(number)s. Go on with that case."


class NewEndError(GoodstandingError):
    code = "listing.new_end"
    zh = "新的届满日 %(given)s 不对：应晚于 %(ends)s，不迟于 %(latest)s。"
    message = (
        "The new end can't be %(given)s: it is later than %(ends)s and not later than %(latest)s."
    )
    http_status = 422


class ContestedError(GoodstandingError):
    code = "listing.contested"
    zh = "该条目的记录有未了结的异议，或者已暂停公示。了结之后才能继续延长程序。"
    message = "The entry's record is disputed or held back. Its term goes on to be extended only after that was settled."


class ExtensionStepError(GoodstandingError):
    code = "listing.extension_step"
    zh = "延长程序 %(number)s 现为“%(current)s”，下一步不能是“%(target)s”。请重新打开案件。"
    message = "The extension %(number)s is “%(current)s”; “%(target)s” is no next step of it. Look at the case again."


class LapsedError(GoodstandingError):
    code = "listing.extension_lapsed"
    zh = "该条目已到期、已移出，或者延长的依据已撤回，延长程序（%(number)s）已自动终止，没有进行下一步。"
    message = "The entry is over, or what the extension rests on was withdrawn. The procedure %(number)s ended by itself; the step was not done."


@dataclass(frozen=True)
class Proposal:
    """Why a term should be longer, and until when; `record` names what shows it ("item:fact")."""

    ground: str
    facts: str
    basis: str
    new_end: date
    record: str = ""


def require_step(current: ExtensionState, target: ExtensionState, *, number: str) -> None:
    """Refuse a step that the procedure does not know. Raises ExtensionStepError."""
    if target not in TRANSITIONS[current]:
        raise ExtensionStepError(number=number, current=current, target=target)


def ground_of(kind: ListKind, code: str) -> Ground | None:
    """The ground of that code by which the list's term may be extended."""
    return next((one for one in kind.extension_grounds if one.code == code), None)


def latest_end(kind: ListKind, first_end: date) -> date:
    """The last day that policy allows, counted from the end of which the entry's decision told.

    Raises NotExtendableError where the list knows no extension.
    """
    if kind.extension is None:
        raise NotExtendableError
    return add_duration(first_end, kind.extension)


def require_end(new_end: date, *, ends: date, latest: date) -> None:
    """Refuse an end that is none, or beyond policy. Raises NewEndError."""
    if not ends < new_end <= latest:
        raise NewEndError(given=new_end, ends=ends, latest=latest)


STORY: Final[Mapping[str, Text]] = {
    "listing.opened": Text("提出延长期限", "Extension of the term proposed"),
    "listing.extension_proposed": Text("发出拟延长期限告知书（{number}）", "Notice of the extension sent ({number})"),
    "listing.extension_served": Text("告知书送达：{proof}", "Notice served: {proof}"),
    "listing.responded": Text("收到陈述、申辩", "Statement received"),
    "listing.extension_decided": Text("作出延长决定：{proof}", "Extension decided: {proof}"),
    "listing.extended": Text("决定书送达，期限延长至 {until}（{number}）", "Decision served; the term was extended until {until} ({number})"),
    "listing.extension_dropped": Text("不予延长：{reason}", "Not extended: {reason}"),
    "listing.extension_lapsed": Text("条目已结束或者依据已撤回，延长程序终止", "The entry ended, or its ground fell away: the extension ended"),
    "listing.closed": Text("办结", "Closed"),
}  # fmt: skip
"""What the lines of its story say, and those that it adds to the story of the entry."""
