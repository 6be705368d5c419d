"""A million penalties on 200,000 organisations, from the file to loaded and committed versions.

Beside it in the same run: PostgreSQL's COPY of the same rows (`copy`, the limit: text, in the order of the
file, as psycopg and psql send it; `copy_binary`: in the format and the order in which we send them ourselves), two tools that
only check, one that only loads. Then the publication of what was loaded, the very same file (`identical`), the same rows in
another file, which has to be compared row by row (`again`), and with --full a second file into a table that holds ten million
versions, and how COPY itself fares there (`copy_full_table`: its rate beside that into an empty table).
"""

from __future__ import annotations

from bench import limit, peers
from bench.files import sample
from bench.node import Node, SpoiltError, throw_away, told
from bench.report import Report, arguments, show

ROWS = 1_000_000
FULL = 10_000_000
ROWS_OF_ORGANISATION = 5
LEAST_ORGANISATIONS = 200
SAMPLE = 50_000
VERSIONS = "versions"  # the files of COPY for the limit
ORDERS = {"text": "row", "binary": "id"}  # by format
AIMS: dict[str, float] = {
    "copy": 0.5, "dlt": 1, "frictionless": 1, "jsonschema-rs": 1, "identical": 3,
    "full_table": 0.8, "publication": 4,
}  # fmt: skip


def measure(rows: int, rows_before: int) -> Report:
    """Everything on one throw-away node; `rows_before` 0 leaves the full table out."""
    with throw_away() as node:
        wanted = ("--again", "--second") if rows_before else ("--again",)
        node.make_files(organisations=_organisations(rows), rows=rows, more=wanted)
        node.register()
        node.publish()
        node.rest()
        first, answer = node.submit("penalties.csv", "penalty", expect=_counts(rows, new=rows))
        report = Report("ingest", rows, first.seconds, first.peak_mb, aims=AIMS)
        number = answer["submission"]
        for form in ORDERS:
            _export(node, number, rows, form)
        earlier = _copied(node, "text")
        _again(report, node, number)
        published = node.publish()
        report.repeat("publication", published.seconds, published.peak_mb)
        # The better of two runs, apart in time, is the limit.
        report.compare("copy", rows, min(earlier, _copied(node, "text")))
        into_empty = _copied(node, "binary")
        report.compare("copy_binary", rows, into_empty)
        _peers(report, node)
        if rows_before:
            _into_full_table(report, node, rows_before)
            into_full = _copied_into_full_table(node, rows)
            report.ratios["copy_full_table"] = round(into_empty / into_full, 2)
            report.others["copy_full_table"] = {"rows": rows, "seconds": round(into_full, 2)}
    return report


def _organisations(rows: int) -> int:
    return max(LEAST_ORGANISATIONS, rows // ROWS_OF_ORGANISATION)


def _counts(rows: int, **counts: int) -> dict[str, int]:
    return {"rows": rows, "new": 0, "unchanged": 0, "quarantined": 0, "findings": 0, **counts}


def _export(node: Node, number: str, rows: int, form: str) -> None:
    with limit.connected(node.lease.url) as connection:
        target = node.folder / f"{VERSIONS}.{form}"
        exported = limit.export(connection, number, target, form=form, order=ORDERS[form])
    if exported != rows:
        raise SpoiltError(f"{exported} versions were exported for {rows} rows")


def _copied(node: Node, form: str) -> float:
    told(f"COPY of the same rows, {form}")
    node.rest()
    with limit.connected(node.lease.url) as connection:
        return limit.copy(connection, node.folder / f"{VERSIONS}.{form}", form=form)


def _again(report: Report, node: Node, number: str) -> None:
    """The same rows in another file, then the very same file, which has its answer already."""
    counts = _counts(report.rows, unchanged=report.rows)
    again, _ = node.submit("again.csv", "penalty", expect=counts)
    report.repeat("again", again.seconds, again.peak_mb)
    identical, answer = node.submit("penalties.csv", "penalty", expect={})
    if answer["submission"] != number:
        raise SpoiltError(f"the same file was loaded as {answer['submission']} after {number}")
    report.repeat("identical", identical.seconds, identical.peak_mb)


def _peers(report: Report, node: Node) -> None:
    whole = node.folder / "penalties.csv"
    peers.compare(report, node, "dlt", whole)
    part = sample(whole, min(SAMPLE, report.rows))
    peers.compare(report, node, "frictionless", part)
    peers.compare(report, node, "jsonschema-rs", part)


def _into_full_table(report: Report, node: Node, versions: int) -> None:
    told(f"filling the table up to {versions:,} versions")
    with limit.connected(node.lease.url) as connection:
        limit.fill(connection, versions)
    node.rest()
    later, _ = node.submit("later.csv", "penalty", expect=_counts(report.rows, new=report.rows))
    report.repeat("full_table", later.seconds, later.peak_mb)


def _copied_into_full_table(node: Node, rows: int) -> float:
    told("COPY of that file's versions into as full a table")
    file = node.folder / f"{VERSIONS}.later"
    with limit.connected(node.lease.url) as connection:
        limit.move_last(connection, file, rows)
    node.rest()
    with limit.connected(node.lease.url) as connection:
        return limit.copy_into(connection, file, form="binary")


def main() -> None:
    """Measure and print."""
    parser = arguments(__doc__, ROWS)
    parser.add_argument("--rows-before", type=int, default=0)
    parser.add_argument("--full", action="store_true")
    words = parser.parse_args()
    before = words.rows_before or (FULL if words.full else 0)
    show(measure(words.rows, before), as_json=words.as_json)


if __name__ == "__main__":
    main()
