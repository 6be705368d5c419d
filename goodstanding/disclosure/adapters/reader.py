"""The role that reads for the public: what it is called, what it may do, how it is made.

It may read the views of the schema `published` and nothing else of ours. On the server that
is shipped it logs in by itself, with a password derived from the node's own; on an outside
server an operator names it (GOODSTANDING_PUBLIC_DATABASE_URL), or the node's connection
takes its part for each read.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

from django.conf import settings
from psycopg import sql

from goodstanding.lib.errors import GoodstandingError
from goodstanding.lib.postgres.reader import reader_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.db.backends.base.base import BaseDatabaseWrapper

SCHEMA = "published"
MOST_BESIDE = 20  # of those that change a role at the same moment, one comes through each time


class ReaderRefusedError(GoodstandingError):
    """The database server does not let the node make the role that reads for the public."""

    code = "disclosure.reader"
    message = (
        "The role “%(role)s”, which reads for the public, can't be made ready: %(reason)s. Let an "
        "administrator run: CREATE ROLE %(role)s; GRANT %(role)s TO %(owner)s; or set "
        "GOODSTANDING_PUBLIC_DATABASE_URL to the address of a role that may log in and owns nothing."
    )


def ensure(connection: BaseDatabaseWrapper) -> None:
    """Make the role where it is missing, and give it the views and nothing else.

    May be run again at any time, in many databases of one server at once. Raises ReaderRefusedError.
    """
    import psycopg

    connection.ensure_connection()
    raw = connection.connection
    owner = connection.settings_dict["USER"] or raw.info.user
    role, password = _account(owner)
    try:
        beside_others(raw, lambda: _make(raw, role, password, owner))
        beside_others(raw, lambda: _grant(raw, role))
    except psycopg.errors.InsufficientPrivilege as refused:
        reason = str(refused).partition("\n")[0]
        raise ReaderRefusedError(role=role, owner=owner, reason=reason) from refused


def beside_others(raw: Any, change: Callable[[], None]) -> None:
    """Change what all databases of a server share; who comes second tries again.

    No lock of a database holds in another, and the server waits for the first and then refuses the
    second: by the key of its table of roles, or as “tuple concurrently updated” (an internal error).
    What is refused MOST_BESIDE times is raised as the server says it.
    """
    from psycopg import errors

    for others in reversed(range(MOST_BESIDE)):
        try:
            with raw.transaction():
                change()
                return
        except (errors.UniqueViolation, errors.DuplicateObject, errors.InternalError_):
            if not others:
                raise


def role_name(connection: BaseDatabaseWrapper) -> str:
    """The role whose part this connection takes to read for the public."""
    return reader_of(connection.settings_dict["USER"] or connection.connection.info.user)


def _account(owner: str) -> tuple[str, str | None]:
    """The role and, where it logs in at the server that is shipped, its password."""
    parts = urlsplit(settings.ENVIRONMENT.public_database_url or "")
    if parts.username:
        ours = unquote(parts.username) == reader_of(owner)
        return unquote(parts.username), unquote(parts.password or "") if ours else None
    return reader_of(owner), None


def _make(raw: Any, role: str, password: str | None, owner: str) -> None:
    name = sql.Identifier(role)
    if raw.execute("SELECT FROM pg_roles WHERE rolname = %s", [role]).fetchone() is None:
        raw.execute(sql.SQL("CREATE ROLE {}").format(name))
    if password:
        options = "LOGIN NOCREATEDB NOCREATEROLE PASSWORD"
        words = f"ALTER ROLE {{}} WITH {options} {{}}"
        raw.execute(sql.SQL(words).format(name, sql.Literal(password)))
    # Before 16 whoever is a member may take the part; since then it is a right of its own.
    right = "SET" if raw.info.server_version >= 160000 else "MEMBER"
    (may,) = raw.execute("SELECT pg_has_role(%s, %s, %s)", [owner, role, right]).fetchone()
    if not may and not settings.ENVIRONMENT.public_database_url:
        raw.execute(sql.SQL("GRANT {} TO {}").format(name, sql.Identifier(owner)))


def _grant(raw: Any, role: str) -> None:
    name, schema = sql.Identifier(role), sql.Identifier(SCHEMA)
    raw.execute(sql.SQL("REVOKE ALL ON SCHEMA {} FROM PUBLIC").format(schema))
    raw.execute(sql.SQL("GRANT USAGE ON SCHEMA {} TO {}").format(schema, name))
    views = raw.execute("SELECT viewname FROM pg_views WHERE schemaname = %s", [SCHEMA]).fetchall()
    for (view,) in views:
        place = sql.Identifier(SCHEMA, view)
        raw.execute(sql.SQL("GRANT SELECT ON {} TO {}").format(place, name))
    database, owns = raw.execute(
        "SELECT datname, pg_has_role(datdba, 'USAGE') FROM pg_database WHERE datname = current_database()"
    ).fetchone()
    if owns:
        database = sql.Identifier(database)
        raw.execute(sql.SQL("GRANT CONNECT ON DATABASE {} TO {}").format(database, name))
    # Everybody may look into `public` unless its owner says otherwise; the owner keeps the right.
    if raw.execute(
        "SELECT pg_has_role(nspowner, 'USAGE') FROM pg_namespace WHERE nspname = 'public'"
    ).fetchone()[0]:
        raw.execute("REVOKE ALL ON SCHEMA public FROM PUBLIC")
