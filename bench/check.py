"""The single check by key with many clients at once, beside an empty page of the same server.

    python -m bench.check [--organisations N] [--seconds N] [--clients N] [--json]

The register and penalties go in through the ordinary door. The main figure is a closed loop: each client
asks about another organisation as soon as it was answered, so that by the number of clients alone
p99 < 50 ms needs 1,000 checks a second of 50 clients. `counters` is what as many counters are like: as many
connections, each of which asks by chance once a second; its times run from the instant at which it
meant to ask. `quiet` is one client alone. Every check is on disk before it is answered, so `disk_ms`, one
flush of this disk, is told beside them. A ratio is the rate of checks divided by the other's.
"""

from __future__ import annotations

import argparse
import http.client
import itertools
import json
import os
import random
import statistics
import threading
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bench.load import Load
from bench.node import SpoiltError, throw_away, told
from bench.portal import ASKED, SEED, _connected, _served
from bench.report import Report, show

if TYPE_CHECKING:
    from pathlib import Path

    from bench.node import Node

ORGANISATIONS, ROWS, SECONDS, CLIENTS = 50_000, 100_000, 10, 50
AIM_MS = 50.0
MAKE_KEY = """
import os, django
from goodstanding.background.adapters.node import open_node
from goodstanding.lib.environment import now, read_environment
environment = read_environment(os.environ)
open_node(environment, faces=True)
from goodstanding.accounts.services import keys
from goodstanding.audit.domain import command
wanted = keys.Wanted("bench", "award_review", "bench", agency="ecology")
print(keys.make(wanted, by=command("bench"), now=now(environment))[1])
"""


@dataclass(frozen=True)
class Asking:
    """What is asked of whom."""

    port: int
    method: str
    path: str
    bodies: list[str]
    key: str


def ask(asking: Asking, *, clients: int, seconds: int, each: float | None = None) -> Load:
    """Requests of so many clients, each in a thread with a connection of its own.

    With `each` a client means to ask so often a second, at instants that chance chooses, and what
    comes of a late one is late too; without it, as soon as it was answered.
    """
    times: list[float] = []
    faults: list[str] = []
    turn = itertools.cycle(asking.bodies)
    headers = {"Authorization": f"Bearer {asking.key}", "Content-Type": "application/json"}
    until = time.perf_counter() + seconds

    def one(number: int) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", asking.port)
        chance, due = random.Random(SEED + number), time.perf_counter()
        while True:
            due = due + chance.expovariate(each) if each else time.perf_counter()
            if due >= until:
                return
            time.sleep(max(0.0, due - time.perf_counter()))
            connection.request(asking.method, asking.path, next(turn).encode() or None, headers)
            answer = connection.getresponse()
            content = answer.read()
            times.append(time.perf_counter() - due)
            if answer.status >= 400:
                faults.append(content.decode()[:200])
                return

    threads = [threading.Thread(target=one, args=(n,)) for n in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if faults or len(times) < 100:
        raise SpoiltError(f"{len(faults)} answers were faults: {faults[:1]}")
    cuts = statistics.quantiles(times, n=100)
    return Load(len(times), float(seconds), cuts[49] * 1000, cuts[98] * 1000, "threads")


@dataclass
class CheckReport(Report):
    """With the percentiles of the checks."""

    own: Load | None = None
    disk_ms: float = 0.0

    def as_json(self) -> str:
        """The one line of `--json`."""
        assert self.own is not None
        more = {
            "unit": "checks/s",
            "p50_ms": round(self.own.p50_ms, 1),
            "p99_ms": round(self.own.p99_ms, 1),
            "aim_ms": AIM_MS,
            "disk_ms": self.disk_ms,
        }
        return json.dumps(json.loads(super().as_json()) | more, ensure_ascii=False)

    def as_text(self) -> str:
        """Our line with the percentiles, then the others'."""
        assert self.own is not None
        lines = [self._line(name) + f"  {self.others[name]}" for name in self.ratios]
        head = f"check: {self.rate:,.0f}/s, p50 {self.own.p50_ms:.1f} ms, p99 {self.own.p99_ms:.1f} ms (aim {AIM_MS:g}), disk {self.disk_ms:.1f} ms"
        return "\n".join([head, *lines])

    def beside(self, name: str, found: Load) -> None:
        """Set another load beside the checks."""
        more = {"p50_ms": round(found.p50_ms, 1), "p99_ms": round(found.p99_ms, 1)}
        self.compare(name, found.requests, found.seconds, **more)


def measure(organisations: int, rows: int, seconds: int, clients: int) -> CheckReport:
    """A throw-away node with a register and penalties, served and asked."""
    with throw_away() as node:
        node.make_files(organisations=organisations, rows=rows)
        node.register()
        node.submit("penalties.csv", "penalty", expect={"quarantined": 0})
        key = node.python("-c", MAKE_KEY).output.decode().split()[-1]
        bodies = _bodies(node)
        node.rest()
        with _served(node) as port:
            checks = Asking(port, "POST", "/api/v1/check", bodies, key)
            ask(checks, clients=8, seconds=5)  # each process reads policy once
            told(f"checking with {clients} clients")
            own = ask(checks, clients=clients, seconds=seconds)
            report = CheckReport(
                "check", own.requests, own.seconds, 0, own=own, disk_ms=_disk(node.folder)
            )
            told("as counters ask, one client alone, and empty pages")
            report.beside("counters", ask(checks, clients=clients, seconds=2 * seconds, each=1.0))
            report.beside("quiet", ask(checks, clients=1, seconds=seconds))
            empty = Asking(port, "GET", "/empty/", [""], key)
            report.beside("empty", ask(empty, clients=clients, seconds=seconds))
        return report


def _disk(folder: Path) -> float:
    """Milliseconds of one small write that is flushed, the median of a hundred."""
    times = []
    with (folder / "disk").open("wb", buffering=0) as file:
        for _ in range(100):
            started = time.perf_counter()
            file.write(bytes(8192))
            os.fdatasync(file.fileno())
            times.append(time.perf_counter() - started)
    return round(statistics.median(times) * 1000, 1)


def _bodies(node: Node) -> list[str]:
    with _connected(node) as connection:
        found = connection.execute("SELECT uscc FROM organisations_organisation").fetchall()
    chosen = random.Random(SEED).sample(found, min(ASKED, len(found)))
    return [json.dumps({"code": code, "matter": "bench"}) for (code,) in chosen]


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--organisations", type=int, default=ORGANISATIONS)
    parser.add_argument("--rows", type=int, default=ROWS)
    parser.add_argument("--seconds", type=int, default=SECONDS)
    parser.add_argument("--clients", type=int, default=CLIENTS)
    parser.add_argument("--json", action="store_true", dest="as_json")
    given = parser.parse_args()
    show(
        measure(given.organisations, given.rows, given.seconds, given.clients),
        as_json=given.as_json,
    )
