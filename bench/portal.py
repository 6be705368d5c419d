"""The public pages under load: an organisation's page and the search, beside an empty page of Django's.

The register goes in through the ordinary door; the public records are written into the published
copy at once, as many for each organisation. A ratio is the rate of organisation pages divided by the
other's in the same run: `empty` is a page of the same server that shows nothing, `select` a plain
SELECT by key through psycopg, one connection. The organisation pages are asked for once each. Beside them
stand `popular`, few pages that are asked for again and again, which the server keeps; `mixed`, as readers
ask: the n-th best known of all organisations an n-th as often as the first (Zipf); and `search`.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import random
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from bench.load import Load, load
from bench.node import ROOT, SpoiltError, throw_away, told
from bench.report import Report, show

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bench.node import Node

ORGANISATIONS, ROWS, SECONDS = 200_000, 3_000_000, 10
WORKERS = 2
AIMS = {"empty": 0.5}
POPULAR = 10
SEARCHED = 5_000
MIXED = 50_000
"""Requests that are drawn for `mixed`; then they begin again."""
SEED = 20261123

REASON = """
INSERT INTO published.reason (edition, because, digest)
VALUES ('bench', '{"zh": "公示 1 年", "en": "public for P1Y"}', gen_random_uuid()) RETURNING id
"""
# A licence, a penalty, an honour in turn; dated over the last year, all of them public.
RECORDS = """
INSERT INTO published.record (version_id, organisation_id, recorded_at, amount, public_from, public_until, valid_from,
    valid_until, dated_on, reason, identity, fact, item, item_class, family, polarity, key, agency, title, number,
    authority, division, kinds, held, marks, payload)
SELECT 1000000000 + o.n * %(each)s + k, o.id, timestamptz '2026-11-23 09:00+08', CASE WHEN t = 1 THEN 2 END,
    date '2026-11-23', date '2027-06-30', d, NULL, d, %(reason)s, false, gen_random_uuid(),
    (ARRAY['licence', 'penalty', 'tax_grade_a'])[t + 1], (ARRAY['administration', 'administration', 'honour'])[t + 1],
    (ARRAY['lic', 'pen', 'hon'])[t + 1], (ARRAY['neutral', 'negative', 'positive'])[t + 1], 'k' || k, 'market',
    '食品经营许可', '云市监〔2026〕' || (o.n * %(each)s + k) || '号', '云溪市市场监督管理局', '339902', '{}', '{}', '{}',
    jsonb_build_object('document_number', '云市监〔2026〕' || k || '号', 'violation_type', '标注虚假生产日期', 'facts',
        '当事人在食品包装上标注虚假的生产日期，情节一般。', 'content', '罚款二万元', 'kinds', '["fine"]'::jsonb, 'fine', '2',
        'decided_on', d, 'document_name', '食品经营许可决定书', 'honour_name', '纳税信用A级', 'authority', '云溪市市场监督管理局')
FROM (SELECT id, row_number() OVER (ORDER BY id) - 1 AS n FROM published.organisation) AS o
CROSS JOIN generate_series(0, %(each)s - 1) AS k
CROSS JOIN LATERAL (SELECT k %% 3 AS t, date '2026-11-22' - ((o.n + k * 37) %% 140)::int AS d) AS of_it
"""


@dataclass
class PortalReport(Report):
    """With the percentiles of everything that was asked for."""

    organisations: int = 0
    records: int = 0
    loads: dict[str, Load] = field(default_factory=dict)

    def add(self, name: str, found: Load) -> None:
        """Set a load beside the organisation page's."""
        self.loads[name] = found
        more = {"p50_ms": round(found.p50_ms, 1), "p99_ms": round(found.p99_ms, 1)}
        self.compare(name, found.requests, found.seconds, **more)

    def as_json(self) -> str:
        """The one line of `--json`."""
        own = self.loads["organisation"]
        more: dict[str, Any] = {
            "unit": "requests/s", "organisations": self.organisations, "records": self.records,
            "p50_ms": round(own.p50_ms, 1), "p99_ms": round(own.p99_ms, 1), "tool": own.tool,
        }  # fmt: skip
        return json.dumps(json.loads(super().as_json()) | more, ensure_ascii=False)

    def as_text(self) -> str:
        """A line for each of what was asked for."""
        head = f"portal: {self.organisations:,} organisations, {self.records:,} public records"
        lines = [head]
        for name, one in self.loads.items():
            ratio = "" if name == "organisation" else self._line(name)
            rates = f"{one.rate:>9,.0f}/s  p50 {one.p50_ms:.1f} ms  p99 {one.p99_ms:.1f} ms"
            lines.append(f"  {name:<14}{rates}  {ratio.strip()}")
        return "\n".join(lines)


def measure(organisations: int, rows: int, seconds: int) -> PortalReport:
    """A throw-away node with a register and its published copy, served and asked."""
    with throw_away() as node:
        node.make_files(organisations=organisations, rows=1)
        node.register()
        node.publish()
        told("indexing names")
        node.python("-m", "goodstanding.cli.main", "search", "云溪", "--json")
        records = _publish(node, rows)
        node.rest()
        codes, names = _samples(node)
        with _served(node) as port:
            report = _asked(port, codes, names, seconds)
        report.add("select", _selects(node, codes, seconds))
        report.organisations, report.records = len(codes), records
        return report


def _asked(port: int, codes: list[str], names: list[str], seconds: int) -> PortalReport:
    pages = [f"/organisation/{code}/" for code in codes]
    searches = [f"/search/?q={quote(name)}" for name in names[:SEARCHED]]
    for path in (*pages[:POPULAR], searches[0], "/empty/"):
        _await(port, path, times=4 * WORKERS)  # each process reads policy once
    told("asking for organisations")
    own = load(port, pages, seconds=seconds)
    report = PortalReport("portal", own.requests, own.seconds, 0, aims=AIMS)
    report.loads["organisation"] = own
    asked = {
        "empty": ["/empty/"], "popular": pages[:POPULAR], "mixed": _as_readers_ask(pages),
        "search": searches,
    }  # fmt: skip
    for name, paths in asked.items():
        told(f"asking for {name}")
        report.add(name, load(port, paths, seconds=seconds))
    return report


def _as_readers_ask(pages: list[str]) -> list[str]:
    weights = [1 / place for place in range(1, len(pages) + 1)]
    return random.Random(SEED).choices(pages, weights, k=MIXED)


def _publish(node: Node, rows: int) -> int:
    told(f"publishing {rows:,} records")
    with _connected(node) as connection:
        (count,) = connection.execute("SELECT count(*) FROM published.organisation").fetchone()
        (reason,) = connection.execute(REASON).fetchone()
        each = max(1, rows // count)
        connection.execute("SET synchronous_commit = off")
        connection.execute(RECORDS, {"each": each, "reason": reason})
        connection.execute("ANALYZE published.record")
    return int(count * each)


def _samples(node: Node) -> tuple[list[str], list[str]]:
    """The codes of all organisations, and pieces of names, in no order."""
    with _connected(node) as connection:
        found = connection.execute("SELECT uscc, name FROM published.organisation").fetchall()
    chosen = random.Random(SEED).sample(found, len(found))
    return [code for code, _ in chosen], [name[3:7] for _, name in chosen if len(name) > 7]


def _selects(node: Node, codes: list[str], seconds: int) -> Load:
    """A row of an organisation by its code, as often as one connection gets it."""
    times: list[float] = []
    statement = "SELECT * FROM published.organisation WHERE uscc = %s"
    with _connected(node) as connection:
        until = time.perf_counter() + seconds / 2
        while (started := time.perf_counter()) < until:
            connection.execute(statement, [codes[len(times) % len(codes)]]).fetchall()
            times.append(time.perf_counter() - started)
    times.sort()
    middle, slow = times[len(times) // 2], times[int(len(times) * 0.99)]
    return Load(len(times), seconds / 2, middle * 1000, slow * 1000, "psycopg")


@contextlib.contextmanager
def _connected(node: Node) -> Iterator[Any]:
    import psycopg

    with psycopg.connect(node.lease.url, autocommit=True) as connection:
        yield connection


@contextlib.contextmanager
def _served(node: Node) -> Iterator[int]:
    """`goodstanding serve` at a free port, until it is done with."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    words = ["serve", "--port", str(port), "--workers", str(WORKERS)]
    server = subprocess.Popen(
        [sys.executable, "-m", "goodstanding.cli.main", *words], env=node.env, cwd=ROOT,
        stdout=sys.stderr, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        _await(port)
        yield port
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(timeout=30)


def _await(port: int, path: str = "/empty/", *, times: int = 1) -> None:
    """Ask until the page came so many times."""
    for _ in range(240):
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=60):
                times -= 1
        except OSError:
            time.sleep(0.5)
        if times == 0:
            return
    raise SpoiltError(f"{path} did not come up")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--organisations", type=int, default=ORGANISATIONS)
    parser.add_argument("--rows", type=int, default=ROWS)
    parser.add_argument("--seconds", type=int, default=SECONDS)
    parser.add_argument("--json", action="store_true", dest="as_json")
    given = parser.parse_args()
    show(measure(given.organisations, given.rows, given.seconds), as_json=given.as_json)
