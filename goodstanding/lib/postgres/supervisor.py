"""The process that keeps a home's server running while anybody uses it, and not longer.

Started by the first user of a home, detached from it. It

* holds the supervisor's lock for its whole life: a second one ends at once;
* makes the cluster if there is none, and starts the server as its child, so that the server
  shuts down when the supervisor is killed;
* starts the server again when it dies;
* stops it when the users' lock can be taken exclusively, which the kernel allows when the last
  user is gone in whatever way, and keeps that lock until the server has ended, so that a user
  who arrives meanwhile waits and then starts a supervisor of its own.

It says `ready`, or why not, on its standard output, to the user that started it.
"""

from __future__ import annotations

import os
import signal
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import Final

from goodstanding.lib.errors import GoodstandingError
from goodstanding.lib.postgres import locks, refusals
from goodstanding.lib.postgres.account import become_owner, server_account
from goodstanding.lib.postgres.binaries import reachable_binaries
from goodstanding.lib.postgres.cluster import Cluster
from goodstanding.lib.postgres.places import Places
from goodstanding.lib.postgres.server import Server
from goodstanding.lib.postgres.settling import remove_orphans, settle

LINGER: Final = 2.0
"""Seconds without users before the server stops: a row of commands finds it running."""

TICK: Final = 0.25
SHORT_LIFE: Final = 5.0
SHORT_LIVES: Final = 3
"""So many servers that lived so few seconds, one after another: something is broken."""


class _StopAsked(Exception):  # noqa: N818  not a failure
    """Raised wherever the supervisor is when it is told to stop."""


class Users:
    """The users of the server, known only by the shared lock that each of them holds."""

    def __init__(self, places: Places) -> None:
        self._path = places.users_lock
        self._lock = locks.open_lock(places.users_lock)
        self._seen = time.monotonic()

    def are_gone(self) -> bool:
        """Answer whether the server can stop; if so, no user can come until we end."""
        if not self._home_exists():
            return True
        if not locks.try_lock(self._lock):
            self._seen = time.monotonic()
            return False
        if self._idle_seconds() >= LINGER:
            return True
        locks.unlock(self._lock)
        return False

    def _idle_seconds(self) -> float:
        # Users touch the file: one that came and went between two looks counts as well.
        touched = time.time() - os.fstat(self._lock).st_mtime
        return min(time.monotonic() - self._seen, touched if touched >= 0 else LINGER)

    def _home_exists(self) -> bool:
        with suppress(OSError):
            return self._path.stat().st_ino == os.fstat(self._lock).st_ino
        return False


def main(arguments: list[str]) -> int:
    places = Places(Path(arguments[0]))
    lock = _take_supervisor_lock(places)
    if lock is None:
        return 0
    if os.fork() != 0:
        # The user that started us waits for this process only; the other is nobody's child.
        os._exit(0)
    signal.signal(signal.SIGTERM, _stop)
    signal.signal(signal.SIGINT, _stop)
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    os.umask(0o077)
    with suppress(_StopAsked):
        _note_process(lock)
        _supervise(places)
    return 0


def _take_supervisor_lock(places: Places) -> int | None:
    lock = locks.open_lock(places.supervisor_lock, like=places.control)
    # Longer than anybody's asking whether the lock is held, see locks.is_held.
    return lock if locks.wait_lock(lock, patience=0.5) else None


def _note_process(lock: int) -> None:
    os.ftruncate(lock, 0)
    os.pwrite(lock, f"{os.getpid()}\n".encode(), 0)


def _stop(number: int, _frame: object) -> None:
    _hear_no_more()
    raise _StopAsked(number)


def _hear_no_more() -> None:
    # We are stopping already, and a second word must not break that off.
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, signal.SIG_IGN)


def _supervise(places: Places) -> None:
    server = None
    try:
        server = Server(_prepared_cluster(places))
        server.start()
        _say("ready")
        _watch(server, Users(places))
    except GoodstandingError as refusal:
        _say(refusals.to_words(refusal))
    except OSError as failed:  # a full disk, a folder taken away: told as the server's own end
        _say(refusals.to_words(_ended(places, failed)))
    finally:
        _hear_no_more()
        if server is not None:
            server.stop()
        if not places.control.exists():
            remove_orphans()


def _ended(places: Places, failed: OSError) -> refusals.ServerEndedError:
    return refusals.ServerEndedError(home=places.home, lines=failed, log=places.log)


def _prepared_cluster(places: Places) -> Cluster:
    account = server_account(places.control)
    # As root, the programs are put within reach before the rights to do so are given up.
    binaries = reachable_binaries(account)
    account = become_owner(places.control, account)
    settle(places, account)
    cluster = Cluster(places, account, binaries)
    cluster.prepare()
    return cluster


def _watch(server: Server, users: Users) -> None:
    began, short_lives = time.monotonic(), 0
    while not users.are_gone():
        if server.is_alive():
            server.hurry_stop()
            server.listen(TICK)
            continue
        lived = time.monotonic() - began
        short_lives = short_lives + 1 if lived < SHORT_LIFE else 0
        if short_lives >= SHORT_LIVES:
            return
        server.start()
        began = time.monotonic()


def _say(words: str) -> None:
    """Tell the user that waits, if it still does, and fall silent for good."""
    with suppress(OSError):
        os.write(1, words.encode())
    nowhere = os.open(os.devnull, os.O_RDWR)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)
    os.close(nowhere)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
