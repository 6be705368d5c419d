"""From given rows to candidates: keys, pairs, comparison; a few passes over the register's names."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from goodstanding.lib.copying import ahead
from goodstanding.matching.adapters.comparing import compare
from goodstanding.matching.domain import keys
from goodstanding.matching.domain.meeting import Meeting

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from duckdb import DuckDBPyConnection

    from goodstanding.matching.domain.keys import Keys, Named, Rows
    from goodstanding.matching.domain.weights import Weights

    Maker = Callable[[Named], Keys]

_BATCH = 65_536
_ROWS = 20_000  # given rows that are compared at once: bounds what is in memory
COMMON, COMMON_PIECE = 60, 150
"""Names of the register that may share a key, and a piece, before it says nothing."""
_PIECES, _KEPT = 6, 25
GOOD = 0.9
"""Who has a candidate of this cost or less is not looked for by pieces of the name."""

_PAIR = pa.schema({"q": pa.int64(), "n": pa.int64(), "coded": pa.bool_(), "kept": pa.bool_()})
_COLUMNS = "n, plain, core, part, short, brand, ending"


def propose(
    connection: DuckDBPyConnection,
    found: pa.Table,
    weights: Weights,
    progress: Callable[[str], None] = lambda _stage: None,
) -> None:
    """Make the table `proposal`: at most five for each row of `given`, best first.

    `found` are pairs known already (q, n, coded): by an identifier, by the exact name. What a code
    speaks for is compared whatever its name is.
    Reads the tables `given` and `register`, both with the parts of their names.
    """
    connection.execute(
        "CREATE OR REPLACE TABLE proposal (q BIGINT, organisation BIGINT, uscc VARCHAR,"
        " name VARCHAR, cost DOUBLE, signs BIGINT, place BIGINT)"
    )
    progress("keys")
    by_keys = _met(connection, "given", keys.of_given, keys.of_register, most=COMMON)
    progress("compare")
    known = found.append_column("kept", found["coded"]).cast(_PAIR)
    pairs = pa.concat_tables([known, _by_codes(connection), _table(*by_keys)])
    _compare(connection, pairs, weights)
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE unsettled AS SELECT * FROM given WHERE folded <> '' AND n NOT IN "
        "(SELECT q FROM proposal WHERE cost <= ?)", [GOOD],
    )  # fmt: skip
    progress("pieces")
    by_pieces = _met(
        connection, "unsettled", keys.of_pieces, keys.of_pieces,
        most=COMMON_PIECE, rarest=_PIECES, keep=_KEPT,
    )  # fmt: skip
    progress("compare")
    again = np.unique(by_pieces[0])
    kept = pairs.filter(pa.array(np.isin(pairs["q"].to_numpy(), again)))
    _compare(connection, pa.concat_tables([kept, _table(*by_pieces)]), weights)
    connection.execute("DROP TABLE unsettled")


def _met(
    connection: DuckDBPyConnection, given: str, of_given: Maker, of_register: Maker,
    *, most: int, rarest: int | None = None, keep: int | None = None,
) -> tuple[Rows, Rows]:  # fmt: skip
    """The pairs of given and registered names that share a key which isn't too common."""
    looked_for = [keys.distinct(found) for found in _keys(connection, given, of_given)]
    if not looked_for:
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    meeting = Meeting((
        np.concatenate([rows for rows, _ in looked_for]),
        np.concatenate([values for _, values in looked_for]),
    ))  # fmt: skip
    del looked_for
    # The next keys are made while these are looked up, on the other core.
    for found in ahead(_keys(connection, "register", of_register)):
        meeting.add(found)
    return meeting.pairs(most=most, rarest=rarest, keep=keep)


def _keys(connection: DuckDBPyConnection, table: str, make: Maker) -> Iterator[Keys]:
    query = connection.execute(f"SELECT {_COLUMNS} FROM {table}")  # noqa: S608  our own words
    for batch in query.to_arrow_reader(_BATCH):
        names = keys.Named(*(batch[name].to_pylist() for name in _COLUMNS.split(", ")[1:]))
        rows, values = make(names)
        yield batch["n"].to_numpy()[rows], values


def _table(left: Rows, right: Rows) -> pa.Table:
    no = np.zeros(len(left), bool)
    return pa.table([left, right, no, no], schema=_PAIR)


def _compare(connection: DuckDBPyConnection, pairs: pa.Table, weights: Weights) -> None:
    """Compare all pairs, some thousand given rows at a time, and keep the best."""
    if not pairs.num_rows:
        return
    rows = pairs["q"].to_numpy()
    bounds = [*np.unique(rows)[::_ROWS].tolist(), np.iinfo(np.int64).max]
    for low, high in pairwise(bounds):
        part = pairs.filter(pa.array((rows >= low) & (rows < high)))
        part = part.group_by(["q", "n"]).aggregate([("coded", "max"), ("kept", "max")])
        best = compare(connection, part.rename_columns(_PAIR.names), weights)
        connection.register("best", best)
        connection.execute("DELETE FROM proposal WHERE q IN (SELECT q FROM best)")
        connection.execute("INSERT INTO proposal SELECT * FROM best")
        connection.unregister("best")


def _by_codes(connection: DuckDBPyConnection) -> pa.Table:
    """Organisations whose code is nearly the given one, or fits the masked one."""
    parts = [_pairs(connection, _SUGGESTED), _pairs(connection, _BODY), _pairs(connection, _NEAR)]
    masks = connection.execute(_SHAPES).fetchall()
    parts += [_pairs(connection, _masked(shape)) for (shape,) in masks]
    return pa.concat_tables(parts)


def _pairs(connection: DuckDBPyConnection, query: str) -> pa.Table:
    asked = f"SELECT q, n, false AS coded, true AS kept FROM ({query})"  # noqa: S608  our own words
    found = connection.execute(asked).to_arrow_table()
    return found.cast(_PAIR)


_SUGGESTED = (
    "SELECT g.n AS q, r.n FROM given g JOIN register r ON r.uscc = g.suggestion WHERE r.current"
)
_BODY = """
SELECT g.n AS q, r.n FROM (SELECT n, substr(code, 9, 9) AS body FROM given WHERE code IS NOT NULL) g
JOIN (SELECT n, substr(uscc, 9, 9) AS body FROM register WHERE current) r ON r.body = g.body
"""
# With one slip in eighteen characters, two of its three parts are right.
_NEAR = """
WITH g AS (SELECT n, faulty_code AS c FROM given WHERE length(faulty_code) BETWEEN 17 AND 19),
k AS (SELECT n AS q, unnest(['a' || right(c, 10), 'b' || left(c, 8) || right(c, 5), 'c' || left(c, 13)]) AS k FROM g),
r AS (SELECT n, unnest(['a' || right(uscc, 10), 'b' || left(uscc, 8) || right(uscc, 5), 'c' || left(uscc, 13)]) AS k
      FROM register WHERE current AND EXISTS (SELECT 1 FROM g))
SELECT DISTINCT q, r.n FROM k JOIN r ON r.k = k.k
"""
# Masks are LIKE patterns of eighteen characters; the files of one body hide the same places.
_SHAPES = """
SELECT regexp_replace(mask, '[^_]', 'x', 'g') AS shape FROM given WHERE mask IS NOT NULL
GROUP BY shape HAVING length(replace(shape, '_', '')) >= 6 ORDER BY count(*) DESC LIMIT 12
"""


def _masked(shape: str) -> str:
    """The pairs that fit a mask with hidden places like these, if it leaves few to choose from."""
    shown = [n + 1 for n, sign in enumerate(shape) if sign == "x"]
    seen = " || ".join(f"substr({{0}}, {n}, 1)" for n in shown)
    return f"""
    WITH r AS (SELECT {seen.format("uscc")} AS seen, n, core FROM register WHERE current),
    g AS (SELECT n, core, {seen.format("mask")} AS seen FROM given
          WHERE regexp_replace(mask, '[^_]', 'x', 'g') = '{shape}'),
    met AS (SELECT g.n AS q, r.n, left(g.core, 2) = left(r.core, 2) AS begins FROM g JOIN r ON r.seen = g.seen)
    SELECT q, n FROM met QUALIFY begins OR count(*) OVER (PARTITION BY q) <= {COMMON}
    """  # noqa: S608  our own words
