"""Rows in the server's binary format are what the server would have read as text."""

from __future__ import annotations

from datetime import UTC, date, datetime
from uuid import UUID

import pyarrow as pa
import pytest
from django.db import connection

from goodstanding.background.adapters.node import raw_connection
from goodstanding.lib.copying_binary import copy_in_binary, tuples, uuids

COLUMNS = {
    "large": (pa.int64(), "bigint"),
    "small": (pa.int32(), "integer"),
    "true": (pa.bool_(), "boolean"),
    "day": (pa.date32(), "date"),
    "at": (pa.timestamp("us", "UTC"), "timestamptz"),
    "digest": (pa.binary(16), "uuid"),
    "word": (pa.string(), "text"),
    "said": (pa.string(), "jsonb"),
    "last": (pa.int32(), "integer"),
}
ROWS = [
    (2**63 - 1, -(2**31), True, date(1899, 2, 3), datetime(1970, 1, 1, tzinfo=UTC), b"\x00" * 16, "", '{"a": "\\\\ \\u0002 公"}', 1),
    (-(2**63), 2**31 - 1, False, date(9999, 12, 31), datetime(2026, 11, 1, 4, 5, 6, 789, tzinfo=UTC), b"\xff" * 16, "a\\b\tc\nd", "[]", 2),
    (None, None, None, None, None, None, None, None, None),
    (0, 0, False, date(2000, 1, 1), datetime(2000, 1, 1, tzinfo=UTC), bytes(range(16)), "公示\x02", "null", 3),
]  # fmt: skip


@pytest.fixture
def kept(db):
    """What the server holds of rows that are sent to a table of COLUMNS, as the test wrote them."""
    with connection.cursor() as cursor:
        types = ", ".join(f'"{name}" {kind}' for name, (_, kind) in COLUMNS.items())
        cursor.execute(f"CREATE TEMP TABLE sent ({types}) ON COMMIT DROP")

    def send(rows, *, cut=slice(None)):
        schema = pa.schema({name: kind for name, (kind, _) in COLUMNS.items()})
        columns = zip(*rows, strict=True) if rows else [()] * len(schema)
        arrays = [pa.array(c, f.type) for c, f in zip(columns, schema, strict=True)]
        batch = pa.record_batch(arrays, schema)[cut]
        with raw_connection().cursor() as cursor:
            copy_in_binary(cursor, "COPY sent FROM STDIN", [batch], jsonb="said")
            names = ", ".join(f'"{n}"::text' if n == "said" else f'"{n}"' for n in COLUMNS)
            return cursor.execute(f"SELECT {names} FROM sent").fetchall()

    return send


def as_kept(row):
    *before, digest, word, said, last = row
    return (*before, None if digest is None else UUID(bytes=digest), word, said, last)


def test_every_kind_of_cell_arrives_as_it_was_and_a_null_as_null(kept):
    assert kept(ROWS) == [as_kept(row) for row in ROWS]


def test_a_part_of_a_batch_is_sent_and_nothing_beside_it(kept):
    assert kept(ROWS, cut=slice(1, 4)) == [as_kept(row) for row in ROWS[1:4]]


def test_nothing_is_sent_of_no_rows(kept):
    assert kept([]) == []


def test_digests_become_the_uuids_that_their_digits_write():
    text = "00112233445566778899aabbccddeeff"
    digests = pa.array(["0" * 32, text, None, "f" * 32])

    expected = [UUID(digit).bytes if digit else None for digit in digests.to_pylist()]

    assert uuids(digests).to_pylist() == expected
    assert uuids(digests[1:]).to_pylist() == expected[1:]
    assert uuids(digests[:0]).to_pylist() == []


def test_what_is_no_digest_is_refused():
    with pytest.raises(ValueError, match="32 digits"):
        uuids(pa.array(["0" * 31, "0" * 33]))


def test_a_type_that_is_not_known_is_not_sent():
    batch = pa.record_batch({"share": pa.array([0.5])})

    with pytest.raises(KeyError):
        tuples(batch, jsonb="")
