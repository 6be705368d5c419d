"""Whether a PostgreSQL server, ours or one from outside, can hold a node's database."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from psycopg.rows import tuple_row

from goodstanding.lib.errors import GoodstandingError

if TYPE_CHECKING:
    import psycopg

OLDEST: Final = 15
CHARACTER: Final = "钱"


class ServerTooOldError(GoodstandingError):
    code = "postgres.too_old"
    message = (
        "The server at GOODSTANDING_DATABASE_URL is PostgreSQL %(found)s; %(oldest)d or later is "
        "needed. Upgrade it or give another server."
    )


class EncodingRefusedError(GoodstandingError):
    code = "postgres.encoding"
    message = (
        "The database '%(database)s' is encoded in %(found)s; UTF8 is needed. Create one with "
        "CREATE DATABASE %(database)s TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C.UTF-8'."
    )


class NoChineseLettersError(GoodstandingError):
    code = "postgres.no_chinese"
    message = (
        "The database '%(database)s' has LC_CTYPE '%(found)s', under which no Chinese character "
        "is a letter and the search for names finds nothing. Create it with CREATE DATABASE "
        "%(database)s TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C.UTF-8'."
    )


def check_server(connection: psycopg.Connection[Any]) -> None:
    """Refuse a server older than 15, or a database that can't tell Chinese letters.

    Only reads. Raises ServerTooOldError, EncodingRefusedError or NoChineseLettersError.
    """
    with connection.cursor(row_factory=tuple_row) as cursor:
        version, number, database, encoding, letters = _one(cursor, _FACTS)
        if int(number) < OLDEST * 10000:
            raise ServerTooOldError(found=version, oldest=OLDEST)
        if encoding != "UTF8":
            raise EncodingRefusedError(database=database, found=encoding)
        if not _knows_chinese(cursor, letters):
            raise NoChineseLettersError(database=database, found=letters)


_FACTS: Final = """
    SELECT current_setting('server_version'), current_setting('server_version_num'),
           datname, pg_encoding_to_char(encoding), datctype
      FROM pg_database WHERE datname = current_database()
"""


def _knows_chinese(cursor: psycopg.Cursor[tuple[Any, ...]], letters: str) -> bool:
    # pg_trgm asks the C library under LC_CTYPE whatever the locale provider, the regular
    # expressions ask the provider: neither test is enough alone.
    if letters in {"C", "POSIX"}:
        return False
    if not _one(cursor, "SELECT %s ~ '^[[:alpha:]]$'", CHARACTER)[0]:
        return False
    if not _one(cursor, "SELECT to_regprocedure('show_trgm(text)') IS NOT NULL")[0]:
        return True
    return bool(_one(cursor, "SELECT cardinality(show_trgm(%s)) > 0", CHARACTER)[0])


def _one(cursor: psycopg.Cursor[tuple[Any, ...]], query: str, *given: str) -> tuple[Any, ...]:
    row = cursor.execute(query.encode(), given or None).fetchone()
    assert row is not None
    return row
