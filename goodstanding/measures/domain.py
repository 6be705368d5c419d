"""Measures: what a body does, or does for an organisation, because it stands on a list.

A published entry calls up, for each body, what the law allows that body to do. The body
confirms, carries out, reports back, or says why the measure does not apply. When the entry
ends, everything that it called up ends with it: nothing of it holds from that day on, and
what was carried out is lifted and reported as lifted.

A measure without a live entry, a clause, a competent body and a period can't be stored.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from goodstanding.lib.errors import GoodstandingError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from goodstanding.catalogue.domain.model import Text

FEEDBACK: Final = "measure.feedback"
LIFT: Final = "measure.lift"


class State(StrEnum):
    CALLED = "called"
    CONFIRMED = "confirmed"  # the body has seen it and will act
    DONE = "done"  # carried out
    REFUSED = "refused"  # does not apply, and why
    LIFTED = "lifted"  # the entry ended; what was carried out is to be undone
    CLOSED = "closed"  # nothing remains to be done


TRANSITIONS: Final[Mapping[State, frozenset[State]]] = {
    State.CALLED: frozenset({State.CONFIRMED, State.DONE, State.REFUSED, State.CLOSED}),
    State.CONFIRMED: frozenset({State.DONE, State.REFUSED, State.CLOSED}),
    State.DONE: frozenset({State.LIFTED}),
    State.REFUSED: frozenset({State.CLOSED}),
    State.LIFTED: frozenset({State.CLOSED}),
    State.CLOSED: frozenset(),
}

WAITING: Final = (State.CALLED, State.CONFIRMED, State.LIFTED)
"""While it is in one of these, the body owes an answer."""
HOLDING: Final = (State.CALLED, State.CONFIRMED, State.DONE)
"""What holds at the counter, as long as its entry stands: the law does not wait for a confirmation."""


class MeasureTransitionError(GoodstandingError):
    code = "measure.transition"
    zh = "这项措施现为“%(current)s”，下一步不能是“%(target)s”。请刷新页面再看。"
    message = (
        "The measure is “%(current)s”; “%(target)s” is no next step of it. Look at the page again."
    )


class UnknownMeasureError(GoodstandingError):
    code = "measure.unknown"
    zh = "没有您可以查看的措施“%(given)s”。请从待反馈列表打开。"
    message = "There is no measure “%(given)s” that you may see. Open it from the list."
    http_status = 404


class EntryOverError(GoodstandingError):
    code = "measure.entry_over"
    zh = "名单条目已经移出或者到期，不能再采取措施。"
    message = "The entry was removed or is over. Nothing can be carried out for it any more."


class UnknownMatterError(GoodstandingError):
    code = "measure.unknown_matter"
    zh = "没有“%(given)s”这个事项。请从列表中选择。"
    message = "There is no matter “%(given)s”. Choose one of the list."
    http_status = 422


@dataclass(frozen=True)
class Bar:
    """One measure that bears on a matter at the counter: the clause, until when, on which list."""

    measure: str
    title: Text
    content: Text
    clause: str
    verify: bool  # the clause stands from memory
    binding: bool
    until: date
    list_title: Text
    decision_number: str
    body: str


@dataclass(frozen=True)
class Answer:
    """May this organisation do this here? `bars` in the way, binding ones first; `favours` for it."""

    may: bool
    bars: tuple[Bar, ...]
    favours: tuple[Bar, ...]

    @property
    def discretionary(self) -> bool:
        """Nothing forbids it, but the body may take something into account."""
        return self.may and bool(self.bars)


def answer(bars: tuple[Bar, ...], favours: tuple[Bar, ...]) -> Answer:
    """The answer to a question at the counter: only a binding measure says no."""
    ordered = tuple(sorted(bars, key=lambda one: (not one.binding, one.measure)))
    return Answer(not any(one.binding for one in ordered), ordered, favours)


def require_transition(current: State, target: State) -> None:
    """Refuse a step that is none. Raises MeasureTransitionError."""
    if target not in TRANSITIONS[current]:
        raise MeasureTransitionError(current=current, target=target)
