"""Whether a record can be repaired: computed and explained before anything is asked.

"n months" ends on the day of the same number (the last of a shorter month); an application is
possible that day.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from goodstanding.catalogue.domain.texts import Text
from goodstanding.disclosure.domain.publicity import add_duration

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import date

    from goodstanding.catalogue.domain.repairs import Exclusion, RepairRule


class Answer(StrEnum):
    MAY_APPLY = "may_apply"
    TOO_EARLY = "too_early"
    DISPUTED = "disputed"  # an objection is open: that goes first
    UNDER_REPAIR = "under_repair"
    REPAIRED = "repaired"
    NOT_PUBLIC = "not_public"  # never was, or is over: nothing to do
    AUTOMATIC = "automatic"
    ELSEWHERE = "elsewhere"
    EXCLUDED = "excluded"
    BARRED = "barred"
    NO_RULE = "no_rule"


@dataclass(frozen=True)
class Facts:
    """What is known of a record on a day."""

    public: bool
    dated_on: date | None  # of its document
    ends_on: date | None  # the last day of its publicity
    not_before: date | None = None  # the end of a ban
    kinds: frozenset[str] = frozenset()  # of penalty
    disputed: bool = False
    open_case: str = ""  # number of the repair that is open
    repaired: bool = False
    barred_until: date | None = None
    refused_until: date | None = None  # the last refusal named a day


@dataclass(frozen=True)
class Eligibility:
    """The answer for one record, the day it depends on, and the reason in words."""

    answer: Answer
    because: Text
    earliest: date | None = None
    rule: RepairRule | None = None

    @property
    def may_apply(self) -> bool:
        return self.answer is Answer.MAY_APPLY


def rule_for(item: str, family: str, rules: Sequence[RepairRule]) -> RepairRule | None:
    """The rule that names the item, else the one that names its family."""
    for rule in rules:
        if item in rule.items:
            return rule
    return next((rule for rule in rules if family in rule.families), None)


def earliest_on(rule: RepairRule, facts: Facts, minimum: str) -> date | None:
    """The first day on which repair may be asked for; null where it depends on the day of the cure."""
    days = [day for day in (facts.not_before, facts.refused_until) if day]
    if rule.counted_from == "document" and facts.dated_on is not None:
        days.append(add_duration(facts.dated_on, minimum))
    return max(days, default=None)


def ripe_on(cured_on: date, minimum: str) -> date:
    """The first day on which repair may be asked for where it is counted from the cure."""
    return add_duration(cured_on, minimum)


def eligibility(rule: RepairRule | None, facts: Facts, *, minimum: str, today: date) -> Eligibility:
    """Whether a record can be repaired on a day, from when, or why not.

    `minimum` is the duration that the rule, the severity or the list gives.
    """
    if rule is None:
        return Eligibility(Answer.NO_RULE, Text("没有适用的修复规定", "No rule of repair applies"))
    settled = _settled(facts) or _by_rule(rule, facts)
    if settled is not None:
        return Eligibility(*settled, rule=rule)
    first = earliest_on(rule, facts, minimum)
    if first is not None and today < first:
        because = Text(f"{first} 起可以申请", f"may be applied for from {first} on")
        return Eligibility(Answer.TOO_EARLY, because, first, rule)
    if facts.barred_until is not None and today < facts.barred_until:
        day = facts.barred_until
        because = Text(
            f"曾提供虚假材料，{day} 前不能申请", f"false material before: not until {day}"
        )
        return Eligibility(Answer.BARRED, because, day, rule)
    return Eligibility(Answer.MAY_APPLY, _ripe_words(rule, minimum), first, rule)


def _ripe_words(rule: RepairRule, minimum: str) -> Text:
    if rule.counted_from == "cure" and minimum not in {"P0D", ""}:
        return Text(
            f"自纠正之日起满 {minimum} 可以申请", f"may be applied for {minimum} after the cure"
        )
    return Text("现在可以申请", "may be applied for now")


def _settled(facts: Facts) -> tuple[Answer, Text] | None:
    """What has been settled already, or is going on."""
    if facts.repaired:
        return Answer.REPAIRED, Text("已修复", "repaired")
    if facts.open_case:
        number = facts.open_case
        return Answer.UNDER_REPAIR, Text(f"修复办理中：{number}", f"under repair: {number}")
    if not facts.public:
        return Answer.NOT_PUBLIC, Text(
            "没有公示，或公示已结束，不需要申请", "not public, or over: there is nothing to do"
        )
    if facts.disputed:
        return Answer.DISPUTED, Text(
            "有异议在办，先办异议", "an objection is open, which goes first"
        )
    return None


def _by_rule(rule: RepairRule, facts: Facts) -> tuple[Answer, Text] | None:
    """What the rule itself says, whatever the day."""
    if rule.elsewhere is not None:
        return Answer.ELSEWHERE, rule.elsewhere
    exclusion = _exclusion(rule.excluded, facts.kinds)
    if exclusion is not None:
        return Answer.EXCLUDED, exclusion.says
    if rule.automatic:
        return Answer.AUTOMATIC, Text(
            "到期自动停止公示，不需要申请", "it ends by itself, without an application"
        )
    return None


def _exclusion(excluded: Sequence[Exclusion], kinds: Collection[str]) -> Exclusion | None:
    return next((one for one in excluded if set(one.kinds) & set(kinds)), None)
