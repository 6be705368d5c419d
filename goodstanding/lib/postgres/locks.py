"""File locks that the kernel releases when their holder dies, however it dies.

All are flock(2) locks. Descriptors are close-on-exec, so that a program started by a
holder does not keep the lock by accident.
"""

from __future__ import annotations

import fcntl
import os
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

PAUSE = 0.005


def open_lock(path: Path, *, like: Path | None = None) -> int:
    """Open (or make) a lock file, mode 0600, owned like the folder `like` when we are root."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)
    if like is not None and os.geteuid() == 0:
        owner = like.stat()
        os.fchown(descriptor, owner.st_uid, owner.st_gid)
    return descriptor


def try_lock(descriptor: int, *, shared: bool = False) -> bool:
    """Take the lock if it can be had at once."""
    kind = fcntl.LOCK_SH if shared else fcntl.LOCK_EX
    try:
        fcntl.flock(descriptor, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def wait_lock(descriptor: int, *, shared: bool = False, patience: float) -> bool:
    """Take the lock, waiting at most `patience` seconds."""
    deadline = time.monotonic() + patience
    while not try_lock(descriptor, shared=shared):
        if time.monotonic() > deadline:
            return False
        time.sleep(PAUSE)
    return True


def unlock(descriptor: int) -> None:
    fcntl.flock(descriptor, fcntl.LOCK_UN)


def is_held(path: Path) -> bool:
    """Answer whether somebody holds the lock exclusively; a missing file is not held."""
    try:
        descriptor = os.open(path, os.O_RDWR)
    except FileNotFoundError:
        return False
    # Trying for a moment is the only way to ask; takers of the exclusive lock try again
    # for longer than this moment lasts.
    try:
        return not try_lock(descriptor, shared=True)
    finally:
        os.close(descriptor)
