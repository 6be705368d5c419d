"""`goodstanding check` of a list of 1,000,000 rows, hostile ones among them; then killed and taken up again.

    python -m bench.verify [--rows N] [--organisations N] [--records N] [--json]

A city's register (of 200,000 organisations, if no number is given) and penalties go in through the ordinary door. The list names its organisations in
turn by code, by name and by both; one row in a hundred is hostile in one of many ways and has to mean
nobody. `killed` is another check of the same list, ended by signal 9 after some parts and called again:
its seconds are those of the second call, and it has to answer the same. `aim` is 100,000 rows in 60 s;
`yente` its published 4 to 30 queries a second of a core, by likeness of names: not run here.
"""

from __future__ import annotations

import argparse
import csv
import json
import re
import signal
import subprocess
import sys
import time
from itertools import cycle, islice
from typing import TYPE_CHECKING

from bench.node import ROOT, SpoiltError, run, throw_away, told
from bench.portal import _connected
from bench.report import Report, show

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from bench.node import Node, Run

ROWS, ORGANISATIONS, RECORDS = 1_000_000, 200_000, 600_000
AIM = 100_000 / 60
PUBLISHED = {"yente_least": 4.0, "yente_most": 30.0}
EVERY = 100
HOSTILE = (
    ("=cmd|' /C calc'!A0", ""), ("'; DROP TABLE organisations_organisation; --", ""), ("名" * 5_000, ""),
    ("\u202e司公限有\x07\t换\n行", ""), ("", "91330000000000000X"), ("", "11010519491231002X"), ("张三 110105 1949 1231 002X", ""),
    ("x", "x", "x", "x"),
    ("<script>alert(1)</script>", "９１３３"), ("\ufeff\u200b", "%s%(name)s"), ("", "NULL"), ("🏭有限公司", "0"),
)  # fmt: skip


def write_list(node: Node, rows: int) -> Path:
    """The list, row by row."""
    place = node.folder / "list.csv"
    hostile = cycle(HOSTILE)
    with place.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(["名称", "代码"])
        for n, (name, code) in enumerate(islice(_organisations(node), rows)):
            if n % EVERY == EVERY - 1:
                writer.writerow(next(hostile))
            else:
                writer.writerow([name if n % 3 else "", code if n % 3 != 1 else ""])
    return place


def _organisations(node: Node) -> Iterator[tuple[str, str]]:
    while True:
        with (node.folder / "register.csv").open(encoding="utf-8", newline="") as lines:
            yield from ((row["name"], row["uscc"]) for row in csv.DictReader(lines))


def check(node: Node, place: Path, matter: str) -> tuple[Run, dict[str, int]]:
    """The command to its end, and what it counted."""
    done = run(_words(place, matter, node.folder / "answer.xlsx"), node.env)
    counts = {word: int(n) for word, n in re.findall(r"(\w+) (\d+)(?:,|$)", done.output.decode())}
    if done.status or not counts:
        raise SpoiltError(f"exit {done.status}: {done.output[:300]!r}")
    return done, {word: counts[word] for word in ("rows", "found", "noted", "clear", "undecided")}


def _words(place: Path, matter: str, answer: Path) -> list[str]:
    words = [
        "check",
        str(place),
        "--purpose",
        "award_review",
        "--matter",
        matter,
        "-o",
        str(answer),
    ]
    return [sys.executable, "-m", "goodstanding.cli.main", *words]


def kill_midway(node: Node, place: Path, matter: str) -> int:
    """Kill a check once some parts are kept; how many were."""
    running = subprocess.Popen(
        _words(place, matter, node.folder / "answer.xlsx"), env=node.env, cwd=ROOT,
        stdout=subprocess.DEVNULL,
    )  # fmt: skip
    with _connected(node) as connection:
        while running.poll() is None and (kept := _parts(connection)) < 2:
            time.sleep(0.1)
    running.send_signal(signal.SIGKILL)
    if running.wait() != -signal.SIGKILL:
        raise SpoiltError("the check was over before it could be killed: give more --rows")
    return kept


def _parts(connection: object) -> int:
    asked = "SELECT count(*) FROM verification_part p JOIN verification_request q ON q.id = p.request_id WHERE q.state = 'waiting'"
    return int(connection.execute(asked).fetchone()[0])  # type: ignore[attr-defined]


def measure(rows: int, organisations: int, records: int) -> Report:
    """A throw-away node with a register and penalties, and its list."""
    with throw_away() as node:
        node.make_files(organisations=organisations, rows=records)
        node.register()
        node.submit("penalties.csv", "penalty", expect={"quarantined": 0})
        return answered(node, rows)


def answered(node: Node, rows: int) -> Report:
    """The list of a node whose city is loaded."""
    told(f"writing a list of {rows:,} rows")
    place = write_list(node, rows)
    _prove(node, place)
    node.rest()
    told("checking it")
    done, counts = check(node, place, "bench")
    if counts["rows"] != rows:
        raise SpoiltError(f"{counts}")
    size = (node.folder / "answer.xlsx").stat().st_size
    report = Report("verify", rows, done.seconds, done.peak_mb, aims={"aim": 1.0})
    report.ratios["aim"] = round(report.rate / AIM, 2)
    for name, rate in PUBLISHED.items():
        report.compare(name, round(rate * 60), 60.0)
    told("checking it again, killed on the way")
    kept = kill_midway(node, place, "killed")
    again, same = check(node, place, "killed")
    if same != counts:
        raise SpoiltError(f"killed: {same}, not killed: {counts}")
    report.others["killed"] = {"rows": rows, "seconds": round(again.seconds, 2), "peak_mb": again.peak_mb, "parts_kept": kept}  # fmt: skip
    report.others["answer"] = {**counts, "workbook_mb": round(size / 1e6, 1)}
    return report


def _prove(node: Node, place: Path) -> None:
    """Check the list's beginning: hostile rows mean nobody, others somebody.

    It also brings the columnar copy up to date, which is no part of what is measured.
    """
    some = EVERY * len(HOSTILE)
    small = place.with_name("some.csv")
    with place.open(encoding="utf-8", newline="") as lines:
        rows = list(islice(csv.reader(lines), some + 1))
    with small.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows(rows)
    words = [*_words(small, "some", node.folder / "some.xlsx"), "--json"]
    lines = run(words, node.env).output.decode().splitlines()[1:]
    told_of = {row["row"]: bool(row["uscc"]) for row in map(json.loads, lines)}
    found = [told_of[row] for row in range(1, some + 1)]
    hostile = found[EVERY - 1 :: EVERY]
    # A few names are borne by two, and then mean nobody.
    if any(hostile) or found.count(True) < 0.95 * (len(found) - len(hostile)):
        raise SpoiltError(f"{found.count(True)} of {len(found)} rows were matched")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=ROWS)
    parser.add_argument("--organisations", type=int, default=ORGANISATIONS)
    parser.add_argument("--records", type=int, default=RECORDS)
    parser.add_argument("--json", action="store_true", dest="as_json")
    given = parser.parse_args()
    show(measure(given.rows, given.organisations, given.records), as_json=given.as_json)
