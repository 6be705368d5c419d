"""An expression means the same for one row and for a million."""

from datetime import date, timedelta
from decimal import Decimal

import ibis
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from goodstanding.catalogue.domain.expression import parse
from goodstanding.catalogue.domain.expression_columns import compile_ibis, truth
from goodstanding.catalogue.domain.expression_rows import evaluate, violated
from goodstanding.catalogue.tests.test_expression import FIELDS, RECEIVED

SCHEMA = pa.schema(
    {
        "start": pa.date32(),
        "end": pa.string(),  # ISO text is taken, too
        "fine": pa.decimal128(18, 6),
        "count": pa.int64(),
        "place": pa.string(),
        "state": pa.string(),
        "kinds": pa.list_(pa.string()),
        "urgent": pa.bool_(),
    }
)
DAYS = st.dates(date(1949, 10, 1), date(2099, 12, 31))
NEAR = st.integers(-3, 3).map(lambda days: RECEIVED + timedelta(days=days))
WORDS = st.sampled_from(["云溪市", "云溪", "a", "b", "it's", "%_", ""])
AMOUNTS = st.decimals(-2, 2, places=1) | st.decimals(-(10**11), 10**11, places=6)
ROWS = st.fixed_dictionaries(
    {
        "start": st.none() | NEAR | DAYS,
        "end": st.none() | (NEAR | DAYS).map(date.isoformat),
        "fine": st.none() | AMOUNTS,
        "count": st.none() | st.integers(-3, 3) | st.integers(-(10**15), 10**15),
        "place": st.none() | WORDS,
        "state": st.none() | st.sampled_from(["a", "b", ""]),
        "kinds": st.none() | st.lists(st.sampled_from(["fine", "warning"]), max_size=2),
        "urgent": st.none() | st.booleans(),
    }
)

numbers = st.recursive(
    st.sampled_from(["fine", "count", "length(place)", "length(kinds)", "days(start, end)"])
    | AMOUNTS.map(str).filter(lambda text: "E" not in text),
    lambda inner: st.builds("({} {} {})".format, inner, st.sampled_from("+-"), inner),
    max_leaves=4,
)
dates = st.sampled_from(["start", "end", "received"]) | NEAR.map("date('{}')".format)
order = st.sampled_from(["==", "!=", "<", "<=", ">", ">="])
same = st.sampled_from(["==", "!="])
quoted = WORDS.filter(bool).map(repr)
statements = st.one_of(
    st.builds("{} {} {}".format, numbers, order, numbers),
    st.builds("{} {} {}".format, dates, order, dates),
    st.builds("{} {} {}".format, st.sampled_from(["place", "state"]), same, quoted),
    st.builds("place {} state".format, same),
    st.builds("urgent {} {}".format, same, st.sampled_from(["true", "false"])),
    st.builds("{} in ({}, {})".format, st.sampled_from(["place", "state"]), quoted, quoted),
    st.builds("fine not in (0, {})".format, st.integers(-2, 2)),
    st.builds("'{}' {} kinds".format, st.sampled_from(["fine", "warning"]), st.sampled_from(["in", "not in"])),
    st.builds("{}({})".format, st.sampled_from(["present", "absent"]), st.sampled_from(sorted(SCHEMA.names))),
    st.builds("starts(place, {})".format, quoted),
    st.just("urgent"),
)  # fmt: skip
expressions = st.recursive(
    statements,
    lambda inner: st.one_of(
        st.builds("({}) {} ({})".format, inner, st.sampled_from(["and", "or"]), inner),
        st.builds("not ({})".format, inner),
    ),
    max_leaves=5,
).filter(lambda text: any(name in text for name in SCHEMA.names))


@pytest.fixture(scope="module")
def duck():
    return ibis.duckdb.connect()


def answers(duck, column, rows):
    """The column's value for each row, computed by the engine."""
    duck.con.register("rows_", pa.Table.from_pylist(rows, schema=SCHEMA))
    table = duck.table("rows_")
    return duck.to_pyarrow(table.select(answer=column(table)))["answer"].to_pylist()


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.filter_too_much])
@given(text=expressions, rows=st.lists(ROWS, min_size=1, max_size=8))
def test_columns_and_rows_agree(duck, text, rows):
    expression = parse(text, FIELDS)

    answer = answers(
        duck, lambda t: truth(expression, {n: t[n] for n in t.columns}, RECEIVED), rows
    )

    assert answer == [evaluate(expression, row, RECEIVED) for row in rows]


@settings(max_examples=40, deadline=None)
@given(require=expressions, when=expressions, rows=st.lists(ROWS, min_size=1, max_size=8))
def test_columns_and_rows_find_the_same_rows_faulty(duck, require, when, rows):
    first, second = parse(require, FIELDS), parse(when, FIELDS)

    faulty = answers(
        duck,
        lambda t: compile_ibis(first, {n: t[n] for n in t.columns}, RECEIVED, second),
        rows,
    )

    assert faulty == [violated(first, row, RECEIVED, second) for row in rows]


@given(text=expressions)
def test_canonical_text_says_the_same(text):
    expression = parse(text, FIELDS)

    assert parse(expression.text, FIELDS) == expression


def test_day_of_arrival_may_be_a_column(duck):
    expression = parse("start > received", FIELDS)
    rows = [
        {"start": date(2026, 11, 23), "end": "2026-11-22"},
        {"start": None, "end": "2026-11-22"},
    ]

    faulty = answers(
        duck,
        lambda t: compile_ibis(expression, {"start": t.start}, t.end.cast("date")),
        [*rows, {"start": date(2026, 11, 23), "end": "2026-11-23"}],
    )

    assert faulty == [False, False, True]


def test_field_without_a_column_is_empty(duck):
    expression = parse("present(fine) or start > received", FIELDS)

    assert answers(duck, lambda t: truth(expression, {}, RECEIVED), [{}]) == [None]


def test_sums_of_the_largest_amounts_do_not_stop_the_engine(duck):
    expression = parse("fine" + " + fine" * 20 + " > 0", FIELDS)
    rows = [{"fine": Decimal(10) ** 12 - 1}]

    answer = answers(
        duck, lambda t: truth(expression, {n: t[n] for n in t.columns}, RECEIVED), rows
    )

    assert answer == [True]
