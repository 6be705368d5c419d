"""The only writer of organisations: derived from what records say, a batch at a time.

Nothing is ever told to this index but what stands in records, so an increment and a
rebuild are the same statement of SQL over fewer or more organisations.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from goodstanding.lib.copying import copy_in
from goodstanding.lib.environment import CIVIL_TIME
from goodstanding.organisations.services import derivation

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    import psycopg

_MANY = 10_000
_LOCK = "SELECT pg_advisory_xact_lock(hashtextextended('organisations', 0))"


def lock(connection: psycopg.Connection[Any]) -> None:
    """Let one batch at a time bring organisations into being, or change who they are."""
    connection.execute(_LOCK)


def derive(connection: psycopg.Connection[Any], lines: Iterable[Any], *, at: datetime) -> None:
    """Make organisations what their records say that they are on the day of `at`.

    `lines` are COPY lines of `domain.said.STATEMENT`: all statements of each organisation
    that is named in them. New ones come into being; of the others what differs is changed,
    and only these have changed at `at`. Done twice it changes nothing. Needs a transaction.
    """
    places = {"at": at, "today": at.astimezone(CIVIL_TIME).date()}
    with connection.cursor() as cursor:
        cursor.execute(derivation.STAGE)
        copy_in(cursor, "COPY organisations_said FROM STDIN", lines)
        statements = cursor.rowcount
        cursor.execute("ANALYZE organisations_said")
        for statement in derivation.STATEMENTS:
            cursor.execute(statement.encode(), places if "%(" in statement else None)
        # A first register is many times what was there; matching that follows must be planned for it.
        if statements > _MANY:
            for table in ("organisation", "identifier", "name"):
                cursor.execute(f"ANALYZE organisations_{table}")
        for table in derivation.TEMPORARY:
            cursor.execute(f"DROP TABLE {table}".encode())
