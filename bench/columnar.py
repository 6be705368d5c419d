"""The columnar copy: brought up to date after 100,000 new rows, and made anew.

    python -m bench.columnar [--rows N] [--organisations N] [--records N] [--json]

The commands from start to end on a node that holds `records` penalties before. `aim`: how many times the
update fits into 5 s. `copy`: PostgreSQL hands the same new versions out by COPY and does nothing with
them. `rebuild` is the whole copy from the table alone, its rate beside that of the update.
"""

from __future__ import annotations

import argparse
import json
import time
from typing import TYPE_CHECKING

from bench.files import split
from bench.node import SpoiltError, throw_away, told
from bench.portal import _connected
from bench.report import Report, show

if TYPE_CHECKING:
    from bench.node import Node, Run

ROWS, ORGANISATIONS, RECORDS = 100_000, 100_000, 500_000
AIM_SECONDS = 5.0
COPIED = """
COPY (SELECT v.*, s.agency, s.number FROM records_version v JOIN collection_submission s ON s.id = v.submission_id
      WHERE s.number = '{number}') TO STDOUT
"""


def measure(rows: int, organisations: int, records: int) -> Report:
    """A throw-away node, its copy up to date before the new rows come."""
    with throw_away() as node:
        node.make_files(organisations=organisations, rows=records + rows)
        split(node.folder, records)
        node.register()
        node.submit("penalties.csv", "penalty", expect={"quarantined": 0})
        _columnar(node, "update")
        _, answer = node.submit("later.csv", "penalty", expect={"new": rows, "quarantined": 0})
        return updated(node, rows, answer["submission"])


def updated(node: Node, rows: int, number: str) -> Report:
    """The update after a submission of so many rows, and the rest."""
    node.rest()
    told("bringing the copy up to date")
    update = _columnar(node, "update", expect=rows)
    report = Report("columnar", rows, update.seconds, update.peak_mb, aims={"aim": 1.0})
    report.ratios["aim"] = round(AIM_SECONDS / update.seconds, 2)
    report.compare("copy", rows, _handed_out(node, number))
    told("making it anew")
    rebuild = _columnar(node, "rebuild")
    versions = json.loads(rebuild.output)["versions"]
    report.compare("rebuild", versions, rebuild.seconds, peak_mb=rebuild.peak_mb)
    _columnar(node, "check")
    return report


def _columnar(node: Node, verb: str, *, expect: int | None = None) -> Run:
    done = node.python("-m", "goodstanding.cli.main", "columnar", verb, "--json")
    if done.status or (expect is not None and json.loads(done.output)["versions"] != expect):
        raise SpoiltError(f"columnar {verb}: exit {done.status}, {done.output[:200]!r}")
    return done


def _handed_out(node: Node, number: str) -> float:
    started = time.perf_counter()
    with _connected(node) as connection, connection.cursor().copy(COPIED.format(number=number)) as out:  # fmt: skip
        for _ in out:
            pass
    return time.perf_counter() - started


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=ROWS)
    parser.add_argument("--organisations", type=int, default=ORGANISATIONS)
    parser.add_argument("--records", type=int, default=RECORDS)
    parser.add_argument("--json", action="store_true", dest="as_json")
    given = parser.parse_args()
    show(measure(given.rows, given.organisations, given.records), as_json=given.as_json)
