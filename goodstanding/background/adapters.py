"""The node under our feet: its database server, its schema, its job queue."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import goodstanding
from goodstanding.lib.errors import GoodstandingError, TemporaryError
from goodstanding.lib.postgres import embedded

if TYPE_CHECKING:
    import psycopg

    from goodstanding.lib.environment import Environment

# Held while the schema is brought up to date, so that two first commands don't both try.
_SCHEMA_LOCK = 7_405_060


class DatabaseGoneError(TemporaryError):
    code = "database.gone"
    message = "The database can't be reached: %(reason)s. Check that it runs, then try again."


class DatabaseNotOursError(GoodstandingError):
    code = "database.not_ours"
    message = (
        "The database server doesn't fit: %(reason)s. Accepted is PostgreSQL 15 or later with"
        " UTF-8 and a character type that knows Chinese (LC_CTYPE C.UTF-8, zh_CN.UTF-8, …)."
    )


_lease: embedded.Lease | None = None
_open = False
queue_installed = False  # read by the settings: whether Django knows the job queue's tables


def open_node(environment: Environment, *, queue: bool = False) -> None:
    """Start or join the home's database, and make Django ready with an up-to-date schema.

    May be called again; the second call does nothing. A home is created by the first
    command that needs it. `queue` is for who puts jobs into the queue or takes them out:
    the library behind it takes longer to import than a small file to load. Raises
    DatabaseGoneError, DatabaseNotOursError.
    """
    global _open, queue_installed  # noqa: PLW0603  Django, too, is set up once in a process
    if _open:
        return
    environment.home.mkdir(parents=True, exist_ok=True, mode=0o700)
    os.environ["GOODSTANDING_DATABASE_URL"] = database_url(environment)
    os.environ["DJANGO_SETTINGS_MODULE"] = "goodstanding.config.settings"
    behind = _missing_migrations(os.environ["GOODSTANDING_DATABASE_URL"])
    queue_installed = queue or behind
    _set_up_django()
    _open = True
    if behind:
        _migrate()


def _set_up_django() -> None:
    """What `django.setup` does, without its URLs and HTTP, which no command needs."""
    from django.apps import apps
    from django.conf import settings

    apps.populate(settings.INSTALLED_APPS)


def database_url(environment: Environment) -> str:
    """The address of the home's database: the outside one if set, else the embedded one, started."""
    global _lease  # noqa: PLW0603  one lease for the life of the process keeps the server alive
    if environment.database_url:
        return environment.database_url
    if _lease is None:
        _lease = embedded.acquire(environment.home)
    return _lease.url


def restart_database() -> None:
    """Wait for the embedded server to come back after it died; nothing for an outside one."""
    if _lease is not None:
        _lease.ensure()


def _migrate() -> None:
    from django.core.management import call_command
    from django.db import connection

    from goodstanding.lib.postgres.check import check_server

    connection.ensure_connection()
    check_server(connection.connection)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [_SCHEMA_LOCK])
        try:
            call_command("migrate", verbosity=0, interactive=False)
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [_SCHEMA_LOCK])


def _missing_migrations(url: str) -> bool:
    """Whether a migration file of an app is not in the database's table; reads names only.

    Django's own answer imports every migration, which would cost each command more
    than the rest of its start.
    """
    import psycopg

    try:
        with psycopg.connect(url, autocommit=True) as connection:
            rows = connection.execute("SELECT app || '.' || name FROM django_migrations").fetchall()
    except psycopg.errors.UndefinedTable:
        return True
    except psycopg.OperationalError as error:
        raise DatabaseGoneError(reason=str(error).strip()) from error
    return not _migration_names() <= {str(name) for (name,) in rows}


def _migration_names() -> set[str]:
    root = Path(goodstanding.__file__).parent
    return {f"{file.parent.parent.name}.{file.stem}" for file in root.glob("*/migrations/0*.py")}


def raw_connection() -> psycopg.Connection[tuple[object, ...]]:
    """Psycopg's connection under Django's, for COPY."""
    from django.db import connection

    connection.ensure_connection()
    return connection.connection  # type: ignore[no-any-return]
