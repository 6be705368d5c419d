"""A list is read row by row, within bounds, whatever it holds."""

from __future__ import annotations

import tracemalloc
from io import BytesIO

import pytest

from goodstanding.collection.adapters.reading.faults import UnreadableFileError
from goodstanding.verification.adapters import files
from goodstanding.verification.domain.rows import TooManyRowsError


def test_the_row_too_many_ends_the_reading(monkeypatch):
    monkeypatch.setattr("goodstanding.verification.domain.rows.MOST", 10)
    taken = []
    lines = "\n".join(f"云溪示例{n}公司" for n in range(12))

    with pytest.raises(TooManyRowsError) as refused:
        taken.extend(files.read(BytesIO(f"名称\n{lines}".encode()), "x.csv"))

    assert refused.value.fields == {"most": 10}


@pytest.mark.slow
def test_a_million_rows_are_read_in_little_memory():
    text = ("名称,代码\n" + "云溪示例贸易有限公司,\n" * 1_000_000).encode()
    tracemalloc.start()
    try:
        count = sum(1 for _ in files.read(BytesIO(text), "x.csv"))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert count == 1_000_000
    assert peak < 64 << 20  # of Python's own; as objects the rows alone are some 200 MB


@pytest.mark.parametrize(
    "row",
    ['"', '"x""', "a,b,c,d", "\x01\x02,\x03", "=cmd|' /C calc'!A0,", "＝1+1,", "名" * 5000 + ",", "\ufeff,\u202e", "11010519491231002X,"],
)  # fmt: skip
def test_a_hostile_row_is_answered_or_the_list_refused_never_half_in_silence(row):
    text = f"名称,代码\n甲公司,\n{row}\n乙公司,\n".encode()
    try:
        rows = list(files.read(BytesIO(text), "x.csv"))
    except UnreadableFileError:
        return  # whole, with its reason
    assert {one.name for one in rows} >= {"甲公司", "乙公司"}
    assert len({one.row for one in rows}) == len(rows) == 3
    assert all(len(one.name) <= 1000 and "19491231" not in one.name for one in rows)
