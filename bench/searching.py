"""One search engine asked all the questions: ours, or what others would use.

    python -m bench.searching ours|pg_trgm|fts5|tantivy QUESTIONS.json REGISTER.csv

prints JSON: how often one of those who were meant came first, or among ten, by shape; and how
long an answer took. Others get names and questions folded as ours are, former names and all
numbers too, and are asked as their documentation advises for short texts without blanks. What
it costs to fill them is not counted.
"""

from __future__ import annotations

import csv
import json
import os
import sqlite3
import sys
import time
from collections import defaultdict
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

from goodstanding.standards import names

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Ask = Callable[[str], list[str]]

TEN = 10
TURNS = 3  # of ours; others are asked once, some take long
MODULES = {"pg_trgm": "psycopg", "fts5": "sqlite3", "tantivy": "tantivy"}
"""The module that tells whether a peer is installed."""


def texts(register: Path) -> Iterator[tuple[str, str]]:
    """Everything an organisation of the register can be found by, folded, and its code."""
    columns = ("name", "former_name", "uscc", "registration_number", "organisation_code")
    with register.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            for column in columns:
                if row[column]:
                    yield names.fold(row[column]), row["uscc"]


def ours(_register: Path) -> Ask:
    """The public search, in a process with its node open."""
    from goodstanding.background.adapters.node import open_node
    from goodstanding.lib.environment import read_environment

    open_node(read_environment(os.environ))
    from goodstanding.matching.queries.search import search

    return lambda text: [hit.uscc for hit in search(text, limit=TEN, public=True).hits]


def suggestions() -> Ask:
    """What is offered while somebody types."""
    from goodstanding.matching.queries.search import suggest

    return lambda text: [hit.uscc for hit in suggest(text, public=True)]


def pg_trgm(register: Path) -> Ask:
    """PostgreSQL's trigrams with a GIN index: similar names and names that hold the text."""
    import psycopg

    from goodstanding.background.adapters.node import database_url
    from goodstanding.lib.environment import read_environment

    connection = psycopg.connect(database_url(read_environment(os.environ)), autocommit=True)
    connection.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
    connection.execute("DROP TABLE IF EXISTS bench_text")
    connection.execute("CREATE UNLOGGED TABLE bench_text (text text, code text)")
    with connection.cursor() as cursor, cursor.copy("COPY bench_text FROM STDIN") as copy:
        for row in texts(register):
            copy.write_row(row)
    connection.execute("CREATE INDEX ON bench_text USING gin (text gin_trgm_ops)")
    connection.execute("ANALYZE bench_text")
    query = (
        "SELECT code FROM bench_text WHERE text %% %s OR strpos(text, %s) > 0 AND text LIKE %s"
        " ORDER BY similarity(text, %s) DESC LIMIT 20"
    )

    def ask(text: str) -> list[str]:
        folded = names.fold(text)
        pattern = f"%{folded.replace('%', '').replace('_', '')}%"
        rows = connection.execute(query, [folded, folded, pattern, folded]).fetchall()
        return list(dict.fromkeys(code for (code,) in rows))[:TEN]

    return ask


def fts5(register: Path) -> Ask:
    """SQLite's full text search with its trigram tokenizer; shorter texts by LIKE."""
    database = sqlite3.connect(":memory:")
    database.execute(
        "CREATE VIRTUAL TABLE bench_text USING fts5(text, code UNINDEXED, tokenize='trigram')"
    )
    database.executemany("INSERT INTO bench_text VALUES (?, ?)", texts(register))
    database.execute("INSERT INTO bench_text(bench_text) VALUES ('optimize')")

    def ask(text: str) -> list[str]:
        folded = names.fold(text)
        if len(folded) < 3:
            where, value = "text LIKE ? LIMIT 20", f"%{folded}%"
        else:
            threes = {folded[at : at + 3].replace('"', "") for at in range(len(folded) - 2)}
            value = " OR ".join(f'"{three}"' for three in sorted(threes))
            where = "bench_text MATCH ? ORDER BY rank LIMIT 20"
        rows = database.execute(f"SELECT code FROM bench_text WHERE {where}", [value]).fetchall()
        return list(dict.fromkeys(code for (code,) in rows))[:TEN]

    return ask


def tantivy(register: Path) -> Ask:
    """Tantivy with pairs of characters as words, ranked by BM25."""
    import tantivy as engine  # type: ignore[import-not-found,unused-ignore]

    schema = engine.SchemaBuilder()
    schema.add_text_field("text", tokenizer_name="whitespace")
    schema.add_text_field("code", stored=True, tokenizer_name="raw")
    index = engine.Index(schema.build())
    writer = index.writer(heap_size=500_000_000)
    for text, code in texts(register):
        writer.add_document(engine.Document(text=_pairs(text), code=code))
    writer.commit()
    index.reload()
    searcher = index.searcher()

    def ask(text: str) -> list[str]:
        words = [
            (engine.Occur.Should, engine.Query.term_query(index.schema, "text", pair))
            for pair in _pairs(names.fold(text)).split()
        ]
        found = searcher.search(engine.Query.boolean_query(words), 20).hits
        codes = (searcher.doc(place)["code"][0] for _, place in found)
        return list(dict.fromkeys(codes))[:TEN]

    return ask


def _pairs(text: str) -> str:
    return " ".join(first + second for first, second in pairwise(text)) or text


def measured(ask: Ask, asked: list[tuple[str, str, list[str]]], turns: int) -> dict[str, Any]:
    """Quality by shape, and the milliseconds of an answer: the median of some turns."""
    shapes: dict[str, list[tuple[bool, bool]]] = defaultdict(list)
    taken: list[list[float]] = [[] for _ in asked]
    for text in [text for _, text, _ in asked][::20]:
        ask(text)
    for turn in range(turns):
        for number, (shape, text, meant) in enumerate(asked):
            started = time.perf_counter()
            codes = ask(text)
            taken[number].append(1000 * (time.perf_counter() - started))
            if turn == 0:
                shapes[shape].append(
                    (bool(set(codes[:1]) & set(meant)), bool(set(codes) & set(meant)))
                )
    return {
        "seconds": sum(map(sum, taken)) / turns / 1000,
        **_spread([sorted(times)[turns // 2] for times in taken]),
        "p95_best": _spread([min(times) for times in taken])["p95_ms"],
        **_shares([pair for pairs in shapes.values() for pair in pairs]),
        "shapes": {shape: _shares(pairs) for shape, pairs in shapes.items()},
    }


def _spread(times: list[float]) -> dict[str, float]:
    ordered = sorted(times)
    return {
        "p50_ms": round(ordered[len(ordered) // 2], 1),
        "p95_ms": round(ordered[int(len(ordered) * 0.95)], 1),
    }


def _shares(pairs: list[tuple[bool, bool]]) -> dict[str, float]:
    return {
        "first": round(sum(first for first, _ in pairs) / len(pairs), 4),
        "ten": round(sum(ten for _, ten in pairs) / len(pairs), 4),
    }


def beginnings(asked: list[tuple[str, str, list[str]]]) -> list[tuple[str, str, list[str]]]:
    """What has been typed of names and sounds when suggestions are asked for."""
    typed = ("brand", "first_four", "whole", "pinyin", "brand_pinyin", "initials")
    return [
        (shape, text[:length], meant)
        for shape, text, meant in asked
        if shape in typed
        for length in (2, 4, 6, 9)
        if length <= len(text)
    ]


ENGINES: dict[str, Callable[[Path], Ask]] = {
    "ours": ours, "pg_trgm": pg_trgm, "fts5": fts5, "tantivy": tantivy,
}  # fmt: skip


def main() -> None:
    """Ask one engine."""
    name, questions, register = sys.argv[1:4]
    asked = json.loads(Path(questions).read_text(encoding="utf-8"))
    turns = TURNS if name == "ours" else 1
    found = measured(ENGINES[name](Path(register)), asked, turns)
    if name == "ours":
        found["suggestions"] = measured(suggestions(), beginnings(asked), turns)
        del found["suggestions"]["shapes"]
    print(json.dumps(found, ensure_ascii=False))


if __name__ == "__main__":
    main()
