"""Findings of the stages after the checks: matching, duplicates, records on file."""

from __future__ import annotations

from enum import StrEnum

from goodstanding.catalogue.domain.model import Item, Level
from goodstanding.collection.domain.messages import says
from goodstanding.collection.domain.rules import Rule, RuleBook
from goodstanding.matching.domain.link import Reason

# Reason → field, code, message.
_FINDINGS = {
    Reason.UNREGISTERED: ("uscc", "unregistered", "unregistered"),
    Reason.NAME_UNREGISTERED: ("name", "unregistered", "name_unregistered"),
    Reason.NAME_AMBIGUOUS: ("name", "ambiguous", "name_ambiguous"),
    Reason.NAME_CONTRADICTS: ("name", "contradicts_code", "name_contradicts"),
    Reason.MASK_CONTRADICTS: ("uscc", "mask_contradicts", "mask_contradicts"),
    Reason.CODES_CONTRADICT: ("uscc", "codes_contradict", "codes_contradict"),
    Reason.KIND_REFUSED: ("uscc", "kind_refused", "kind_refused"),
}


def add_matching_rules(book: RuleBook, item: Item) -> dict[str, int]:
    """Number the rules of matching; gives reason → number."""
    numbers = {}
    for reason, (name, code, message) in _FINDINGS.items():
        field = item.field(name)
        text = says(message, title=field.title.zh, title_en=field.title.en)
        numbers[reason.value] = book.add(Rule(f"{name}.{code}", name, Level.ERROR, text), None)
    return numbers


class Fault(StrEnum):
    """What only the comparison with other rows and with the records on file can tell."""

    DUPLICATE = "duplicate"
    NOT_YOURS = "not_yours"
    NOT_ON_RECORD = "not_on_record"


def add_fate_rules(book: RuleBook, item: Item) -> dict[str, int]:
    """Number the rules about duplicates and records on file; gives fault → number."""
    field = item.key[0] if item.key else "uscc"
    return {
        fault.value: book.add(
            Rule(f"{field}.{fault.value}", field, Level.ERROR, says(fault.value)), None
        )
        for fault in Fault
    }
