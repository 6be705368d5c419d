"""Reads the words of `policy/matching` and the places of the policy folder."""

from __future__ import annotations

import csv
import hashlib
from functools import cache
from typing import TYPE_CHECKING

from goodstanding.matching.domain.weights import Weights
from goodstanding.matching.domain.words import Words, make_words
from goodstanding.standards import names
from goodstanding.standards.divisions import Division, Divisions

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

DIVISIONS = "divisions.csv"
OWN_DIVISIONS = "demonstration/divisions.csv"
TRADES = ("matching/trades.csv", "demonstration/trades.csv")
ENDINGS = "matching/endings.csv"
WEIGHTS = "matching/weights.yaml"
_SOURCES = (DIVISIONS, OWN_DIVISIONS, *TRADES, ENDINGS)


@cache
def read_words(policy: Path) -> Words:
    """The words in force. A policy without a list does without its words."""
    national = list(Divisions.load(policy / DIVISIONS)) if (policy / DIVISIONS).exists() else []
    return make_words(
        Divisions([*national, *_own_divisions(policy)]),
        trades=[row["words"] for file in TRADES for row in _rows(policy, file)],
        endings={
            **names.legal_forms(),
            **{row["ending"]: row["family"] for row in _rows(policy, ENDINGS)},
        },
    )


@cache
def read_weights(policy: Path) -> Weights:
    """The weights in force."""
    import yaml

    file = policy / WEIGHTS
    return Weights.of(yaml.safe_load(file.read_text(encoding="utf-8")) if file.exists() else {})


def digest(policy: Path) -> str:
    """Changes with the words: what was made with other words is made again."""
    found = hashlib.sha256()
    for name in _SOURCES:
        if (policy / name).exists():
            found.update((policy / name).read_bytes())
    return found.hexdigest()[:16]


def _own_divisions(policy: Path) -> Iterator[Division]:
    """The divisions of the fictitious city, which are in no national table."""
    rows = list(_rows(policy, OWN_DIVISIONS))
    cities = [row["code"] for row in rows if row["code"].endswith("00")]
    for row in rows:
        city = next((c for c in cities if row["code"] != c and row["code"][:4] == c[:4]), None)
        level = "county" if city else "city"
        yield Division(row["code"], row["name"], city, level, 1981, None, ())


def _rows(policy: Path, name: str) -> Iterator[dict[str, str]]:
    if (policy / name).exists():
        with (policy / name).open(encoding="utf-8", newline="") as lines:
            yield from csv.DictReader(lines)
