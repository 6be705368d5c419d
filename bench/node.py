"""A throw-away node, and the commands that are run on it with a watch in the hand."""

from __future__ import annotations

import csv
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bench.files import CLOCK
from goodstanding.lib.postgres import embedded

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parent.parent
KEPT_SETTINGS = ("GOODSTANDING_POLICY", "GOODSTANDING_ENGINE")


class SpoiltError(Exception):
    """A step did not do the work that was to be measured; its figures would mean nothing."""


@dataclass(frozen=True)
class Run:
    """One process from its start to its end. `cpu`: seconds of user and system time."""

    seconds: float
    cpu: float
    peak_mb: int
    status: int
    output: bytes


def run(command: list[str], env: dict[str, str]) -> Run:
    """Run a command to its end and measure it; its standard error is ours.

    A child's peak of memory can't be seen below that of this process at its start, so this
    process must stay small: files are made and peers are run in processes of their own.
    """
    started = time.perf_counter()
    process = subprocess.Popen(command, env=env, stdout=subprocess.PIPE, cwd=ROOT)
    assert process.stdout is not None
    with process.stdout as stream:
        output = stream.read()
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - started
    process.returncode = os.waitstatus_to_exitcode(status)
    cpu = usage.ru_utime + usage.ru_stime
    return Run(seconds, cpu, round(usage.ru_maxrss * 1024 / 1e6), process.returncode, output)


@dataclass(frozen=True)
class Node:
    """A home of its own with its server running, and a folder for files beside it."""

    folder: Path
    home: Path
    lease: embedded.Lease

    @property
    def env(self) -> dict[str, str]:
        """Our environment, without the settings of whoever calls us."""
        own = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith("GOODSTANDING_") or name in KEPT_SETTINGS
        }
        own["GOODSTANDING_HOME"] = str(self.home)
        own["GOODSTANDING_ENV"] = "test"
        own["GOODSTANDING_CLOCK"] = CLOCK
        return own

    def rest(self) -> None:
        """Stop the server, which writes all that is pending to disk, and start it again.

        So that no measurement pays for what an earlier one left in memory. A CHECKPOINT would
        do, but the node's role may not ask for one.
        """
        embedded.stop(self.home)
        self.lease.ensure()

    def python(self, *words: str) -> Run:
        """Run this Python with the words, on this node."""
        return run([sys.executable, *words], self.env)

    def make_files(self, *, organisations: int, rows: int, more: tuple[str, ...] = ()) -> None:
        """Write the register and the penalties into the folder, see files.py."""
        words = [str(self.folder), "--organisations", str(organisations), "--rows", str(rows)]
        told(f"making files of {rows:,} rows on {organisations:,} organisations")
        if self.python("-m", "bench.files", *words, *more).status != 0:
            raise SpoiltError("the files could not be made")

    def submit(self, name: str, item: str, *, expect: dict[str, int]) -> tuple[Run, dict[str, Any]]:
        """`goodstanding submit` of a file in the folder, as the agency `market` would.

        Raises SpoiltError unless the file was loaded with the expected counts.
        """
        told(f"submitting {name}")
        words = ["submit", str(self.folder / name), "--item", item, "--agency", "market", "--json"]
        measured = self.python("-m", "goodstanding.cli.main", *words)
        answer: dict[str, Any] = json.loads(measured.output or b"{}")
        if measured.status or any(answer[count] != number for count, number in expect.items()):
            raise SpoiltError(f"{name}: exit {measured.status}, expected {expect}, got {answer}")
        return measured, answer

    def register(self) -> None:
        """Load the register, without which no penalty finds its organisation."""
        self.submit("register.csv", "registration", expect={"quarantined": 0})

    def publish(self) -> Run:
        """Bring the published copy up to date: so much is left to the worker, which there is none of.

        Asking what is public of one organisation does it first.
        """
        told("publishing what was loaded")
        with (self.folder / "register.csv").open(encoding="utf-8", newline="") as stream:
            code = next(csv.DictReader(stream))["uscc"]
        words = ["-m", "goodstanding.cli.main", "organisation", code, "--public", "--json"]
        published = self.python(*words)
        if published.status != 0:
            raise SpoiltError("what was loaded could not be published")
        return published


@contextmanager
def throw_away() -> Iterator[Node]:
    """A fresh node in a temporary folder (see TMPDIR); nothing of it is left behind."""
    folder = Path(tempfile.mkdtemp(prefix="goodstanding-bench-"))
    home = folder / "home"
    try:
        with embedded.acquire(home) as lease:
            yield Node(folder, home, lease)
    finally:
        embedded.destroy(home)
        shutil.rmtree(folder, ignore_errors=True)


def told(step: str) -> None:
    """Say on standard error what is going on."""
    print(f"bench: {step}", file=sys.stderr, flush=True)
