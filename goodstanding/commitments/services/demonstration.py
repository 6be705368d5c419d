"""Commitments in every state, for who looks at a demonstration: made and checked by its people."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from goodstanding.accounts.queries import person_by_email
from goodstanding.audit.domain import SYSTEM
from goodstanding.commitments.domain import Channel, State
from goodstanding.commitments.models import Commitment
from goodstanding.commitments.services import checking, making
from goodstanding.commitments.services.making import Promise
from goodstanding.organisations.models import Organisation

if TYPE_CHECKING:
    from datetime import datetime

    from goodstanding.audit.domain import Actor
    from goodstanding.casework.services.timing import Timing
    from goodstanding.lib.environment import Environment

STATES: Final = (
    State.MADE, State.PUBLISHED, State.DUE, State.KEPT, State.PARTLY, State.BREACH_PROPOSED,
    State.BROKEN, State.DECLINED, State.WITHDRAWN, State.ENDED,
)  # fmt: skip
_FOUND: Final = {
    State.KEPT: "监测报告已按期补交。",
    State.PARTLY: "补交了三份报告中的两份。",
    State.BREACH_PROPOSED: "期满未补交监测报告。",
    State.BROKEN: "期满未补交监测报告，经催告仍未补交。",
}
_AGO: Final = timedelta(days=40)
_TODAY: Final = frozenset({State.MADE, State.PUBLISHED, State.DECLINED, State.WITHDRAWN})


def make_cases(*, environment: Environment, timing: Timing, now: datetime) -> int:
    """A commitment in each of STATES; how many were made. Made once: later calls make none."""
    if Commitment.objects.exists():
        return 0
    firms = Organisation.objects.filter(kind="enterprise", status="active").order_by("pk")
    for state, firm in zip(STATES, firms[: len(STATES)], strict=False):
        _make(firm, state, environment=environment, timing=timing, now=now)
    return Commitment.objects.count()


def _make(
    firm: Organisation, state: State, *, environment: Environment, timing: Timing, now: datetime
) -> None:
    """Made some weeks ago, so that it can have fallen due, been told and answered for."""
    officer, approver = _actor("officer"), _actor("approver")
    then = now if state in _TODAY else now - _AGO
    ended = state is State.ENDED  # recorded only, and for a short time
    promise = Promise(
        kind="voluntary" if ended else "material", body="ecology", matter="排污许可证核发",
        content="于期限内补交监测报告。", due_on=then.date() + timedelta(days=20),
        until=then.date() + timedelta(days=20 if ended else 365),
    )  # fmt: skip
    commitment = making.make(
        firm, promise, channel=Channel.BODY, timing=timing, by=officer, now=then
    )
    if state is State.MADE:
        return
    if state is State.DECLINED:
        making.decline(
            commitment, reason="该事项不适用告知承诺，请按一般程序办理。", timing=timing,
            by=officer, now=then,
        )  # fmt: skip
        return
    if state is State.WITHDRAWN:
        making.withdraw(commitment, timing=timing, by=officer, now=then)
        return
    making.accept(commitment, timing=timing, environment=environment, by=officer, now=now)
    if state is State.PUBLISHED:
        return
    at = then + timedelta(days=21)
    checking.fall_due(timing=timing, by=SYSTEM, now=at)
    if state in {State.KEPT, State.PARTLY}:
        checking.find(
            commitment, state, finding=_FOUND[state], timing=timing, environment=environment,
            by=officer, now=now,
        )  # fmt: skip
    elif state in {State.BREACH_PROPOSED, State.BROKEN}:
        told = now if state is State.BREACH_PROPOSED else at
        checking.propose_breach(
            commitment, finding=_FOUND[state], timing=timing, by=officer, now=told
        )
        if state is State.BROKEN:
            commitment.refresh_from_db()
            checking.decide_breach(
                commitment, timing=timing, environment=environment, by=approver, now=now
            )


def _actor(name: str) -> Actor:
    person = person_by_email(f"{name}@demo.example")
    assert person is not None, "the demonstration's people are made first"
    return person.actor
