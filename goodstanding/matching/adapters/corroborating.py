"""What speaks for a proposed organisation beside name and code: the address, where the authority is.

Both change the reasons and the order of what was proposed, and bring nothing new.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa

from goodstanding.matching.domain import address
from goodstanding.matching.domain.reasons import Sign

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from duckdb import DuckDBPyConnection

    from goodstanding.matching.domain.weights import Weights

    Addresses = Callable[[Iterable[int]], Mapping[int, str]]

GIVEN = ("address", "authority_uscc")
"""Columns that rows may have beside those that say whom they mean."""

# The division stands in an authority's own code; a city's says all of the city.
DIVISIONS = """
SELECT p.s, min(regexp_replace(substr(r.authority_uscc, 3, 6), '(00)+$', '')) AS division
FROM raw r JOIN spoken p ON p.row = r.row
WHERE regexp_full_match(r.authority_uscc, '[0-9A-Z]{2}[0-9]{6}[0-9A-Z]{10}') GROUP BY p.s
"""
_ADDRESSES = """
SELECT DISTINCT p.s, r.address, c.organisation FROM raw r JOIN spoken p ON p.row = r.row
JOIN proposal c ON c.q = p.s WHERE r.address <> ''
"""
_AGREED = f"""
UPDATE proposal SET cost = cost * ?, signs = signs | {Sign.ADDRESS_AGREES.value}
WHERE (q, organisation) IN (SELECT (q, organisation) FROM agreed)
"""  # noqa: S608  our own words
_ORDERED = """
CREATE OR REPLACE TABLE proposal AS
SELECT * REPLACE (row_number() OVER (PARTITION BY q ORDER BY cost, uscc) AS place) FROM proposal
"""
_AGREED_TYPES = pa.schema({"q": pa.int64(), "organisation": pa.int64()})


def with_columns(rows: pa.Table) -> pa.Table:
    """The rows with every column of GIVEN, empty where it is missing."""
    for name in GIVEN:
        if name not in rows.column_names:
            rows = rows.append_column(name, pa.nulls(len(rows), pa.string()))
    return rows


def order_by_address(
    connection: DuckDBPyConnection, addresses: Addresses, weights: Weights
) -> None:
    """Mark and move up what was proposed for a row with the address that is on file.

    `addresses` answers the addresses of organisations. Reads `raw`, `spoken` and `proposal`.
    """
    pairs = connection.execute(_ADDRESSES).fetchall()
    if not pairs:
        return
    on_file = {
        number: address.normal(text)
        for number, text in addresses({number for _, _, number in pairs}).items()
    }
    agreed = [
        {"q": q, "organisation": number}
        for q, given, number in pairs
        if address.agree(address.normal(given), on_file.get(number, ""))
    ]
    connection.register("agreed", pa.Table.from_pylist(agreed, schema=_AGREED_TYPES))
    connection.execute(_AGREED, [weights.address_agrees])
    connection.unregister("agreed")
    connection.execute(_ORDERED)
