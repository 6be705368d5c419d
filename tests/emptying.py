"""Taking away what a test committed, so that the next one finds the database as it was made."""

from __future__ import annotations

from django.db import connection

# What the migrations themselves put in stays: the editions, the queue, the watermark's one row.
_OURS = """
SELECT format('%I.%I', schemaname, tablename) FROM pg_tables
WHERE (schemaname = 'published' AND tablename NOT IN ('watermark', 'clock'))
   OR (schemaname = 'public' AND tablename ~
       '^(records_version$|(collection|organisations|matching|disclosure|casework|objections|listings|measures'
       '|repairs|recall|commitments|complaints|ratings|reports|verification)_)')
"""


def empty() -> None:
    """Take away all records, organisations, cases, publications and events of the log."""
    with connection.cursor() as cursor:
        if filled := _filled(cursor):
            cursor.execute(f"TRUNCATE {', '.join(filled)} CASCADE")
        cursor.execute(
            "UPDATE published.watermark SET loaded_at = '-infinity', version = 0, published_at = NULL"
        )
        cursor.execute("UPDATE published.clock SET today = NULL")
        # The log refuses it of everybody; its owner can take the guard away.
        cursor.execute("ALTER TABLE audit_event DISABLE TRIGGER USER")
        cursor.execute("TRUNCATE audit_event")
        cursor.execute("ALTER TABLE audit_event ENABLE TRIGGER USER")


def _filled(cursor) -> list[str]:
    """The tables that hold rows: to truncate one makes its files and those of its indexes anew."""
    cursor.execute(_OURS)
    each = (f"SELECT '{name}' WHERE EXISTS (SELECT FROM {name})" for (name,) in cursor.fetchall())
    cursor.execute(" UNION ALL ".join(each))
    return [name for (name,) in cursor.fetchall()]
