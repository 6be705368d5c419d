"""The rules of one item as a numbered list, and the bit each of them sets on a faulty row.

A row's faults are kept as whole numbers, one bit for each rule, so that a million
rows are checked in one pass and only the faulty ones are looked at again. The list
is kept with the submission: a finding is a row, a rule's number and what was given.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from goodstanding.catalogue.domain.model import Level, Text

if TYPE_CHECKING:
    import ibis

BITS = 62  # a signed 64-bit number holds so many without its sign
ROW = ""  # the conditions that every row is asked


@dataclass(frozen=True)
class Rule:
    """What a finding says: where, what is wrong, how grave, and what to do.

    `says` holds `{given}` where the value of the cell belongs.
    """

    code: str  # "uscc.check_digit"
    field: str  # "" for a finding about the whole file
    level: Level
    says: Text

    def to_json(self) -> dict[str, Any]:
        says = {"zh": self.says.zh, "en": self.says.en}
        return {"code": self.code, "field": self.field, "level": self.level.value, "says": says}

    @staticmethod
    def from_json(value: dict[str, Any]) -> Rule:
        return Rule(value["code"], value["field"], Level(value["level"]), Text(**value["says"]))


class RuleBook:
    """Collects the rules of an item with the condition under which a row breaks each."""

    def __init__(self) -> None:
        self.rules: list[Rule] = []
        self._conditions: dict[str, dict[int, ibis.expr.types.BooleanValue]] = {}

    def add(
        self, rule: Rule, broken: ibis.expr.types.BooleanValue | None, *, beside: str = ROW
    ) -> int:
        """Number a rule. `broken` is a condition over one row; None where another stage finds it.

        `beside` names the table of the few rows that the condition is about, if it is not all.
        """
        self.rules.append(rule)
        number = len(self.rules) - 1
        if broken is not None:
            self.also(number, broken, beside=beside)
        return number

    def also(self, number: int, broken: ibis.expr.types.BooleanValue, *, beside: str = ROW) -> None:
        """Let a rule be broken by this, too."""
        self._conditions.setdefault(beside, {})[number] = broken

    def masks(self, *, beside: str = ROW) -> dict[str, ibis.expr.types.IntegerValue]:
        """The columns `faults0`, `faults1`, … with a bit set for each broken rule."""
        import ibis

        bits: dict[str, list[Any]] = {}
        for number, broken in self._conditions.get(beside, {}).items():
            bit = ibis.literal(1 << (number % BITS), "int64")
            # Where a condition is unknown (an empty cell), a CASE takes its other branch.
            one = ibis.ifelse(broken, bit, ibis.literal(0, "int64"))
            bits.setdefault(f"faults{number // BITS}", []).append(one)
        return {name: _sum(ones) for name, ones in bits.items()}


def _sum(values: list[Any]) -> Any:
    """The sum as a tree of halves: one that leans to a side takes an engine the square of its length to read."""
    if len(values) == 1:
        return values[0]
    half = len(values) // 2
    return _sum(values[:half]) + _sum(values[half:])


def mask_of(rules: list[Rule], level: Level, word: int) -> int:
    """The bits of mask number `word` that belong to rules of this level."""
    return sum(
        1 << (number % BITS)
        for number, rule in enumerate(rules)
        if number // BITS == word and rule.level == level
    )
