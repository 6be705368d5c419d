"""What can be learnt of a running server from outside: its own file, and its answer."""

from __future__ import annotations

import os
import socket
import struct
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from goodstanding.lib.postgres.places import DATABASE, ROLE, SOCKET_NAME

PATIENCE: Final = 5.0
"""Seconds that a server on a busy machine has to answer one greeting."""

GREETING: Final = f"user\0{ROLE}\0database\0{DATABASE}\0\0".encode()
PROTOCOL: Final = 3 << 16
ASKS_FOR_PASSWORD: Final = b"R"


@dataclass(frozen=True)
class ServerFile:
    """What the running server says of itself in `postmaster.pid`."""

    process: int
    socket_folder: Path
    state: str
    """`starting`, `ready`, `stopping` or `standby`."""


def read_server_file(data: Path) -> ServerFile | None:
    """Answer the server's own file; None when it is missing or still being written."""
    try:
        lines = (data / "postmaster.pid").read_text(encoding="utf-8").split("\n")
        return ServerFile(int(lines[0]), Path(lines[4]), lines[7].strip())
    except (FileNotFoundError, NotADirectoryError, IndexError, ValueError):
        return None


def accepts_connections(told: ServerFile | None) -> bool:
    """Answer whether the server takes connections at this moment.

    Its file alone does not tell: it outlives a killed server, and says `ready` while the
    server is throwing everybody out after the crash of one connection.
    """
    if told is None or told.state != "ready":
        return False
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as line:
        line.settimeout(PATIENCE)
        try:
            line.connect(os.fspath(told.socket_folder / SOCKET_NAME))
            line.sendall(struct.pack("!ii", 8 + len(GREETING), PROTOCOL) + GREETING)
            # Refusals come as an error; a server in order asks for the password. Hanging up
            # on that question is not logged.
            return line.recv(1) == ASKS_FOR_PASSWORD
        except OSError:
            return False
