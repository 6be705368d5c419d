"""How far the published copy is, asked once for many requests of one second."""

from __future__ import annotations

import time
from dataclasses import dataclass

from django.conf import settings

from goodstanding.disclosure.queries import published

KEPT_SECONDS = 1.0


@dataclass
class _Kept:
    at: float
    state: published.State


_kept: dict[str, _Kept] = {}


def state() -> published.State:
    """The day of the copy and when it was brought up to date; at most a second old."""
    database = str(settings.DATABASES["default"]["NAME"])
    kept, now = _kept.get(database), time.monotonic()
    if kept is None or now - kept.at >= KEPT_SECONDS:
        _kept[database] = kept = _Kept(now, published.state())
    return kept.state


def watermark() -> str:
    """A text that changes with whatever is published, taken down, marked, or ends."""
    current = state()
    at = current.changed_at.isoformat() if current.changed_at else ""
    return f"{at} {current.changes} {current.today.isoformat()}"
