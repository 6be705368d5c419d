"""The server process: started, watched and stopped by the supervisor, its parent."""

from __future__ import annotations

import os
import select
import signal
import subprocess
import time
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final

from goodstanding.lib.postgres import locks, settings
from goodstanding.lib.postgres.account import start_options
from goodstanding.lib.postgres.places import SOCKET_NAME
from goodstanding.lib.postgres.probe import read_server_file
from goodstanding.lib.postgres.refusals import ServerElsewhereError, ServerEndedError
from goodstanding.lib.postgres.server_log import ServerLog
from goodstanding.lib.postgres.settling import socket_folder

if TYPE_CHECKING:
    from goodstanding.lib.postgres.cluster import Cluster

ATTEMPTS: Final = 3
NUDGE_AFTER: Final = 1.0
FORCE_AFTER: Final = 10.0
STOP_PATIENCE: Final = 300.0
"""Seconds for the last checkpoint; after that recovery at the next start does its work."""


class Server:
    """At most one server process at a time, over one cluster."""

    def __init__(self, cluster: Cluster) -> None:
        self._cluster = cluster
        self._log = ServerLog(cluster.places.log)
        self._process: subprocess.Popen[bytes] | None = None
        self._pipe_open = False

    def start(self) -> None:
        """Start the server and answer when it accepts connections, however long recovery takes.

        Raises ServerEndedError, with the log's last lines, when the process ends instead. One
        that was killed has not failed by itself and is tried again, a few times.
        """
        for _ in range(ATTEMPTS):
            self._start_once()
            while self.is_alive():
                if self._is_ready():
                    return
                self.listen(0.01)
            if not self._was_killed():
                break
        self._drain()
        places = self._cluster.places
        raise ServerEndedError(home=places.home, lines=self._log.last_lines(), log=places.log)

    def _start_once(self) -> None:
        lock = self._take_server_lock()
        try:
            folder = socket_folder(self._cluster.places, self._cluster.account)
            self._forget_dead_server(folder)
            self._cluster.write_tuning()
            self._launch(lock, folder)
        finally:
            # The server and its children hold the lock from here on.
            os.close(lock)

    def _was_killed(self) -> bool:
        return self._process is not None and (self._process.returncode or 0) < 0

    def is_alive(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def listen(self, seconds: float) -> None:
        """Write what the server says to its log for about this long."""
        if not self._pipe_open or self._process is None or self._process.stderr is None:
            time.sleep(seconds)
            return
        if not select.select([self._process.stderr], [], [], seconds)[0]:
            return
        words = os.read(self._process.stderr.fileno(), 65536)
        self._pipe_open = bool(words)
        self._log.take(words)

    def hurry_stop(self) -> None:
        """Complete a stop that somebody else asked of the server.

        Its answer to SIGTERM is to wait for all connections to end while refusing new ones,
        which a pool of connections makes a wait without end.
        """
        told = read_server_file(self._cluster.data)
        if told is not None and told.state == "stopping" and self._process is not None:
            self._process.send_signal(signal.SIGINT)

    def stop(self) -> None:
        """Disconnect everybody, write everything, end."""
        if self._process is None:
            return
        deadline = time.monotonic() + STOP_PATIENCE
        self._process.send_signal(signal.SIGINT)
        while self.is_alive():
            if time.monotonic() > deadline:
                self._process.send_signal(signal.SIGQUIT)
            self.listen(0.02)
        self._drain()

    def _launch(self, lock: int, folder: Path) -> None:
        cluster = self._cluster
        options = settings.as_options(settings.fixed(folder))
        self._close_pipe()
        self._log.forget()
        self._process = subprocess.Popen(
            [cluster.binaries.program("postgres"), "-D", str(cluster.data), *options],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            cwd="/",
            pass_fds=(lock,),
            # A fast shutdown, should we be killed.
            **start_options(cluster.account, signal.SIGINT),
        )
        self._pipe_open = True

    def _is_ready(self) -> bool:
        # The file may still be that of a server before this one.
        told = read_server_file(self._cluster.data)
        process = self._process.pid if self._process else None
        return told is not None and told.process == process and told.state == "ready"

    def _drain(self) -> None:
        """Take the last words; children that outlive the server keep the pipe open a while."""
        deadline = time.monotonic() + 0.5
        while self._pipe_open and time.monotonic() < deadline:
            self.listen(0.05)

    def _close_pipe(self) -> None:
        if self._process is not None and self._process.stderr is not None:
            self._process.stderr.close()
        self._pipe_open = False

    def _take_server_lock(self) -> int:
        """Wait until no process of an earlier server is left, and end those that linger."""
        lock = locks.open_lock(self._cluster.places.server_lock)
        began = time.monotonic()
        while not locks.wait_lock(lock, patience=NUDGE_AFTER):
            self._nudge(force=time.monotonic() - began > FORCE_AFTER)
        return lock

    def _nudge(self, *, force: bool) -> None:
        told = read_server_file(self._cluster.data)
        left = processes_in(self._cluster.data)
        for process in left:
            with suppress(ProcessLookupError):
                if told is not None and told.process == process:
                    os.kill(process, signal.SIGINT)
                elif told is None or told.process not in left:
                    # A connection's process whose server was killed, deep in a query. What it
                    # has not committed is lost already; what it has is in the WAL.
                    os.kill(process, signal.SIGKILL if force else signal.SIGTERM)

    def _forget_dead_server(self, folder: Path) -> None:
        """Remove the files of a dead server, whose number another process may have by now."""
        told = read_server_file(self._cluster.data)
        if told is not None and told.process in processes_in(self._cluster.data):
            raise ServerElsewhereError(data=self._cluster.data, process=told.process)
        for file in (
            self._cluster.data / "postmaster.pid",
            folder / SOCKET_NAME,
            folder / f"{SOCKET_NAME}.lock",
        ):
            file.unlink(missing_ok=True)


def processes_in(data: Path) -> set[int]:
    """Answer the processes that work in the cluster's folder, as all of a server's do."""
    found = set()
    data = Path(os.path.realpath(data))
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        with suppress(OSError):  # ended meanwhile, or somebody else's
            if (entry / "cwd").readlink() == data:
                found.add(int(entry.name))
    return found
