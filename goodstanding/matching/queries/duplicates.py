"""Organisations that may be one: the same organisation code, or one address and one brand."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.csv as pacsv

from goodstanding.background.adapters.node import raw_connection
from goodstanding.lib.copying import copy_out
from goodstanding.lib.engine import DuckDBEngine
from goodstanding.matching.adapters.comparing import compare
from goodstanding.matching.adapters.register import put_register
from goodstanding.matching.adapters.words import read_weights
from goodstanding.matching.domain import address
from goodstanding.matching.domain.candidate import Candidate
from goodstanding.matching.domain.reasons import Sign

if TYPE_CHECKING:
    from goodstanding.matching.queries.matching import Sources

MOST = 20
"""Organisations at one address beyond which it is a business centre and says nothing."""

_ADDRESSES = """
SELECT organisation_id, payload->>'address' FROM records_version
WHERE superseded_at IS NULL AND NOT withdrawn AND item = 'registration' AND payload->>'address' <> ''
"""
_ADDRESS = {"organisation": pa.int64(), "address": pa.string()}

# The one registered later may be the other again, so it is the one that is asked about.
_PAIRS = f"""
CREATE OR REPLACE TEMP TABLE alike AS
WITH present AS (SELECT *, substr(uscc, 9, 9) AS body FROM register WHERE current),
bodied AS (SELECT a.n AS q, b.n, true AS by_body, false AS by_address FROM present a JOIN present b
           ON a.body = b.body AND a.organisation > b.organisation),
placed AS (SELECT p.*, a.address, count(*) OVER (PARTITION BY a.address) AS there
           FROM present p JOIN address a ON a.organisation = p.told_of WHERE length(a.address) >= {address.LEAST}),
housed AS (SELECT a.n AS q, b.n, false, true FROM placed a JOIN placed b
           ON a.address = b.address AND a.organisation > b.organisation AND a.brand = b.brand
              AND a.is_branch = b.is_branch AND a.part = b.part
           WHERE a.there <= {MOST} AND length(a.brand) >= 2)
SELECT q, n, bool_or(by_body) AS by_body, bool_or(by_address) AS by_address
FROM (FROM bodied UNION ALL FROM housed) GROUP BY q, n
"""  # noqa: S608  our own words
_GIVEN = """
CREATE OR REPLACE TEMP TABLE given AS
SELECT r.* REPLACE ('' AS division), NULL::VARCHAR AS code, NULL::VARCHAR AS mask, NULL::VARCHAR AS old_code,
       NULL::VARCHAR AS suggestion, NULL::VARCHAR AS faulty_code
FROM register r WHERE r.n IN (SELECT q FROM alike)
"""
_FOUND = f"""
SELECT g.organisation, g.uscc, g.name, g.folded, b.organisation, b.uscc, b.name,
       b.cost * CASE WHEN a.by_body THEN ? ELSE 1.0 END * CASE WHEN a.by_address THEN ? ELSE 1.0 END AS cost,
       b.signs | CASE WHEN a.by_body THEN {Sign.CODE_BODY.value} ELSE 0 END
               | CASE WHEN a.by_address THEN {Sign.ADDRESS_AGREES.value} ELSE 0 END
FROM best b JOIN register g ON g.n = b.q
JOIN register r ON r.organisation = b.organisation AND r.current
JOIN alike a ON a.q = b.q AND a.n = r.n
ORDER BY b.q, cost
"""  # noqa: S608  our own words

Alike = tuple[int, str, str, str, tuple[Candidate, ...]]
"""Organisation, its code, name and folded name, and those that it may be."""


def alike(*, sources: Sources) -> list[Alike]:
    """Every organisation that may be one registered before it. Reads only."""
    engine = DuckDBEngine()
    try:
        connection = engine.connection
        put_register(connection, raw_connection(), policy=sources.policy, cache=sources.cache)
        engine.put("address", _addresses())
        connection.execute(_PAIRS)
        connection.execute(_GIVEN)
        pairs = connection.execute(
            "SELECT q, n, by_body AS coded, true AS kept FROM alike"
        ).to_arrow_table()
        weights = read_weights(sources.policy)
        # Compared as names only: that their codes differ is known, and no reason against them here.
        uncoded = pairs.set_column(2, "coded", pa.array([False] * len(pairs), pa.bool_()))
        engine.put("best", compare(connection, uncoded, weights))
        factors = [weights.code_body, weights.address_agrees]
        return _grouped(connection.execute(_FOUND, factors).fetchall())
    finally:
        engine.close()


def _addresses() -> pa.Table:
    with raw_connection().cursor() as cursor:
        text = copy_out(cursor, _ADDRESSES)
    if not text:
        return pa.schema(_ADDRESS).empty_table()
    told = pacsv.read_csv(
        BytesIO(text),
        read_options=pacsv.ReadOptions(column_names=list(_ADDRESS)),
        parse_options=pacsv.ParseOptions(newlines_in_values=True),
        convert_options=pacsv.ConvertOptions(column_types=_ADDRESS),
    )
    compared = [address.normal(text) for text in told["address"].to_pylist()]
    return told.set_column(1, "address", pa.array(compared, pa.string()))


def _grouped(rows: list[tuple[Any, ...]]) -> list[Alike]:
    found: dict[int, tuple[Any, list[Candidate]]] = {}
    for organisation, code, name, folded, *candidate in rows:
        listed = found.setdefault(organisation, ((code, name, folded), []))[1]
        listed.append(Candidate.of(*candidate))
    return [(number, *who, tuple(listed)) for number, (who, listed) in found.items()]
