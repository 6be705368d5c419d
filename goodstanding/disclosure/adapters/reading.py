"""The one way to read the published copy: as the role that can read its views and nothing else."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from django.db import connections, transaction
from psycopg import sql

from goodstanding.disclosure.adapters.reader import role_name

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from django.db.backends.utils import CursorWrapper

ALIAS = "public"


@contextmanager
def public_cursor() -> Iterator[CursorWrapper]:
    """A cursor that can read the published views and nothing else.

    Where the node has no connection of the reading role's own (an outside server without
    GOODSTANDING_PUBLIC_DATABASE_URL, and tests, whose rows are not committed), the default
    connection takes the role's part until the block ends.
    """
    if ALIAS in connections.settings:
        with connections[ALIAS].cursor() as cursor:
            yield cursor
        return
    with transaction.atomic():
        connection = connections["default"]
        # On the driver's connection: what pages count as their queries is their own.
        raw: Any = connection.connection
        role = sql.Identifier(role_name(connection))
        raw.execute(sql.SQL("SET LOCAL ROLE {}").format(role))
        with connection.cursor() as cursor:
            yield cursor
        raw.execute("RESET ROLE")


def rows(statement: str, places: Mapping[str, Any] | None = None) -> list[dict[str, Any]]:
    """What a query of the published views answers, a mapping for each row, jsonb taken apart."""
    import json

    with public_cursor() as cursor:
        cursor.execute(statement, places)
        described = [(column.name, column.type_code) for column in cursor.description]
        found: Sequence[Sequence[Any]] = cursor.fetchall()
    texts = {name for name, kind in described if kind in _JSONB}
    return [
        {
            name: json.loads(value) if name in texts and isinstance(value, str) else value
            for (name, _), value in zip(described, row, strict=True)
        }
        for row in found
    ]


_JSONB = {114, 3802}
