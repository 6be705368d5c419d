"""Findings as they are told row by row: what is said, how grave it is, what is withheld."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Any

from goodstanding.standards import person_number

if TYPE_CHECKING:
    from collections.abc import Iterator

Finding = dict[str, Any]
"""One finding as interfaces.md describes it."""


def by_row(findings: Iterator[Finding]) -> Iterator[tuple[int | None, list[Finding]]]:
    """Findings row by row; of a natural person's row only that it is one."""
    for row, group in groupby(findings, key=lambda finding: finding["row"]):
        told = list(group)
        person = [finding for finding in told if is_person(finding)]
        yield row, person or told


def is_person(finding: Finding) -> bool:
    return str(finding["code"]).endswith(".person")


def worst(told: list[Finding]) -> str | None:
    levels = {finding["level"] for finding in told}
    return "error" if "error" in levels else "warning" if levels else None


def sentences(told: list[Finding]) -> str:
    said = [finding["message"] for finding in told]
    return "\n".join([message["zh"] for message in said] + [message["en"] for message in said])


def without_number(text: str, told: list[Finding]) -> str:
    """The cell without a natural person's number; nothing of it where none could be told apart."""
    shown = person_number.mask(text)
    refused = any(str(finding["code"]).endswith(".person_number") for finding in told)
    return "*" * len(text) if refused and shown == text else shown
