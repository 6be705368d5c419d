"""Which system account runs the server, and what that account can reach.

PostgreSQL refuses to run as root. A normal user runs it as itself. Root runs it as the owner
of the home, or, when that is root too, as the system account `goodstanding-db`.
"""

from __future__ import annotations

import ctypes
import os
import pwd
import subprocess
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from goodstanding.lib.postgres.refusals import NoAccountError

if TYPE_CHECKING:
    import signal
    from collections.abc import Callable
    from pathlib import Path

SYSTEM_ACCOUNT: Final = "goodstanding-db"
PR_SET_PDEATHSIG: Final = 1
ATTEMPTS: Final = 20

_libc = ctypes.CDLL(None, use_errno=True)


@dataclass(frozen=True)
class Account:
    name: str
    user: int
    group: int

    def own(self, path: Path) -> None:
        # Never through a link: the account could plant one in a folder it owns.
        os.chown(path, self.user, self.group, follow_symlinks=False)


def server_account(control: Path) -> Account | None:
    """Answer the account for the server's processes; None means our own."""
    if os.geteuid() != 0:
        return None
    owner = control.stat()
    if owner.st_uid != 0:
        return Account(str(owner.st_uid), owner.st_uid, owner.st_gid)
    return _find() or _make()


def become_owner(control: Path, account: Account | None) -> Account | None:
    """Go on as the home's owner where that is the account, so that it can use all we make.

    Answers the account that is left to switch to.
    """
    if account is None or account.user != control.stat().st_uid:
        return account
    os.setgroups([])
    os.setgid(account.group)
    os.setuid(account.user)
    return None


def _find() -> Account | None:
    try:
        entry = pwd.getpwnam(SYSTEM_ACCOUNT)
    except KeyError:
        return None
    return Account(entry.pw_name, entry.pw_uid, entry.pw_gid)


def _make() -> Account:
    command = ["useradd", "--system", "--user-group", "--no-create-home"]
    command += ["--home-dir", "/nonexistent", "--shell", "/usr/sbin/nologin", SYSTEM_ACCOUNT]
    reason = ""
    # Another home may be making the same account at this moment: useradd then finds the
    # account there already, or the password file locked.
    for _ in range(ATTEMPTS):
        try:
            told = subprocess.run(command, check=False, capture_output=True, text=True)
        except OSError as missing:
            raise NoAccountError(account=SYSTEM_ACCOUNT, reason=str(missing)) from missing
        if account := _find():
            return account
        reason = told.stderr.strip() or f"useradd ended with status {told.returncode}"
        time.sleep(0.1)
    raise NoAccountError(account=SYSTEM_ACCOUNT, reason=reason)


def can_enter(account: Account | None, folder: Path) -> bool:
    """Answer whether the account can reach and enter the folder, asked of the system itself."""
    if account is None:
        return os.access(folder, os.X_OK)
    child = os.fork()
    if child == 0:
        status = 1
        try:
            os.setgroups([])
            os.setgid(account.group)
            os.setuid(account.user)
            status = 0 if os.access(folder, os.X_OK) else 1
        finally:
            os._exit(status)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


def make_open_folder(folder: Path) -> None:
    """Make a folder that every account can enter; one that is there stays as it is."""
    if not folder.exists():
        folder.mkdir(parents=True)
        folder.chmod(0o755)  # our umask has masked it


def start_options(account: Account | None, ending: signal.Signals) -> dict[str, Any]:
    """Answer how to start a child process as the account, ended by `ending` if we die.

    The child sees none of our environment: locale, time zone and PG* variables of whoever
    happened to start the server must not decide how it behaves for everybody.
    """
    options: dict[str, Any] = {
        "env": {"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"},
        "preexec_fn": _ended_with(os.getpid(), ending),
        "stdin": subprocess.DEVNULL,
    }
    if account is not None:
        options |= {"user": account.user, "group": account.group, "extra_groups": []}
    return options


def _ended_with(parent: int, ending: signal.Signals) -> Callable[[], None]:
    # Runs after the change of account, which would clear the request.
    def arrange() -> None:
        _libc.prctl(PR_SET_PDEATHSIG, int(ending), 0, 0, 0)
        if os.getppid() != parent:  # the parent died before the request stood
            os._exit(1)

    return arrange
