"""Throw-away homes and processes that use them, for the tests of the embedded server."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg

from goodstanding.lib.postgres import embedded
from goodstanding.lib.postgres.places import Places
from goodstanding.lib.postgres.server import processes_in

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ROOT = Path(__file__).parents[3]

HOLD = """
import sys
from pathlib import Path
from goodstanding.lib.postgres import embedded
lease = embedded.acquire(Path(sys.argv[1]))
print(lease.url, flush=True)
sys.stdin.read()
"""
"""A user that prints its address and then holds its lease until its input ends."""


class User:
    """Another process that holds a lease."""

    def __init__(self, home: Path, script: str = HOLD, **options) -> None:
        program = options.pop("program", sys.executable)
        self.process = subprocess.Popen(
            [program, "-c", script, str(home)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd="/",
            env=options.pop("env", os.environ | {"PYTHONPATH": str(ROOT)}),
            **options,
        )

    def line(self) -> str:
        """The next line it prints: its address first."""
        return self.process.stdout.readline().strip()

    def kill(self) -> None:
        self.process.kill()
        self.leave()

    def leave(self) -> None:
        with suppress(BrokenPipeError):
            self.process.stdin.close()
        self.process.stdout.close()
        self.process.wait(30)


def wait_until(holds: Callable[[], bool], seconds: float = 15) -> None:
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, "did not happen in time"
        time.sleep(0.02)


def is_stopped(home: Path) -> bool:
    data = Places.of(home).data
    return embedded.status(home)["supervisor"] is None and not processes_in(data)


def answer(url: str, query: str = "SELECT 1") -> object:
    with psycopg.connect(url, connect_timeout=10) as connection:
        return connection.execute(query).fetchone()[0]


def kill_supervisor(home: Path) -> None:
    kill(embedded.status(home)["supervisor"])


def kill_server(home: Path) -> None:
    kill(embedded.status(home)["process"])


def kill(process: int) -> None:
    """Kill a process that is not our child and wait until it is dead, buried or not."""
    os.kill(process, signal.SIGKILL)
    wait_until(lambda: is_dead(process))


def is_dead(process: int) -> bool:
    with suppress(FileNotFoundError, ProcessLookupError):
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    return True


@contextmanager
def thrown_away(home: Path) -> Iterator[Path]:
    """A home whose server is stopped and whose cluster is deleted afterwards."""
    try:
        yield home
    finally:
        if home.exists():
            embedded.destroy(home)
            shutil.rmtree(home)


@contextmanager
def open_folder() -> Iterator[Path]:
    """A folder that every account can enter, unlike pytest's own."""
    folder = Path(tempfile.mkdtemp(prefix="goodstanding-tests-", dir="/var/tmp"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)
