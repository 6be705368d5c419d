"""One record's page: what it is, why it is public, until when, how it came about."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from goodstanding.catalogue.domain.model import Text
from goodstanding.disclosure.queries import published
from goodstanding.portal.queries.showing import show

if TYPE_CHECKING:
    from datetime import date

    from goodstanding.disclosure.queries.policy import Policy
    from goodstanding.portal.domain.shown import Shown

BEGAN = {
    "publicity": Text("作出决定", "Decided"),
    "validity": Text("有效期开始", "Valid from this day"),
    "listing": Text("列入", "Listed"),
    "honour": Text("授予", "Awarded"),
    "commitment": Text("作出承诺", "Promised"),
}
PUBLISHED = Text("来源单位报送，开始公示", "Brought by the source, and published")
CAN_END = Text("最早可以申请提前结束公示", "An early end of publication can be requested from now")
EXTENDED = Text("经决定延长期限", "The term was extended by a decision")
ENDS = Text("自动停止公示", "Publication ends by itself")


@dataclass(frozen=True)
class StoryStep:
    """Something that happened, or is to come, on a day."""

    day: date
    what: Text
    is_coming: bool


@dataclass(frozen=True)
class RecordPage:
    record: Shown
    story: tuple[StoryStep, ...]
    can_end_now: bool


def page(version_id: int, policy: Policy, today: date) -> RecordPage | None:
    """The page of a record; None where it is not public, for whatever reason."""
    found = published.record(version_id)
    if found is None:
        return None
    record = show(found, policy, today, whole=True)
    opens = record.period.opens
    return RecordPage(record, _story(record, today), bool(opens and opens <= today))


def _story(record: Shown, today: date) -> tuple[StoryStep, ...]:
    told = [
        (record.period.start, BEGAN[record.period.kind]),
        (record.since, PUBLISHED),
        (record.period.opens if record.is_adverse else None, CAN_END),
        (record.period.extended, EXTENDED),
        (record.until, ENDS),
    ]
    steps = [StoryStep(day, what, day > today) for day, what in told if day]
    return tuple(sorted(steps, key=lambda step: step.day))
