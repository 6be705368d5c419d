"""The node under our feet: its database server, its schema, what it signs with."""

from __future__ import annotations

import os
import secrets
import time
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

import goodstanding
from goodstanding.lib.errors import TemporaryError
from goodstanding.lib.postgres import embedded
from goodstanding.lib.postgres.reader import reading_url

if TYPE_CHECKING:
    import psycopg

    from goodstanding.lib.environment import Environment

# Held while the schema is brought up to date, so that two first commands don't both try.
_SCHEMA_LOCK = 7_405_060


class DatabaseGoneError(TemporaryError):
    code = "database.gone"
    message = "The database can't be reached: %(reason)s. Check that it runs, then try again."


_lease: embedded.Lease | None = None
_open = False
# Read by the settings: whether Django knows the job queue's tables, and whether it can show pages.
queue_installed = False
faces_installed = True


def open_node(environment: Environment, *, queue: bool = False, faces: bool = False) -> None:
    """Start or join the home's database, and make Django ready with an up-to-date schema.

    May be called again; the second call does nothing. A home is created by the first
    command that needs it. `queue` is for who puts jobs into the queue or takes them out:
    the library behind it takes longer to import than a small file to load; `faces` for who
    shows pages or speaks of accounts, for the same reason. Raises
    DatabaseGoneError, and the refusals of a server that doesn't fit (lib.postgres.check).
    """
    global _open, queue_installed, faces_installed  # noqa: PLW0603  Django, too, is set up once in a process
    if _open:
        return
    environment.home.mkdir(parents=True, exist_ok=True, mode=0o700)
    os.environ["GOODSTANDING_DATABASE_URL"] = database_url(environment)
    if not (environment.database_url or environment.public_database_url):
        address = reading_url(os.environ["GOODSTANDING_DATABASE_URL"])
        os.environ["GOODSTANDING_PUBLIC_DATABASE_URL"] = address
    os.environ["DJANGO_SETTINGS_MODULE"] = "goodstanding.config.settings"
    behind = _missing_migrations(os.environ["GOODSTANDING_DATABASE_URL"])
    queue_installed, faces_installed = queue or behind, faces or behind
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


def secret_key(environment: Environment) -> str:
    """What the node signs with: from the environment, else made once and kept in the home.

    A command that shows no page signs nothing and gets one that dies with it.
    """
    if environment.secret_key:
        return environment.secret_key
    if not faces_installed or not environment.home.is_dir():
        return secrets.token_urlsafe(64)
    place = environment.home / "keys" / "pages"
    place.parent.mkdir(mode=0o700, exist_ok=True)
    with suppress(FileExistsError):
        unfinished = place.with_name(f"pages.{os.getpid()}")
        descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(secrets.token_urlsafe(64))
        try:
            os.link(unfinished, place)  # whoever comes first; nobody reads half a key
        finally:
            unfinished.unlink()
    return place.read_text(encoding="utf-8")


def restart_database() -> None:
    """Wait for the embedded server to come back after it died; nothing for an outside one."""
    if _lease is not None:
        _lease.ensure()


def close_node(environment: Environment) -> None:
    """Give the database back. The embedded server stops after its last user: that is waited for."""
    global _lease, _open
    if _lease is None:
        return
    from django.db import connections

    connections.close_all()
    _lease.release()
    _lease, _open = None, False
    deadline = time.monotonic() + 5  # somebody else may use it for hours
    while embedded.is_running(environment.home) and time.monotonic() < deadline:
        time.sleep(0.05)


def upgrade() -> None:
    """Bring the schema up to date, that of the libraries' tables included."""
    _migrate()


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
            # By name: disclosure stands above. A home restored on a new server lacks the role.
            import_module("goodstanding.disclosure.adapters.reader").ensure(connection)
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
