"""The places that names in this node's city begin with: the country's, and the policy's own."""

from __future__ import annotations

import csv
from functools import cache
from typing import TYPE_CHECKING

from goodstanding.standards.divisions import Division, Divisions
from goodstanding.standards.places import Places

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_OWN = "demonstration/divisions.csv"


@cache
def city_places(policy: Path) -> Places:
    """All divisions of the country and those that only the policy folder knows."""
    national = Divisions.load(policy / "divisions.csv")
    own = policy / _OWN
    return Places(Divisions([*national, *(_own(own) if own.exists() else ())]))


def _own(file: Path) -> Iterator[Division]:
    with file.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            code, city = row["code"], row["code"][:4] + "00"
            yield Division(
                code=code, name=row["name"], parent=None if code == city else city,
                level="prefecture" if code == city else "county", valid_from=1949,
                valid_until=None, successors=(),
            )  # fmt: skip
