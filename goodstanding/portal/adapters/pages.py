"""Pages that were made, kept in the process until what they were made from changes.

A page is kept under the state of the publication, so that one made from an earlier state is never
given again; what was not asked for longest is forgotten first.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass

MOST_BYTES = 64 * 2**20


@dataclass(frozen=True)
class Made:
    """A finished answer: its headers and its body."""

    headers: tuple[tuple[str, str], ...]
    body: bytes


class Pages:
    """At most so many bytes of pages."""

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        self._most = most_bytes
        self._bytes = 0
        self._pages: OrderedDict[str, Made] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: str) -> Made | None:
        """The page that was kept under this key."""
        with self._lock:
            found = self._pages.get(key)
            if found is not None:
                self._pages.move_to_end(key)
            return found

    def keep(self, key: str, made: Made) -> None:
        """Keep a page; one that is larger than an eighth of the whole is not worth it."""
        if len(made.body) > self._most // 8:
            return
        with self._lock:
            replaced = self._pages.pop(key, None)
            self._bytes += len(made.body) - (len(replaced.body) if replaced else 0)
            self._pages[key] = made
            while self._bytes > self._most:
                _, forgotten = self._pages.popitem(last=False)
                self._bytes -= len(forgotten.body)
