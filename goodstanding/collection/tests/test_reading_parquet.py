import datetime as dt
import decimal
import io

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from goodstanding.collection.adapters.reading import columnar
from goodstanding.collection.adapters.reading import faults as refusals
from goodstanding.collection.tests.reading import faults, opened, rows

# Without a zone, as such columns are.
MIDNIGHT = dt.datetime.fromisoformat("2026-03-04")
MOMENT = dt.datetime.fromisoformat("2026-03-04T05:06:07")
EVENING_UTC = dt.datetime.fromisoformat("2026-03-03T16:00")


def parquet(columns, **options) -> bytes:
    target = io.BytesIO()
    pq.write_table(pa.table(columns), target, **options)
    return target.getvalue()


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (pa.array(["a", " ", "007"]), ["a", " ", "007"]),
        (pa.array(["a", "b", "a"]).dictionary_encode(), ["a", "b", "a"]),
        (pa.array([1, None, -3]), ["1", None, "-3"]),
        (pa.array([1.0, 1.25, 1e-7]), ["1", "1.25", "0.0000001"]),
        (
            pa.array([decimal.Decimal("1.20"), decimal.Decimal("0.00"), None]),
            ["1.20", "0.00", None],
        ),
        (
            pa.array([decimal.Decimal("0.00000001")] * 3, pa.decimal128(20, 12)),
            ["0.000000010000"] * 3,
        ),
        (pa.array([True, False, None]), ["true", "false", None]),
        (pa.array([dt.date(2026, 3, 4), None, None]), ["2026-03-04", None, None]),
        (
            pa.array([MIDNIGHT, MOMENT, None]),
            ["2026-03-04", "2026-03-04 05:06:07", None],
        ),
        (
            pa.array([EVENING_UTC] * 3, pa.timestamp("ms", "Asia/Shanghai")),
            ["2026-03-04"] * 3,
        ),
        (pa.array([["罚款", "警告"], [], None]), ["罚款;警告", None, None]),
        (pa.array([[1, 2], [3], None], pa.large_list(pa.int64())), ["1;2", "3", None]),
        (pa.nulls(3), [None] * 3),
    ],
)
def test_every_plain_type_becomes_the_text_a_person_writes(values, expected):
    source = opened(parquet({"name": ["x", "y", "z"], "remarks": values}), "batch.parquet")

    assert rows(source) == [(n + 1, "xyz"[n], expected[n]) for n in range(3)]


def test_sliced_lists_keep_to_their_rows():
    lists = [[f"{n}a", f"{n}b"] if n % 2 else None for n in range(20_000)]

    found = rows(opened(parquet({"name": [str(n) for n in range(20_000)], "kinds": lists})))

    assert found == [(n + 1, str(n), f"{n}a;{n}b" if n % 2 else None) for n in range(20_000)]


def test_a_code_kept_as_a_floating_number_is_reported():
    source = opened(parquet({"name": ["a", "b"], "uscc": [1.0, 913301000000000123.0]}))

    rows(source)

    assert [(row, column, code) for row, column, _, code, _ in faults(source)] == [
        (2, 1, "file.lost_digits")
    ]


@pytest.mark.parametrize("values", [[{"a": 1}], [[["a"]]], [b"x"]])
def test_a_nested_or_binary_column_is_refused_by_its_title(values):
    with pytest.raises(refusals.NestedColumnError) as refused:
        opened(parquet({"name": values}))

    assert refused.value.fields["title"] == "name"


def test_text_that_is_not_utf8_is_refused():
    offsets = pa.array([0, 2], pa.int32()).buffers()[1]
    broken = pa.StringArray.from_buffers(1, offsets, pa.py_buffer(b"\xff\xfe"))

    source = opened(parquet({"name": broken}, store_schema=False))

    with pytest.raises(refusals.DamagedFileError):
        rows(source)


def shared_text(length, count):
    return pa.DictionaryArray.from_arrays(pa.array([0] * count, pa.int32()), ["x" * length])


def test_a_long_text_that_many_rows_share_is_read_a_few_rows_at_a_time():
    source = opened(parquet({"name": shared_text(900_000, 1_000)}))

    sizes = [batch.nbytes for batch in source.batches()]

    assert len(sizes) > 1
    assert max(sizes) <= 1.1 * columnar.BATCH_LIMIT


def test_a_text_longer_than_any_row_may_be_is_refused_before_any_row_is_read():
    with pytest.raises(refusals.InflatedSizeError):
        opened(parquet({"name": shared_text(2_000_000, 100_000)}))


def test_a_file_that_declares_too_much_is_refused(monkeypatch):
    monkeypatch.setattr(columnar, "ROW_COUNT_LIMIT", 2)

    with pytest.raises(refusals.InflatedSizeError):
        opened(parquet({"name": ["a", "b", "c"]}))


@pytest.mark.parametrize("keep", [4, 50, -9])
def test_a_cut_file_is_refused(keep):
    with pytest.raises(refusals.DamagedFileError):
        opened(parquet({"name": ["a", "b", "c"]})[:keep])


def test_a_file_without_rows_is_refused():
    with pytest.raises(refusals.EmptyFileError):
        opened(parquet({"name": pa.array([], pa.string())}))
