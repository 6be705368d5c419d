"""A bankruptcy court's ruling: adverse records out of sight for the time being, then for good or not.

On the court's paper the centre proposes and another decides; after performance, or its failure,
once more (国办发〔2025〕22号: shown no more for the time being, assessed again after performance).
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Final

from goodstanding.catalogue.domain.texts import Text
from goodstanding.lib.errors import GoodstandingError

if TYPE_CHECKING:
    from collections.abc import Mapping

PREFIX: Final = "PC"  # 破产


class RulingState(StrEnum):
    FILED = "filed"
    PROPOSED = "proposed"
    SCREENED = "screened"  # out of sight
    CONCLUDING = "concluding"  # performed or failed: proposed, not decided
    PERFORMED = "performed"
    FAILED = "failed"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class RulingOutcome(StrEnum):
    SCREEN = "screen"
    REFUSE = "refuse"
    PERFORMED = "performed"
    FAILED = "failed"


OPEN: Final = (
    RulingState.FILED, RulingState.PROPOSED, RulingState.SCREENED, RulingState.CONCLUDING,
)  # fmt: skip

PROPOSABLE: Final[Mapping[RulingState, frozenset[RulingOutcome]]] = {
    RulingState.FILED: frozenset({RulingOutcome.SCREEN, RulingOutcome.REFUSE}),
    RulingState.SCREENED: frozenset({RulingOutcome.PERFORMED, RulingOutcome.FAILED}),
}
"""What may be proposed in a state."""

DECIDED: Final[Mapping[RulingOutcome, RulingState]] = {
    RulingOutcome.SCREEN: RulingState.SCREENED,
    RulingOutcome.REFUSE: RulingState.REFUSED,
    RulingOutcome.PERFORMED: RulingState.PERFORMED,
    RulingOutcome.FAILED: RulingState.FAILED,
}
"""Where a decision leads."""


class RulingStepError(GoodstandingError):
    code = "repair.ruling_step"
    zh = "裁定案件 %(number)s 现为“%(current)s”，不能作这一步。请重新打开案件。"
    message = (
        "The case %(number)s of a ruling is “%(current)s”: this is no next step. Look at it again."
    )


class RulingOpenError(GoodstandingError):
    code = "repair.ruling_open"
    zh = "该组织已有一件未办结的裁定：%(number)s。请在那一件中办理。"
    message = "A ruling of this organisation is open already: %(number)s. Go on with that one."


STORY: Final[Mapping[str, Text]] = {
    "repair.opened": Text("提交法院裁定", "Court's ruling handed in"),
    "repair.ruling_proposed": Text("提出处理意见，待审批", "Decision proposed, waiting for approval"),
    "repair.ruling_given_back": Text("处理意见被退回", "Proposal given back"),
    "repair.ruling_screened": Text("{records} 条记录暂停公示", "{records} records out of sight for the time being"),
    "repair.ruling_refused": Text("不予处理", "Refused"),
    "repair.ruling_performed": Text("重整计划或和解协议已履行，停止公示", "Performed: no longer published"),
    "repair.ruling_failed": Text("未能履行，恢复公示", "Failed: published again"),
    "repair.ruling_withdrawn": Text("撤回", "Withdrawn"),
    "repair.closed": Text("办结", "Closed"),
}  # fmt: skip
"""What the lines of a ruling's story say."""


def require_proposable(state: RulingState, outcome: RulingOutcome, *, number: str) -> None:
    """Refuse a proposal that the procedure does not know here. Raises RulingStepError."""
    if outcome not in PROPOSABLE.get(state, frozenset()):
        raise RulingStepError(number=number, current=state)
