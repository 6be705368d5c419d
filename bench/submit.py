"""`goodstanding submit` of a ten-row file on a node that is up: what the process costs.

Python's own start, measured in the same run, is taken off. `seconds` is wall time and `cpu`
the process's own time, both the median of nine files; `first` is the first file of its item in
this home, `cold` one that starts the stopped database server, both wall time.
"""

from __future__ import annotations

import statistics
from typing import TYPE_CHECKING

from bench.files import cut
from bench.node import Node, throw_away
from bench.report import Report, arguments, show
from goodstanding.lib.postgres import embedded

if TYPE_CHECKING:
    from bench.node import Run

ROWS = 10
TURNS = 9
ORGANISATIONS = 2000
AIM_SECONDS = 1.5
AIMS = {"cpu": 1.0, "wall": 1.0}


def measure(rows: int) -> Report:
    """One throw-away node with a small register and as many files as turns, and two more."""
    with throw_away() as node:
        node.make_files(organisations=ORGANISATIONS, rows=rows * (TURNS + 2))
        names = cut(node.folder / "penalties.csv", rows)
        node.register()
        first = _submitted(node, names[0], rows)
        runs = [_submitted(node, name, rows) for name in names[1:-1]]
        own = [node.python("-c", "pass") for _ in range(TURNS)]
        embedded.stop(node.home)
        cold = _submitted(node, names[-1], rows)
    return _report(rows, runs, own, first=first, cold=cold)


def _submitted(node: Node, name: str, rows: int) -> Run:
    return node.submit(name, "penalty", expect={"rows": rows, "new": rows})[0]


def _report(rows: int, runs: list[Run], own: list[Run], *, first: Run, cold: Run) -> Report:
    start = statistics.median(run.seconds for run in own)
    wall = statistics.median(run.seconds for run in runs) - start
    cpu = statistics.median(run.cpu for run in runs) - statistics.median(run.cpu for run in own)
    report = Report("submit", rows, wall, max(run.peak_mb for run in runs), aims=AIMS)
    # Not a peer but a promise: how many times the work fits into the seconds aimed at.
    report.ratios = {"cpu": round(AIM_SECONDS / cpu, 2), "wall": round(AIM_SECONDS / wall, 2)}
    seconds = {"cpu": cpu, "python": start, "first": first.seconds - start}
    seconds["cold"] = cold.seconds - start
    report.others = {
        name: {"rows": rows, "seconds": round(value, 3)} for name, value in seconds.items()
    }
    return report


def main() -> None:
    """Measure and print."""
    words = arguments(__doc__, ROWS).parse_args()
    show(measure(words.rows), as_json=words.as_json)


if __name__ == "__main__":
    main()
