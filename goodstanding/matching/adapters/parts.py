"""`domain.parts` over columns: the same parts of a million names, in DuckDB's SQL.

Places are looked up by joins, since a pattern of sixty thousand of them can't be compiled;
endings and trades by their patterns, which stand at the end so that no part is captured.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa

from goodstanding.matching.domain import parts
from goodstanding.standards import names

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from goodstanding.matching.domain.words import Words

COLUMNS = ("plain", "place", "short", "area", "core", "brand", "trade", "ending", "family", "part", "is_branch")  # fmt: skip

_ORDINAL = pa.schema({"n": pa.int64(), "spelt": pa.string()})


def put_words(connection: DuckDBPyConnection, words: Words) -> None:
    """The tables `place` and `ending`."""
    places = [(p.text, p.short, p.area) for p in words.places.values()]
    table = pa.table(
        [pa.array(column, pa.string()) for column in zip(*places, strict=True)],
        names=["text", "short", "area"],
    )
    families = pa.table(
        {"ending": list(words.families), "family": list(words.families.values())},
        schema=pa.schema({"ending": pa.string(), "family": pa.string()}),
    )
    _put(connection, "place", table)
    _put(connection, "ending", families)


def take_apart(connection: DuckDBPyConnection, source: str, target: str, words: Words) -> None:
    """Make the table `target` with all columns of `source` and the COLUMNS of its `folded`.

    `source` has the columns `n`, unique, and `folded`. Needs `put_words`.
    """
    _put_ordinals(connection, source)
    for statement in _statements(source, target, words):
        connection.execute(statement)
    for name in ("spelt", "based", "placed"):
        connection.execute(f"DROP TABLE {target}_{name}")


def _put_ordinals(connection: DuckDBPyConnection, source: str) -> None:
    """The few names that number by digits, with their ordinals as words."""
    query = f"SELECT n, folded FROM {source} WHERE regexp_matches(folded, ?)"  # noqa: S608  our own words
    found = connection.execute(query, [parts.ORDINAL]).fetchall()
    rows = {"n": [n for n, _ in found], "spelt": [parts.ordinals(name) for _, name in found]}
    _put(connection, "ordinal", pa.table(rows, schema=_ORDINAL))


def _put(connection: DuckDBPyConnection, name: str, rows: pa.Table) -> None:
    connection.register("incoming", rows)
    connection.execute(f"CREATE OR REPLACE TABLE {name} AS SELECT * FROM incoming")  # noqa: S608  our own words
    connection.unregister("incoming")


def _statements(source: str, target: str, words: Words) -> list[str]:
    body = "|".join(names.BODIES)
    return [
        # Only few names hold a digit behind 第, or are parts of another organisation.
        f"""CREATE OR REPLACE TEMP TABLE {target}_spelt AS
        SELECT s.n, replace(coalesce(o.spelt, folded), '{parts.GROUP}', '{parts.GROUP_BARE}') AS spelt,
               regexp_matches(folded, {_text(names.BRANCH)}) AS is_branch
        FROM {source} s LEFT JOIN ordinal o ON o.n = s.n""",  # noqa: S608  our own words
        f"""CREATE OR REPLACE TEMP TABLE {target}_based AS
        WITH based AS (
            SELECT n, spelt, is_branch,
                   CASE WHEN is_branch AND regexp_matches(spelt, {_text(f"(?:{body})")})
                        THEN nullif(regexp_extract(spelt, {_text(parts.PARENT)}, 1), '') END AS parent
            FROM {target}_spelt),
        inside AS (
            SELECT n, spelt, is_branch, coalesce(parent, spelt) AS base,
                   CASE WHEN contains(base, '(')
                        THEN regexp_extract(base, {_text(parts.BRACKETED)}, 1) ELSE '' END AS inner_text
            FROM based)
        SELECT n, {_bare("spelt")} AS plain, is_branch,
               {_bare("substr(spelt, length(base) + 1)")} AS part,
               {_bare("CASE WHEN p.text IS NULL THEN base ELSE replace(base, '(' || inner_text || ')', '') END")} AS rest,
               p.text AS inner_place, p.short AS inner_short, p.area AS inner_area
        FROM inside LEFT JOIN place p ON p.text = inner_text""",  # noqa: S608  our own words
        f"""CREATE OR REPLACE TEMP TABLE {target}_placed AS
        WITH longest AS (
            SELECT n, max_by(p, length(p.text)) AS found
            FROM (SELECT n, unnest([left(rest, k) FOR k IN range(2, least({words.longest_place + 1}, length(rest)))]) AS front
                  FROM {target}_based) f
            JOIN place p ON p.text = f.front
            GROUP BY n)
        SELECT b.n, plain, is_branch, part,
               coalesce(found.text, inner_place, '') AS place,
               coalesce(found.short, inner_short, '') AS short,
               coalesce(found.area, inner_area, '') AS area,
               substr(rest, coalesce(length(found.text), 0) + 1) AS tail
        FROM {target}_based b LEFT JOIN longest l ON l.n = b.n""",  # noqa: S608  our own words
        f"""CREATE OR REPLACE TABLE {target} AS
        WITH ended AS (
            SELECT n, plain, is_branch, part, place, short, area, tail,
                   regexp_extract(tail, {_text(words.ending_pattern)}) AS ending,
                   left(tail, length(tail) - length(ending)) AS core
            FROM {target}_placed),
        traded AS (
            SELECT *, regexp_extract(substr(core, 3), {_text(words.trade_pattern)}) AS trade
            FROM ended)
        SELECT s.*, plain, place, short, area, core, left(core, length(core) - length(trade)) AS brand,
               trade, t.ending, coalesce(e.family, '') AS family, part, is_branch
        FROM {source} s JOIN traded t ON t.n = s.n LEFT JOIN ending e ON e.ending = t.ending""",  # noqa: S608  our own words
    ]


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"


def _bare(value: str) -> str:
    return f"translate({value}, '{parts.BRACKETS}', '')"
