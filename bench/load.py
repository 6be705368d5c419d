"""Requests in a row from many connections at once, and how long each took: wrk, or a few threads."""

from __future__ import annotations

import http.client
import itertools
import json
import re
import shutil
import statistics
import subprocess
import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from bench.node import SpoiltError

if TYPE_CHECKING:
    from collections.abc import Sequence

CONNECTIONS = 8
THREADS = 2

# The paths in turn, each thread from another place; the figures as JSON at the end.
SCRIPT = """
local paths, count, at = {}, 0, 0
function setup(thread) at = at + 9973; thread:set("at", at) end
function init(args)
  for line in io.lines(args[1]) do count = count + 1; paths[count] = line end
end
function request() at = at + 1; return wrk.format("GET", paths[at % count + 1]) end
function done(summary, latency, requests)
  io.write(string.format('JSON{"requests":%d,"seconds":%f,"p50_ms":%f,"p99_ms":%f,"faults":%d}',
    summary.requests, summary.duration / 1e6, latency:percentile(50) / 1e3, latency:percentile(99) / 1e3,
    summary.errors.status + summary.errors.connect + summary.errors.read + summary.errors.timeout))
end
"""


@dataclass(frozen=True)
class Load:
    """What came back in the time: how many answers, how fast, how slow the slowest hundredth."""

    requests: int
    seconds: float
    p50_ms: float
    p99_ms: float
    tool: str

    @property
    def rate(self) -> float:
        return self.requests / self.seconds


def load(port: int, paths: Sequence[str], *, seconds: int) -> Load:
    """Ask for the paths in turn for so long. Raises SpoiltError if any answer was a fault."""
    found = _wrk(port, paths, seconds) if shutil.which("wrk") else _threads(port, paths, seconds)
    if found.requests == 0:
        raise SpoiltError("nothing was answered")
    return found


def _wrk(port: int, paths: Sequence[str], seconds: int) -> Load:
    with tempfile.TemporaryDirectory() as folder:
        script, listed = Path(folder) / "load.lua", Path(folder) / "paths"
        script.write_text(SCRIPT, encoding="utf-8")
        listed.write_text("\n".join(paths) + "\n", encoding="utf-8")
        words = ["-t", str(THREADS), "-c", str(CONNECTIONS), "-d", f"{seconds}s", "-s", str(script)]
        address = f"http://127.0.0.1:{port}"
        run = subprocess.run(
            ["wrk", *words, address, "--", str(listed)], capture_output=True, text=True, check=True
        )
    told = json.loads(re.search(r"JSON(\{.*?\})", run.stdout)[1])
    faults = told.pop("faults")
    if faults:
        raise SpoiltError(f"{faults} answers were faults: {run.stdout[-400:]}")
    return Load(**told, tool="wrk")


def _threads(port: int, paths: Sequence[str], seconds: int) -> Load:
    times: list[float] = []
    faults: list[int] = []
    turn = itertools.cycle(paths)
    until = time.perf_counter() + seconds

    def ask() -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port)
        while time.perf_counter() < until:
            started = time.perf_counter()
            connection.request("GET", next(turn))
            answer = connection.getresponse()
            answer.read()
            times.append(time.perf_counter() - started)
            if answer.status >= 400:
                faults.append(answer.status)

    asking = [threading.Thread(target=ask) for _ in range(CONNECTIONS)]
    for one in asking:
        one.start()
    for one in asking:
        one.join()
    if faults:
        raise SpoiltError(f"{len(faults)} answers were faults")
    cuts = statistics.quantiles(times, n=100)
    return Load(len(times), float(seconds), cuts[49] * 1000, cuts[98] * 1000, "threads")
