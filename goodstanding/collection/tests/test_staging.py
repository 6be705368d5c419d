"""White space is taken off the ends of cells, whatever the rest of their column looks like."""

from __future__ import annotations

from types import SimpleNamespace

import pyarrow as pa
import pytest

from goodstanding.collection.adapters.reading.notes import RowFaults
from goodstanding.collection.adapters.reading.shape import Source
from goodstanding.collection.adapters.staging import _EDGES, raw_reader

PLAIN = ["清源水务", None, "《水污染防治法》", "a b", "。", "“引号”"]


def staged(cells: list[str | None], *, identifies: str | None = None, skip: int = 0) -> list[str]:
    whole = pa.record_batch(
        {"row": pa.array(range(len(cells))), "c0": pa.array(cells, pa.string())}
    )
    source = Source("csv", ("x",), lambda: iter([whole.slice(skip)]), RowFaults())
    field = SimpleNamespace(name="x", identifies=identifies)
    table = raw_reader(source, SimpleNamespace(places={"x": 0}), [field]).read_all()
    return table.column("x").to_pylist()


@pytest.mark.parametrize("edge", sorted(_EDGES))
def test_white_space_is_taken_off_both_ends(edge):
    assert staged([*PLAIN, f"{edge}甲{edge}乙{edge}", f"丙{edge}", f"{edge}丁"]) == [
        *PLAIN, f"甲{edge}乙", "丙", "丁",
    ]  # fmt: skip


def test_a_cell_of_nothing_but_white_space_is_empty():
    assert staged([" \u3000", None, "甲"]) == [None, None, "甲"]
    assert staged([" "], identifies="uscc") == [None]
    assert staged(["", "甲"]) == staged([None, "甲"])
    assert staged(["", ""]) == [None, None]


def test_cells_without_white_space_at_their_ends_stay_as_they_are():
    assert staged(PLAIN) == PLAIN
    assert staged([None, None]) == [None, None]


def test_a_code_stands_on_one_line_and_free_text_may_have_several():
    assert staged(["甲\n乙", "丙\x7f"], identifies="uscc") == ["甲乙", "丙"]
    assert staged(["甲\n乙"]) == ["甲\n乙"]


def test_a_part_of_a_batch_is_read_by_its_own_cells():
    assert staged([" 甲", "乙", "丙 "], skip=1) == ["乙", "丙"]
    assert staged([" 甲\n", "乙"], skip=1, identifies="uscc") == ["乙"]
