"""Asking for work to be done later, by name: nobody imports upwards to get something done."""

from __future__ import annotations

from typing import Any

from django.db import transaction

# Name of a job → where its function lives. A job's arguments are identifiers only.
JOBS = {
    "collection.load": "goodstanding.collection.jobs:load",
    "collection.sweep": "goodstanding.collection.jobs:sweep",
}


def defer(name: str, **identifiers: int) -> None:
    """Put a job into the queue once the present transaction has committed.

    A job that is already waiting is not put there twice. Losing the queue loses nothing:
    a submission's own state says what remains to be done, and the sweep takes it up.
    """
    if name not in JOBS:
        raise KeyError(name)
    transaction.on_commit(lambda: _put(name, identifiers))


def _put(name: str, identifiers: dict[str, Any]) -> None:
    # Imported only where something is deferred: most commands have nothing to do with it.
    from procrastinate.exceptions import AlreadyEnqueued

    from goodstanding.background.jobs import app

    lock = f"{name} {sorted(identifiers.items())}"
    try:
        app.configure_task(name, queueing_lock=lock).defer(**identifiers)
    except AlreadyEnqueued:
        return
