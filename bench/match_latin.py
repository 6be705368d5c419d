"""The labelled Latin pairs, `latin_pairs.csv`, through the same rules: which second name is the first one's.

    python -m bench.match_latin

prints {"pairs", "linked", "offered"} for the pairs in their order, as `match_peers` does. The pairs are those of
opensanctions/nomenklatura (MIT License, see latin_pairs.LICENSE.txt); made for Chinese names, the
rules know no Latin legal forms, so this shows where they end.
"""

from __future__ import annotations

import csv
import json
import os
from pathlib import Path

import duckdb
import pyarrow as pa

from goodstanding.lib.environment import read_environment
from goodstanding.matching.adapters.parts import put_words, take_apart
from goodstanding.matching.adapters.proposing import propose
from goodstanding.matching.adapters.words import read_weights, read_words
from goodstanding.standards import names

FILE = Path(__file__).parent / "latin_pairs.csv"
_BESIDE = "NULL::VARCHAR AS code, NULL::VARCHAR AS suggestion, NULL::VARCHAR AS mask, NULL::VARCHAR AS old_code, '' AS faulty_code, '' AS division"
_HELD = "n AS organisation, folded AS name, n::VARCHAR AS uscc, true AS current, 'active' AS status, '' AS division"


def pairs() -> list[dict[str, str]]:
    """The pairs in the form of the labelled set."""
    with FILE.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    held = _held(rows)
    return [
        {
            "shape": "latin_same" if row["is_match"] == "true" else "latin_other",
            "due": "propose" if row["is_match"] == "true" else "never",
            "name": row["name1"],
            "truth": str(held[names.fold(row["name2"])]) if row["is_match"] == "true" else "",
        }
        for row in rows
    ]


def _held(rows: list[dict[str, str]]) -> dict[str, int]:
    folded = dict.fromkeys(names.fold(row["name2"]) for row in rows)
    return {name: number for number, name in enumerate(folded)}


def answers() -> tuple[list[str], list[list[str]]]:
    """What is linked (the same once folded) and what is offered, for each pair."""
    with FILE.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    held, given = _held(rows), [names.fold(row["name1"]) for row in rows]
    policy = read_environment(os.environ).policy
    words = read_words(policy)
    connection = duckdb.connect()
    put_words(connection, words)
    for name, listed, beside in (("given", given, _BESIDE), ("register", list(held), _HELD)):
        table = pa.table({"n": pa.array(range(len(listed)), pa.int64()), "folded": listed})
        connection.register("texts", table)
        connection.execute(f"CREATE OR REPLACE TABLE source AS SELECT *, {beside} FROM texts")
        take_apart(connection, "source", name, words)
    none = pa.table([[], [], []], schema=pa.schema({"q": pa.int64(), "n": pa.int64(), "coded": pa.bool_()}))  # fmt: skip
    propose(connection, none, read_weights(policy))
    offered: list[list[str]] = [[] for _ in given]
    for q, code in connection.execute("SELECT q, uscc FROM proposal ORDER BY q, place").fetchall():
        offered[q].append(code)
    # A name may stand in several pairs, so a link is judged within its own.
    second = [names.fold(row["name2"]) for row in rows]
    linked = [str(held[b]) if a == b else "" for a, b in zip(given, second, strict=True)]
    return linked, offered


def main() -> None:
    """Print the answers."""
    linked, offered = answers()
    print(json.dumps({"pairs": pairs(), "linked": linked, "offered": offered}))


if __name__ == "__main__":
    main()
