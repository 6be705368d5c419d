"""A workbook of 100,000 penalties in 18 columns, from the file to loaded and committed versions.

Beside it: openpyxl merely reading the same workbook.
"""

from __future__ import annotations

from bench import peers
from bench.node import throw_away
from bench.report import Report, arguments, show

ROWS = 100_000
AIMS: dict[str, float] = {"openpyxl": 1}


def measure(rows: int) -> Report:
    """End to end on one throw-away node."""
    with throw_away() as node:
        node.make_files(organisations=max(200, rows // 5), rows=rows, more=("--xlsx",))
        node.register()
        counts = {"rows": rows, "new": rows, "findings": 0}
        ours, _ = node.submit("penalties.xlsx", "penalty", expect=counts)
        report = Report("xlsx", rows, ours.seconds, ours.peak_mb, aims=AIMS)
        peers.compare(report, node, "openpyxl", node.folder / "penalties.xlsx")
    return report


def main() -> None:
    """Measure and print."""
    words = arguments(__doc__, ROWS).parse_args()
    show(measure(words.rows), as_json=words.as_json)


if __name__ == "__main__":
    main()
