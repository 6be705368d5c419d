"""A PostgreSQL server of a home's own: nothing to install, nothing left behind.

All processes of a home share one server. It starts with the first `acquire`, and stops some
two seconds after the last user has released it or has ended, killed ones included. It listens
on a Unix socket only and takes the home's random password only.

Linux only. The rules between users and supervisor are told in `supervisor.py`.
"""

from __future__ import annotations

import os
import select
import shutil
import signal
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Final, Self
from urllib.parse import quote

from goodstanding.lib.postgres import locks, refusals
from goodstanding.lib.postgres.places import DATABASE, PORT, ROLE, Places
from goodstanding.lib.postgres.probe import ServerFile, accepts_connections, read_server_file

if TYPE_CHECKING:
    from types import TracebackType

PATIENCE: Final = 600.0
"""Seconds that a user waits for the server; recovery after a crash can take minutes."""

STARTS: Final = 5
"""Supervisors that one user starts before it gives up: each was killed before it was done."""


class Lease:
    """The right to use a home's server, until `release` or the end of the process.

    A child made by fork shares the right: the server stays while either lives.
    """

    def __init__(self, places: Places, lock: int) -> None:
        self._places = places
        self._lock: int | None = lock
        self._socket_folder = ""
        self._password = ""

    @property
    def parameters(self) -> dict[str, str]:
        """The address in libpq's words: host (the socket's folder), port, user, password, dbname."""
        return {
            "host": self._socket_folder,
            "port": str(PORT),
            "user": ROLE,
            "password": self._password,
            "dbname": DATABASE,
        }

    @property
    def url(self) -> str:
        """A postgresql:// URL for libpq, psycopg and all that is made of them; secret."""
        folder = quote(self._socket_folder, safe="")
        return f"postgresql://{ROLE}:{self._password}@/{DATABASE}?host={folder}&port={PORT}"

    def ensure(self) -> None:
        """Answer when the server accepts connections; start it again if it is gone.

        Raises TemporaryError if the server ends instead or is not ready within ten minutes,
        and other GoodstandingErrors for what will not pass by itself.
        """
        told = _ready_server(self._places, time.monotonic() + PATIENCE)
        self._socket_folder = str(told.socket_folder)
        self._password = self._places.password.read_text(encoding="utf-8")

    def release(self) -> None:
        """Give the right back; a second call does nothing."""
        if self._lock is not None:
            # Closed, not unlocked: a forked child that shares the lock keeps it.
            os.close(self._lock)
            self._lock = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.release()


def acquire(home: Path) -> Lease:
    """Answer a lease on the home's running server, made and started if need be.

    Raises as Lease.ensure does.
    """
    places = Places.of(home)
    lock = _users_lock(places)
    lease = Lease(places, lock)
    try:
        _become_user(places, lock)
        lease.ensure()
    except BaseException:
        lease.release()
        raise
    return lease


def is_running(home: Path) -> bool:
    """Answer whether the home's server accepts connections; starts nothing."""
    places = _visible(home)
    return locks.is_held(places.supervisor_lock) and accepts_connections(
        read_server_file(places.data)
    )


def status(home: Path) -> dict[str, Any]:
    """Answer what is known of the home's server, for operators; starts nothing.

    `state` is `absent` (no cluster yet), `stopped`, `starting`, `ready` or `stopping`.
    """
    places = _visible(home)
    supervised = locks.is_held(places.supervisor_lock)
    told = read_server_file(places.data)
    return {
        "running": supervised and accepts_connections(told),
        "state": _state(places, told, supervised=supervised),
        "version": _first_word(places.data / "PG_VERSION"),
        "cluster": str(places.data),
        "socket": str(told.socket_folder) if told and supervised else None,
        "process": told.process if told and supervised else None,
        "supervisor": int(_first_word(places.supervisor_lock) or 0) if supervised else None,
        "log": str(places.log),
    }


def stop(home: Path) -> bool:
    """Stop the home's server for an operator, its users notwithstanding; False if none ran.

    A user that needs it again starts it again. Raises TemporaryError if it does not end within
    ten minutes.
    """
    places = _visible(home)
    if not locks.is_held(places.supervisor_lock):
        return False
    deadline = time.monotonic() + PATIENCE
    supervisor = int(_first_word(places.supervisor_lock) or 0)
    if _is_supervisor(supervisor):
        with suppress(ProcessLookupError):
            os.kill(supervisor, signal.SIGTERM)
    while locks.is_held(places.supervisor_lock):
        if time.monotonic() > deadline:
            raise _slow(places)
        time.sleep(0.01)
    return True


def destroy(home: Path) -> None:
    """Stop the home's server and delete its database for good; for throw-away homes."""
    places = Places.of(home)
    stop(home)
    shutil.rmtree(places.cluster, ignore_errors=True)
    shutil.rmtree(places.control, ignore_errors=True)


def _visible(home: Path) -> Places:
    places = Places.of(home)
    if os.path.lexists(places.home) and not os.access(places.home, os.X_OK):
        raise refusals.HomeUnusableError(home=places.home, reason="it belongs to another account")
    if places.control.exists() and not os.access(places.control, os.R_OK | os.W_OK | os.X_OK):
        raise refusals.HomeUnusableError(home=places.home, reason="it belongs to another account")
    return places


def _users_lock(places: Places) -> int:
    try:
        places.home.mkdir(mode=0o700, parents=True, exist_ok=True)
        owner = places.home.stat()
        with suppress(FileExistsError):
            places.control.mkdir(mode=0o700)
            if os.geteuid() == 0:
                os.chown(places.control, owner.st_uid, owner.st_gid)
        return locks.open_lock(places.users_lock, like=places.control)
    except OSError as refused:
        raise refusals.HomeUnusableError(home=places.home, reason=refused) from refused


def _become_user(places: Places, lock: int) -> None:
    # A supervisor that is about to stop the server holds this lock until it has ended.
    if not locks.wait_lock(lock, shared=True, patience=PATIENCE):
        raise _slow(places)
    os.utime(lock)


def _ready_server(places: Places, deadline: float) -> ServerFile:
    starts = 0
    while time.monotonic() < deadline:
        if not locks.is_held(places.supervisor_lock):
            if starts == STARTS:
                raise refusals.ServerEndedError(home=places.home, lines="(none)", log=places.log)
            _start_supervisor(places, deadline)
            starts += 1
        told = read_server_file(places.data)
        if told is not None and accepts_connections(told):
            return told
        time.sleep(0.01)
    raise _slow(places)


def _start_supervisor(places: Places, deadline: float) -> None:
    """Start a supervisor and answer when its server is ready, or another one is at work."""
    import subprocess  # late: most calls find the server running and save the time

    code = Path(__file__).parents[3]
    command = [sys.executable, "-P", "-m", "goodstanding.lib.postgres.supervisor"]
    known = os.environ.get("PYTHONPATH")
    with subprocess.Popen(
        [*command, str(places.home)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        cwd="/",
        env=os.environ | {"PYTHONPATH": f"{code}{os.pathsep}{known}" if known else str(code)},
        start_new_session=True,
    ) as process:
        assert process.stdout is not None
        words = _all_words(process.stdout, places, deadline)
    if words not in {"", "ready"}:
        raise refusals.from_words(words)


def _all_words(pipe: IO[bytes], places: Places, deadline: float) -> str:
    words = b""
    while True:
        patience = max(0.0, deadline - time.monotonic())
        if not select.select([pipe], [], [], patience)[0]:
            raise _slow(places)
        more = os.read(pipe.fileno(), 65536)
        if not more:
            return words.decode("utf-8", "replace")
        words += more


def _slow(places: Places) -> refusals.ServerSlowError:
    return refusals.ServerSlowError(home=places.home, seconds=PATIENCE, log=places.log)


def _state(places: Places, told: ServerFile | None, *, supervised: bool) -> str:
    if not (places.data / "PG_VERSION").exists():
        return "starting" if supervised else "absent"
    if not supervised:
        return "stopped"
    return told.state if told is not None else "starting"


def _first_word(file: Path) -> str | None:
    try:
        words = file.read_text(encoding="utf-8").split()
    except OSError:
        return None
    return words[0] if words else None


def _is_supervisor(process: int) -> bool:
    # The number in the file may be another process's by now.
    with suppress(OSError):
        return (
            b"goodstanding.lib.postgres.supervisor" in Path(f"/proc/{process}/cmdline").read_bytes()
        )
    return False
