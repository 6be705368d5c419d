"""The query of one rule's findings, made from the one that is compiled for all rules."""

from __future__ import annotations

from dataclasses import dataclass

from goodstanding.collection.domain.rules import BITS


@dataclass(frozen=True)
class FindingPlaces:
    """What stands in the query of findings for a rule's own word, bit, number and cell."""

    word: str = "faults_of_the_rule"
    bit: int = 1_000_000_000_000_001
    number: int = 1_000_000_002
    cell: str = "cell_of_the_rule"


FINDING = FindingPlaces()


def finding_query(template: str, number: int, cell: str) -> str:
    """The query for the findings of rule `number`, whose cell is the field `cell`."""
    for place, own in (
        (FINDING.word, f"faults{number // BITS}"),
        (str(FINDING.bit), str(1 << (number % BITS))),
        (str(FINDING.number), str(number)),
        (FINDING.cell, cell),
    ):
        template = template.replace(place, own)
    return template
