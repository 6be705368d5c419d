"""Where a home keeps its database: the control folder, the cluster, the socket.

home/postgres/            control folder: locks, passwords, log, `location`
<cluster folder>/data     the cluster; <cluster folder> is the control folder, or a folder
                          under /var/lib/goodstanding named in `location`
<socket folder>           as short as the system's limit for socket paths demands
"""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Final

DATABASE: Final = "goodstanding"
ROLE: Final = "goodstanding"
"""Owns the database; not an administrator of the server."""

PORT: Final = 5432
"""Only part of the socket's file name: the server never listens on the network."""

OUTSIDE: Final = Path("/var/lib/goodstanding")
"""Where clusters and binaries go that the database account can't reach in the home."""

SOCKET_NAME: Final = f".s.PGSQL.{PORT}"
SOCKET_PATH_LIMIT: Final = 107
"""Bytes of a socket's path, without the closing zero, that Linux accepts."""


@dataclass(frozen=True)
class Places:
    """The paths of one home; `home` is its real path, so that every spelling agrees."""

    home: Path

    @classmethod
    def of(cls, home: Path) -> Places:
        return cls(Path(os.path.realpath(home)))

    @property
    def control(self) -> Path:
        return self.home / "postgres"

    @property
    def users_lock(self) -> Path:
        """Held shared by every user of the server, exclusively by a supervisor that stops it."""
        return self.control / "users.lock"

    @property
    def supervisor_lock(self) -> Path:
        """Held by the one supervisor for as long as it lives; contains its process id."""
        return self.control / "supervisor.lock"

    @property
    def password(self) -> Path:
        return self.control / "password"

    @property
    def administrator_password(self) -> Path:
        return self.control / "administrator-password"

    @property
    def log(self) -> Path:
        return self.control / "server.log"

    @property
    def location(self) -> Path:
        """Names the cluster folder when it is not the control folder."""
        return self.control / "location"

    @property
    def cluster(self) -> Path:
        try:
            return Path(self.location.read_text(encoding="utf-8").strip())
        except FileNotFoundError:
            return self.control

    @property
    def data(self) -> Path:
        return self.cluster / "data"

    @property
    def server_lock(self) -> Path:
        """Held by the server process and all its children: free only when all are gone."""
        return self.cluster / "server.lock"

    @property
    def digest(self) -> str:
        """Names this home in folders that homes share."""
        return hashlib.sha256(os.fsencode(self.home)).hexdigest()[:16]

    def socket_folders(self) -> list[Path]:
        """Answer the folders a socket may be in, best first; all are short enough."""
        name = f"goodstanding-{os.geteuid()}-{self.digest}"
        temporary = [Path("/tmp"), Path(os.environ.get("TMPDIR") or "/var/tmp")]  # noqa: S108  made private, see server.py
        wanted = [self.cluster / "run", *(folder / name for folder in temporary)]
        return [folder for folder in wanted if fits_a_socket(folder)]


def fits_a_socket(folder: Path) -> bool:
    return len(os.fsencode(folder / SOCKET_NAME)) <= SOCKET_PATH_LIMIT
