"""Choosing the folders of a home's cluster so that its account reaches them and nobody else.

No folder above the home is ever changed. What lies in the home is opened to the group of the
database account at most, and only where that account can already reach the home's parent.
"""

from __future__ import annotations

import os
import shutil
import stat
from contextlib import suppress
from pathlib import Path
from typing import Final

from goodstanding.lib.postgres import locks
from goodstanding.lib.postgres.account import Account, can_enter, make_open_folder
from goodstanding.lib.postgres.cluster import own_folder
from goodstanding.lib.postgres.places import OUTSIDE, Places
from goodstanding.lib.postgres.refusals import ClusterMissingError, HomeUnusableError

THROWN_AWAY: Final = (Path("/tmp"), Path("/var/tmp"), Path("/dev/shm"))  # noqa: S108  only compared
OWNER_FILE: Final = "home"
"""In a cluster folder outside the home: the home it belongs to."""


def settle(places: Places, account: Account | None, outside: Path = OUTSIDE) -> None:
    """Choose the cluster folder, once; a home that has one keeps it."""
    if account is None:
        return
    if not places.location.exists():
        if places.data.exists() or _opened_to(account, places):
            os.chown(places.control, -1, account.group)
            places.control.chmod(0o710)
            return
        _choose_outside(places, account, outside)
    _claim(places)


def _opened_to(account: Account, places: Places) -> bool:
    """Answer whether the account reaches the home, after letting it pass if that is harmless."""
    if can_enter(account, places.home):
        return True
    status = places.home.stat()
    # A home that its maker gave to some group or to all keeps its modes; a private one is
    # ours to open, by one bit and to one group.
    if stat.S_IMODE(status.st_mode) & 0o077 or not can_enter(account, places.home.parent):
        return False
    os.chown(places.home, -1, account.group)
    places.home.chmod(stat.S_IMODE(status.st_mode) | stat.S_IXGRP)
    return True


def _choose_outside(places: Places, account: Account, outside: Path) -> None:
    make_open_folder(outside)
    remove_orphans(outside)
    folder = _free_name(outside, places.digest)
    own_folder(folder, account)
    places.location.write_text(f"{folder}\n", encoding="utf-8")


def _claim(places: Places) -> None:
    """Note in the cluster folder which home it belongs to; refuse a copy of that home."""
    if not places.cluster.is_dir():
        raise ClusterMissingError(home=places.home, folder=places.cluster, location=places.location)
    note = places.cluster / OWNER_FILE
    owner = Path(note.read_text(encoding="utf-8").strip()) if note.exists() else places.home
    if owner != places.home and Places(owner).cluster == places.cluster:
        reason = f"it is a copy of {owner} and names the database of that home in {places.location}"
        raise HomeUnusableError(home=places.home, reason=reason)
    note.write_text(f"{places.home}\n", encoding="utf-8")


def _free_name(outside: Path, digest: str) -> Path:
    # A home may have been deleted and made again under the same path: the older cluster
    # is somebody's data still, and not this home's.
    names = [digest, *(f"{digest}-{number}" for number in range(2, 1000))]
    return next(outside / name for name in names if not (outside / name).exists())


def remove_orphans(outside: Path = OUTSIDE) -> None:
    """Remove clusters of homes that lay in a folder for temporary files and are gone.

    A cluster of any other home stays: its home may only be unmounted.
    """
    for owner_file in outside.glob(f"*/{OWNER_FILE}"):
        if not owner_file.is_file():
            continue
        home = Path(owner_file.read_text(encoding="utf-8").strip())
        if not any(home.is_relative_to(folder) for folder in THROWN_AWAY):
            continue
        if Places(home).cluster != owner_file.parent:
            _remove_unless_running(owner_file.parent)


def _remove_unless_running(folder: Path) -> None:
    descriptor = locks.open_lock(folder / "server.lock")
    try:
        if locks.try_lock(descriptor):
            shutil.rmtree(folder, ignore_errors=True)
    finally:
        os.close(descriptor)


def socket_folder(places: Places, account: Account | None) -> Path:
    """Answer a folder for the socket, made if need be, that nobody but the account can enter."""
    for folder in places.socket_folders():
        if _made_private(folder, account):
            return folder
    raise HomeUnusableError(home=places.home, reason="no private folder for the server's socket")


def _made_private(folder: Path, account: Account | None) -> bool:
    # In a folder open to all, the name may have been taken by another user, or by a link.
    with suppress(OSError):
        own_folder(folder, account)
    try:
        status = folder.lstat()
    except OSError:
        return False
    owner = account.user if account else os.geteuid()
    return stat.S_ISDIR(status.st_mode) and status.st_uid == owner and not status.st_mode & 0o077
