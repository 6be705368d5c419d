"""Complaints for who looks at a demonstration: received, in hand, answered by its people."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from goodstanding.accounts.queries import person_by_email
from goodstanding.casework.services import cases
from goodstanding.complaints.domain import Outcome, State
from goodstanding.complaints.models import Complaint
from goodstanding.complaints.services import filing, handling
from goodstanding.complaints.services.filing import Written
from goodstanding.organisations.models import Organisation

if TYPE_CHECKING:
    from datetime import datetime

    from goodstanding.casework.services.timing import Timing
    from goodstanding.lib.environment import Environment

STATES: Final = (State.FILED, State.ACCEPTED, State.ANSWERED, State.DECLINED)


def make_cases(*, environment: Environment, timing: Timing, now: datetime) -> int:
    """A complaint in each of STATES; how many were made. Made once: later calls make none."""
    if Complaint.objects.exists():
        return 0
    officer = person_by_email("officer@demo.example")
    assert officer is not None, "the demonstration's people are made first"
    firms = Organisation.objects.filter(kind="enterprise").order_by("-pk")[: len(STATES)]
    for state, firm in zip(STATES, firms, strict=False):
        receipt = filing.file(
            Written(firm.name, "夜间排放污水，气味刺鼻。（演示）", "东湖路"), topic="environment",
            uscc=firm.uscc, timing=timing, environment=environment, now=now,
        )  # fmt: skip
        complaint = Complaint.objects.select_related("case").get(case__number=receipt.number)
        if state is State.FILED:
            continue
        by = officer.actor
        cases.assign(complaint.case, officer=by.id, label=officer.name, by=by, now=now)
        if state is State.DECLINED:
            reason = "缺少具体时间和地点，无法核查。"
            handling.decline(complaint, reason=reason, timing=timing, by=by, now=now)
            continue
        handling.accept(complaint, timing=timing, by=by, now=now)
        if state is State.ANSWERED:
            handling.answer(
                complaint, outcome=Outcome.SETTLED, text="已现场检查并责令改正，复查合格。",
                timing=timing, by=by, now=now,
            )  # fmt: skip
    return Complaint.objects.count()
