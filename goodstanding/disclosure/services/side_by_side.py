"""Publishes a long chunk by several connections: the server works for each on a core of its own.

Each part is a transaction that moves the watermark with it, in the order of the versions: killed
anywhere, the copy is as it was after the last part. Who calls has the turn to publish all the
time, and has written nothing that the parts would wait for.
"""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

from django.db import connection, transaction

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    Part = Callable[[Any, Callable[[], None]], int]

# A part that waits for somebody who waits for our turn would wait for ever, and the server can't
# see it: it gives up, and is published with the next call.
_PATIENCE = "SET LOCAL lock_timeout = '1min'"


def side_by_side(parts: Iterable[Part]) -> int:
    """Do all parts at the same time; answers the sum of their answers.

    A part is given a cursor and what to call before it does what needs those before it: that
    waits until they are committed. One that fails takes all behind it along.
    """
    listed = list(parts)
    done: list[Future[int]] = []
    with ThreadPoolExecutor(len(listed)) as connections:
        for part in listed:
            done.append(connections.submit(_do, part, done[-1] if done else None))
    return sum(one.result() for one in done)


def _do(part: Part, before: Future[int] | None) -> int:
    def wait() -> None:
        if before is not None:
            before.result()

    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(_PATIENCE)
            return part(cursor, wait)
    finally:
        connection.close()
