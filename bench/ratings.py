"""The composite model over all organisations as one plan, beside DuckDB merely reading what it needs.

    python -m bench.ratings [--organisations N] [--records N] [--json]

Register and penalties go in through the ordinary door and into the columnar copy. `scan`: the same engine
scans the columns that the model needs and groups them by organisation, nothing else; the aim is half its
rate. `python`: the model for one organisation after the other, its facts at hand already, from a sample;
both have to come to the same grades. `one_p95`: how many times one rating with its explanation, its
reading written down, fits into 50 ms.
"""

from __future__ import annotations

import argparse
import json
from typing import TYPE_CHECKING, Any

from bench.files import cut
from bench.node import SpoiltError, throw_away, told
from bench.report import Report, show

if TYPE_CHECKING:
    from bench.node import Node

ORGANISATIONS, RECORDS, FILE = 200_000, 2_000_000, 500_000
AIM_MS = 50.0
AIMS = {"scan": 0.5, "one_p95": 1.0}


def measure(organisations: int, records: int) -> Report:
    """A throw-away node with a register and penalties in files of half a million."""
    with throw_away() as node:
        node.make_files(organisations=organisations, rows=records)
        names = cut(node.folder / "penalties.csv", FILE)
        node.register()
        for name in names:
            node.submit(name, "penalty", expect={"quarantined": 0})
        return rated(node)


def rated(node: Node) -> Report:
    """Everybody on a node that is loaded."""
    told("copying by columns")
    if node.python("-m", "goodstanding.cli.main", "columnar", "update", "--json").status:
        raise SpoiltError("the columnar copy could not be made")
    node.rest()
    told("rating everybody, and one by one")
    done = node.python("-m", "bench.rating")
    if done.status:
        raise SpoiltError(f"exit {done.status}")
    return _report(json.loads(done.output), done.peak_mb)


def _report(found: dict[str, Any], peak_mb: int) -> Report:
    report = Report("ratings", found["organisations"], found["rated"], peak_mb, aims=AIMS)
    for name in ("scan", "python"):
        report.compare(name, found["organisations"], found[name])
    report.ratios["one_p95"] = round(AIM_MS / found["p95_ms"], 2)
    report.others["one"] = {name: round(found[name], 1) for name in ("p50_ms", "p95_ms")}
    report.others["versions"] = {"rows": found["versions"]}
    return report


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--organisations", type=int, default=ORGANISATIONS)
    parser.add_argument("--records", "--rows", type=int, default=RECORDS)
    parser.add_argument("--json", action="store_true", dest="as_json")
    given = parser.parse_args()
    show(measure(given.organisations, given.records), as_json=given.as_json)
