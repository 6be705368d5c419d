"""A node with a home of its own, used as its operator does: by commands, which may be killed."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import psycopg

from goodstanding.lib.postgres import embedded
from goodstanding.lib.postgres.places import Places

ROOT = Path(__file__).resolve().parents[2]
CLOCK = "2026-11-23T09:00:00+08:00"
TOO_LONG = 300.0


@dataclass(frozen=True)
class Answer:
    """How a command ended: its exit status (negative: the signal), what it printed, what it took."""

    status: int
    out: str
    err: str
    seconds: float
    worked: float  # seconds of its processor, which a busy machine does not change
    peak_mb: float

    @property
    def json(self):
        return json.loads(self.out)

    def __str__(self) -> str:
        return f"exit {self.status} after {self.seconds:.1f} s, {self.worked:.1f} of work\n{self.out}\n{self.err}"


class Running:
    """A command on its way. Its output goes to files, so that no pipe ever fills."""

    def __init__(self, node: Node, *words: str, module: str = "goodstanding.cli.main") -> None:
        self.started = time.monotonic()
        self.place = node.scratch / f"{time.monotonic_ns()}"
        self.out, self.err = self.place.with_suffix(".out"), self.place.with_suffix(".err")
        with self.out.open("wb") as out, self.err.open("wb") as err:
            self.process = subprocess.Popen(
                [sys.executable, "-m", module, *words],
                stdin=subprocess.DEVNULL, stdout=out, stderr=err, env=node.environ, cwd=ROOT,
            )  # fmt: skip

    def kill(self) -> None:
        """SIGKILL, if it still runs."""
        with suppress(ProcessLookupError):
            os.kill(self.process.pid, signal.SIGKILL)

    def ended(self) -> bool:
        found = os.waitid(os.P_PID, self.process.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT)
        return found is not None

    def _peak_mb(self) -> float:
        # Not the resource usage of the ended process: that begins with its parent's size.
        with suppress(OSError):
            for line in Path(f"/proc/{self.process.pid}/status").read_text().splitlines():
                if line.startswith("VmHWM:"):
                    return int(line.split()[1]) / 1024
        return 0.0

    def wait(self, seconds: float = TOO_LONG) -> Answer:
        """The answer; a command that takes longer than `seconds` is killed, and says so by -9."""
        deadline = self.started + seconds
        peak = 0.0
        while not self.ended():
            peak = max(peak, self._peak_mb())
            if time.monotonic() > deadline:
                self.kill()
            time.sleep(0.005)
        took = time.monotonic() - self.started
        _, status, used = os.wait4(self.process.pid, 0)
        self.process.returncode = os.waitstatus_to_exitcode(status)
        return Answer(
            status=self.process.returncode,
            out=self.out.read_text(encoding="utf-8"),
            err=self.err.read_text(encoding="utf-8"),
            seconds=took,
            worked=used.ru_utime + used.ru_stime,
            peak_mb=peak,
        )


class Node:
    """A home, and its commands. Nothing of it is left when it is removed."""

    def __init__(self, folder: Path, **settings: str) -> None:
        self.folder = folder
        self.home = folder / "home"
        self.scratch = folder / "scratch"
        self.scratch.mkdir(parents=True, exist_ok=True)
        kept = {k: v for k, v in os.environ.items() if not k.startswith("GOODSTANDING_")}
        self.environ = {
            **kept,
            "PYTHONPATH": str(ROOT),
            "GOODSTANDING_HOME": str(self.home),
            "GOODSTANDING_ENV": "test",
            "GOODSTANDING_CLOCK": CLOCK,
            **settings,
        }

    def start(self, *words: str, **options: str) -> Running:
        return Running(self, *words, **options)

    def run(self, *words: str, seconds: float = TOO_LONG, **options: str) -> Answer:
        return self.start(*words, **options).wait(seconds)

    def file(self, name: str, content: str | bytes) -> Path:
        """A file of an agency, outside the home."""
        path = self.scratch / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    @staticmethod
    def submission(file: Path, item: str, agency: str, *more: str) -> tuple[str, ...]:
        """The words that submit a file."""
        return ("submit", str(file), "--item", item, "--agency", agency, "--json", *more)

    def submit(self, file: Path, item: str, agency: str, *more: str, **options: float) -> Answer:
        return self.run(*self.submission(file, item, agency, *more), **options)

    def begin_as(self, other: Node) -> bool:
        """Begin with a copy of another one's home, which is stopped; False where that can't be copied."""
        places = Places.of(other.home)
        if places.home not in places.cluster.parents:
            return False
        # With their owners: the server's files belong to an account of their own.
        subprocess.run(["cp", "-a", str(other.home), str(self.home)], check=True)
        return True

    def stop(self) -> None:
        """Stop the home's database and wait until it has ended."""
        embedded.stop(self.home)

    def remove(self) -> None:
        embedded.destroy(self.home)
        shutil.rmtree(self.folder, ignore_errors=True)

    # -- its database

    def server(self) -> int | None:
        """The process of the home's database server, which no other home's is."""
        try:
            return int((Places.of(self.home).data / "postmaster.pid").read_text().split()[0])
        except (FileNotFoundError, IndexError, ValueError):
            return None

    def kill_server(self) -> bool:
        """SIGKILL to the home's database server; False if none runs."""
        process = self.server()
        if process is None or not _is_postgres(process):
            return False
        with suppress(ProcessLookupError):
            os.kill(process, signal.SIGKILL)
            return True
        return False

    def ask(self, sql: str) -> list[tuple[object, ...]]:
        """What the home's database answers; starts it if need be."""
        with embedded.acquire(self.home) as lease, psycopg.connect(lease.url) as connection:
            return connection.execute(sql).fetchall()

    def state(self) -> dict[str, object]:
        """Everything that the node knows, without the numbers and times that arrival gave it.

        Two nodes that took in the same files have equal states, whatever happened on the way.
        """
        with embedded.acquire(self.home) as lease, psycopg.connect(lease.url) as connection:
            return {name: connection.execute(sql).fetchall() for name, sql in STATE.items()}


def _is_postgres(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/comm").read_text(encoding="utf-8").strip() == "postgres"
    except (FileNotFoundError, ProcessLookupError):
        return False


def _digest(rows: str) -> str:
    return f"SELECT count(*), md5(string_agg(line, E'\\n' ORDER BY line)) FROM ({rows}) AS lines"


_SUBMISSION = "concat_ws('|', s.agency, s.item, s.mode, s.key)"
STATE = {
    "organisations": _digest(
        "SELECT (to_jsonb(o) - '{id,created_at,changed_at}'::text[])::text AS line"
        " FROM organisations_organisation AS o"
    ),
    "identifiers": _digest(
        "SELECT o.uscc || (to_jsonb(i) - '{id,organisation_id}'::text[])::text AS line"
        " FROM organisations_identifier AS i JOIN organisations_organisation AS o ON o.id = i.organisation_id"
    ),
    "names": _digest(
        "SELECT o.uscc || (to_jsonb(n) - '{id,organisation_id}'::text[])::text AS line"
        " FROM organisations_name AS n JOIN organisations_organisation AS o ON o.id = n.organisation_id"
    ),
    "versions": _digest(
        f"SELECT o.uscc || {_SUBMISSION} || (v.superseded_at IS NULL)::text ||"
        " (to_jsonb(v) - '{id,organisation_id,submission_id,recorded_at,superseded_at}'::text[])::text AS line"
        " FROM records_version AS v JOIN organisations_organisation AS o ON o.id = v.organisation_id"
        " JOIN collection_submission AS s ON s.id = v.submission_id"
    ),
    "findings": _digest(
        f"SELECT {_SUBMISSION} || concat_ws('|', f.row, s.rules->(f.rule::int)->>'code', f.given) AS line"
        " FROM collection_finding AS f JOIN collection_submission AS s ON s.id = f.submission_id"
    ),
    "quarantine": _digest(
        f"SELECT {_SUBMISSION} || concat_ws('|', q.row, q.cells::text, q.state) AS line"
        " FROM collection_quarantined_row AS q JOIN collection_submission AS s ON s.id = q.submission_id"
    ),
    "submissions": "SELECT agency, item, mode, key, state, filename, sha256, size, rows, new, changed, unchanged,"
    " withdrawn, quarantined, findings, matched::text, refused_because::text"
    " FROM collection_submission ORDER BY key",
}
