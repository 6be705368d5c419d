"""Transactions that don't wait for the disk one after the other."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from django.db import connection, transaction

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def written_together() -> Iterator[None]:
    """One transaction; when the block is left all of it is on disk, as with any other.

    The chain of the audit log lets one commit pass at a time. With the wait for the disk in that lock
    a node would commit no more often than its disk can flush. Here a commit passes in memory and the
    wait comes after it, where one flush serves everybody who waits (decision 0030). Inside another
    transaction this is a part of it and waits for nothing.
    """
    if connection.in_atomic_block:
        with transaction.atomic(savepoint=False):
            yield
        return
    with transaction.atomic():
        _run("SET LOCAL synchronous_commit = off")
        yield
    # A commit with something in the log waits until the log is on disk up to itself, and so up to ours.
    _run("SELECT pg_logical_emit_message(true, 'goodstanding', '')")


def _run(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)
