"""Candidates that were found to be one organisation, told as one.

A row is linked to the organisation by whose code, else by whose name, it speaks, so that an
undone merge leaves it where it would be without; only what both bear goes to the one that stays.
"""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

Row = dict[str, Any]


def as_one(found: pa.Table, files: Mapping[int, int]) -> pa.Table:
    """The table `link.CANDIDATE`, where no two candidates of a subject are of one file.

    `files` has the organisation that stays, of all that were merged and of itself.
    """
    if not files:
        return found
    of_file = pc.is_in(found["organisation_id"], pa.array(list(files), pa.int64()))
    if not pc.any(of_file).as_py():
        return found

    def place(row: Row) -> tuple[int, int]:
        return row["s"], files[row["organisation_id"]]

    rows = sorted(found.filter(of_file).to_pylist(), key=place)
    merged = [one for _, group in groupby(rows, key=place) for one in _one(list(group), files)]
    return pa.concat_tables(
        [found.filter(pc.invert(of_file)), pa.Table.from_pylist(merged, schema=found.schema)]
    )


def _one(rows: list[Row], files: Mapping[int, int]) -> Iterable[Row]:
    """One subject's candidates of one file: by each way the likeliest, all with its number."""

    def order(row: Row) -> tuple[bool, bool, bool, int]:
        number = row["organisation_id"]
        return row["by"] != "uscc", not row["mask_agrees"], number != files[number], number

    meant = min(rows, key=order)["organisation_id"]
    ways: dict[str, Row] = {}
    for row in sorted(rows, key=order):
        ways.setdefault(row["by"], row)
    return [{**row, "organisation_id": meant} for row in ways.values()]
