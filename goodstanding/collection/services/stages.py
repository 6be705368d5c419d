"""Telling other processes how far a load has come, without writing a row for it."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from django.db import connection

from goodstanding.collection.queries.backlog import STAGE_MARK

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from goodstanding.collection.models import Submission


@contextmanager
def told_stages(submission: Submission) -> Iterator[Callable[[str], None]]:
    """Show the stage in the name of this connection, where every session of the node sees it.

    A row would be seen only after the load's own transaction, so too late; the name is seen
    at once and dies with the process.
    """

    def tell(stage: str) -> None:
        _name(f"{STAGE_MARK} {submission.pk} {stage}")

    try:
        yield tell
    finally:
        if connection.connection is not None and connection.is_usable():
            _name("goodstanding")


def _name(name: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('application_name', %s, false)", [name])
