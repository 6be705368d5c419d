"""Measures in every state for who looks at a demonstration, by the ordinary steps."""

from __future__ import annotations

from itertools import cycle
from typing import TYPE_CHECKING, Final

from goodstanding.casework.services.timing import timing_of
from goodstanding.listings.services import ending
from goodstanding.measures.domain import State
from goodstanding.measures.models import Call
from goodstanding.measures.services import answering, calling

if TYPE_CHECKING:
    from datetime import datetime

    from goodstanding.audit.domain import Actor
    from goodstanding.lib.environment import Environment

LEFT_TO_ANSWER: Final = "market"
"""The body whose people can sign in: what it owes is left for them."""


def create_demo_answers(*, environment: Environment, by: Actor, now: datetime) -> int:
    """Call up what the entries call up, and answer for most bodies; answers how many there are."""
    calling.follow(timing=timing_of(environment), now=now)
    waiting = Call.objects.filter(state=State.CALLED).exclude(body=LEFT_TO_ANSWER).order_by("pk")
    if not Call.objects.exclude(state=State.CALLED).exists():
        for call, step in zip(waiting, cycle(("done", "confirmed", "refused", "")), strict=False):
            _answer(call, step, by, now)
        _withdraw_one(environment, by, now)
    return Call.objects.count()


def _withdraw_one(environment: Environment, by: Actor, now: datetime) -> None:
    """The last entry was a mistake: what was carried out because of it is to be undone, one body has done so."""
    done = Call.objects.filter(state=State.DONE, incentive=False).select_related("entry")
    last = done.order_by("entry_id").last()
    if last is None:
        return
    ending.remove(
        last.entry, because="withdrawn", proof="复核发现适用依据错误，撤回列入决定", by=by, now=now,
        environment=environment,
    )  # fmt: skip
    calling.follow(timing=timing_of(environment), now=now)
    lifted = Call.objects.filter(state=State.LIFTED).order_by("pk")
    if lifted.count() > 1:
        answering.undo(lifted[0], report="已解除设置。", by=by, now=now)


def _answer(call: Call, step: str, by: Actor, now: datetime) -> None:
    if step == "done":
        answering.carry_out(call, report="已在业务系统中设置。", by=by, now=now)
    elif step == "confirmed":
        answering.confirm(call, by=by, now=now)
    elif step == "refused":
        answering.refuse(call, reason="该组织没有在本单位办理此事项。", by=by, now=now)
