"""Pages and nights over many open cases: work lists beside the empty one's, every job of a night beside a minute.

    python -m bench.cases [--rows N] [--periods N] [--json]

`rows` open cases of every procedure with their clocks, and `periods` publicity periods, one in ten over. Pages
are asked for in turn; a ratio is the p95 of the work list of a body that has nothing to do, divided by that of the
page (the aim: at most twice as slow). `night` is a minute divided by what all jobs
took that end, remind, lift or recall something; each stands beside in `others`.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
from typing import TYPE_CHECKING, Any

from bench.cases_rows import fill_cases, fill_copies, fill_periods, listed_rows, number_facts
from bench.node import SpoiltError, run, throw_away, told
from bench.report import Report, show

if TYPE_CHECKING:
    from bench.node import Node

ROWS, TIMES = 100_000, 10
MINUTE = 60
AIMS = {"officer": 0.5, "approver": 0.5, "centre": 0.5, "clocks": 0.5, "night": 1.0}
BEFORE = "2026-11-22T09:30:00+08:00"

# What must be none after a night.
LEFT = {
    "periods": "SELECT count(*) FROM published.record WHERE public_until < %(today)s",
    "entries": "SELECT count(*) FROM listings_entry WHERE state <> 'removed' AND ends_on < %(today)s",
    "measures": "SELECT count(*) FROM measures_call c JOIN listings_entry e ON e.id = c.entry_id"
    " WHERE e.state = 'removed' AND c.state IN ('called', 'confirmed', 'done')",
    "objections": "SELECT count(*) FROM objections_objection WHERE state = 'decided'",
    "commitments": "SELECT count(*) FROM commitments_commitment WHERE state = 'published' AND checked AND due_on < %(today)s",
    "complaints": "SELECT count(*) FROM complaints_complaint WHERE erased_at IS NULL AND erase_on < %(today)s",
    "clocks": "SELECT count(*) FROM casework_case k WHERE k.due_on IS DISTINCT FROM"
    " (SELECT min(c.due_on) FROM casework_clock c WHERE c.case_id = k.id AND c.stopped_on IS NULL)",
}


def measure(cases: int, periods: int) -> Report:
    """A throw-away node, filled; asked for its pages, then a night."""
    with throw_away() as node:
        node.make_files(organisations=max(cases // 5, 200), rows=cases)
        node.register()
        node.submit("penalties.csv", "penalty", expect={"rows": cases})
        _work(node, "people")
        _fill(node, cases, periods)
        pages = _work(node, "pages")
        night = _work(node, "night")
        _require_done(node)
    return _report(cases, periods, pages, night)


def _fill(node: Node, cases: int, periods: int) -> None:
    with _connected(node) as connection:
        told(f"making {cases:,} open cases")
        number_facts(connection)
        _submit_entries(node, connection, cases)
        fill_cases(connection, cases)
        told("calling up measures")
        connection.execute("ANALYZE")
        _work(node, "follow", clock=BEFORE)
        fill_copies(connection)
        told(f"making {periods:,} publicity periods")
        fill_periods(connection, periods)
        connection.execute("VACUUM (ANALYZE)")
    node.rest()


def _submit_entries(node: Node, connection: Any, cases: int) -> None:
    """The records of the entries whose last day is over."""
    lines = [
        json.dumps({
            "name": name, "uscc": code, "document_number": number, "reason": "情节严重", "basis": "依法",
            "authority": "云溪市市场监督管理局", "notice_on": "2023-11-01", "listed_on": "2023-11-22",
            "term_until": "2026-11-22", "authority_uscc": "11330100002489559L",
        }, ensure_ascii=False)
        for name, code, number in listed_rows(connection, cases)
    ]  # fmt: skip
    (node.folder / "listed.jsonl").write_text("\n".join(lines), encoding="utf-8")
    node.submit("listed.jsonl", "severe_list_market", expect={"rows": len(lines)})


def _connected(node: Node) -> Any:
    import psycopg

    return psycopg.connect(node.lease.url, autocommit=True, cursor_factory=psycopg.ClientCursor)


def _work(node: Node, word: str, *, clock: str = "") -> dict[str, Any]:
    told(word)
    given = node.env | ({"GOODSTANDING_CLOCK": clock} if clock else {})
    done = run([sys.executable, "-m", "bench.cases_work", word], given)
    if done.status != 0:
        raise SpoiltError(f"{word} broke off")
    answer: dict[str, Any] = json.loads(done.output)
    return answer


def _require_done(node: Node) -> None:
    with _connected(node) as connection:
        for what, query in LEFT.items():
            (left,) = connection.execute(query, {"today": "2026-11-23"}).fetchone()
            if left:
                raise SpoiltError(f"the night left {left} {what}")


def _p95(seconds: list[float]) -> float:
    return statistics.quantiles(seconds, n=20)[-1]


def _report(
    cases: int, periods: int, pages: dict[str, list[float]], night: dict[str, float]
) -> Report:
    seconds = sum(night.values())
    report = Report("cases", cases + periods, seconds, 0, aims=AIMS)
    for page, times in pages.items():
        if page in AIMS:
            report.ratios[page] = round(_p95(pages["empty"]) / _p95(times), 2)
        middle = statistics.median(times)
        report.others[page] = {"p95_ms": round(_p95(times) * 1000), "p50_ms": round(middle * 1000)}
    report.ratios["night"] = round(MINUTE / seconds, 2)
    for job, spent in night.items():
        report.others[job] = {"seconds": round(spent, 2)}
    return report


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=ROWS)
    parser.add_argument("--periods", type=int, help=f"default: {TIMES} times the rows")
    parser.add_argument("--json", action="store_true", dest="as_json")
    given = parser.parse_args()
    show(measure(given.rows, given.periods or TIMES * given.rows), as_json=given.as_json)
