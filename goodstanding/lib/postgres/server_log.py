"""The server's log: bounded in size, and without any statement.

The server writes to a pipe and the supervisor to the file, because PostgreSQL can't be told
to leave the failed statement, values and all, out of a PANIC ("no space left on device").
"""

from __future__ import annotations

import os
import re
from collections import deque
from contextlib import suppress
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from pathlib import Path

LIMIT: Final = 2 * 1024 * 1024
"""Bytes of the log file; as much again is kept in `server.log.1`."""

LONGEST: Final = 4096
"""Bytes of a line that are kept; a statement in one line can be many megabytes."""

QUOTES: Final = re.compile(rb"^[^\[]{0,40}\[\d+\] ?(STATEMENT|DETAIL|CONTEXT|QUERY|HINT): ")


class ServerLog:
    """Takes the server's words as they come and keeps the lines that quote nothing."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: int | None = None
        self._rest = b""
        self._last: deque[str] = deque(maxlen=12)

    def take(self, words: bytes) -> None:
        """Write the whole lines in `words`; keep an unfinished one for the next call."""
        *lines, rest = (self._rest + words).split(b"\n")
        self._rest = rest[:LONGEST]
        kept = [line[:LONGEST] for line in lines if not quotes_a_statement(line)]
        self._last.extend(line.decode("utf-8", "replace") for line in kept)
        # A full disk must not take the supervisor down with the server.
        with suppress(OSError):
            self._write(b"".join(line + b"\n" for line in kept))

    def last_lines(self) -> str:
        return "\n".join(self._last) or "(nothing)"

    def forget(self) -> None:
        """Begin anew what `last_lines` answers: a new server starts."""
        self._last.clear()

    def _write(self, words: bytes) -> None:
        if not words:
            return
        if self._file is None:
            self._file = self._open()
        if os.fstat(self._file).st_size + len(words) > LIMIT:
            self._path.replace(self._path.with_name(self._path.name + ".1"))
            os.close(self._file)
            self._file = self._open()
        os.write(self._file, words)

    def _open(self) -> int:
        # Kept open: a file made anew for every word would come back into a home that
        # somebody is deleting.
        return os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)


def quotes_a_statement(line: bytes) -> bool:
    """Answer whether a line may quote what is stored; a tab begins the rest of another line."""
    return line.startswith(b"\t") or QUOTES.match(line) is not None
