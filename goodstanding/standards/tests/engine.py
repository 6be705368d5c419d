"""Columnar functions on drawn values, in DuckDB, in the order of the values."""

import functools

import ibis
from hypothesis import Phase, given, settings
from hypothesis import strategies as st


@functools.cache
def connection():
    return ibis.duckdb.connect(threads=1)


def answers(function, *columns):
    """What the function of columns gives for lists of texts, as a list."""
    names = [f"c{number}" for number in range(len(columns))]
    rows = {"row": list(range(len(columns[0]))), **dict(zip(names, columns, strict=True))}
    schema = {"row": "int64", **dict.fromkeys(names, "string")}
    table = ibis.memtable(rows, schema=schema)
    answered = table.select("row", answer=function(*(table[name] for name in names)))
    found = connection().to_pyarrow(answered.order_by("row"))
    return found["answer"].to_pylist()


def batches(values):
    """Runs a test with a few long lists of drawn values: calls of the engine are what costs.

    A failing list isn't shrunk: the assertion names the value, and shrinking takes minutes.
    """

    def decorated(test):
        lists = st.lists(values, min_size=30, max_size=60)
        return settings(
            max_examples=12, deadline=None, phases=[Phase.explicit, Phase.reuse, Phase.generate]
        )(given(lists)(test))

    return decorated
