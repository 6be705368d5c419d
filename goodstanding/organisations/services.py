"""The only writer of organisations: from registration records, a batch at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from goodstanding.lib.copying import copy_in

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    import psycopg

# The order of the cells in a COPY line. What an item doesn't say is empty.
COLUMNS = (
    "organisation_id", "is_new", "uscc", "name", "folded", "kind", "status", "division", "industry",
    "registered_on", "deregistered_on", "former_name", "former_folded", "renamed_on",
    "registration_number", "tax_number", "public_institution_number", "social_organisation_number",
)  # fmt: skip

_MANY = 10_000

_STAGE = """
CREATE TEMP TABLE organisations_incoming (
    organisation_id bigint, is_new boolean, uscc text, name text, folded text, kind text,
    status text, division text, industry text, registered_on date, deregistered_on date,
    former_name text, former_folded text, renamed_on date, registration_number text,
    tax_number text, public_institution_number text, social_organisation_number text
) ON COMMIT DROP
"""

_ORGANISATIONS = """
INSERT INTO organisations_organisation
    (id, uscc, name, kind, status, division, industry, registered_on, deregistered_on,
     created_at, changed_at)
SELECT organisation_id, uscc, name, kind, coalesce(status, 'active'), division, industry,
       registered_on, deregistered_on, %(now)s, %(now)s
FROM organisations_incoming WHERE is_new;
UPDATE organisations_organisation o
SET name = i.name, kind = i.kind, status = coalesce(i.status, o.status),
    division = coalesce(i.division, o.division), industry = coalesce(i.industry, o.industry),
    registered_on = coalesce(i.registered_on, o.registered_on),
    deregistered_on = i.deregistered_on, changed_at = %(now)s
FROM organisations_incoming i WHERE o.id = i.organisation_id AND NOT i.is_new;
"""

# Positions 9 to 17 are the organisation code; old files still speak by it.
_IDENTIFIERS = """
INSERT INTO organisations_identifier (organisation_id, scheme, value, valid_from, derived)
SELECT i.organisation_id, v.scheme, v.value, i.registered_on, v.derived
FROM organisations_incoming i, LATERAL (VALUES
    ('uscc', i.uscc, false),
    ('organisation_code', substr(i.uscc, 9, 9), true),
    ('registration_number', i.registration_number, false),
    ('public_institution_number', i.public_institution_number, false),
    ('social_organisation_number', i.social_organisation_number, false),
    ('tax_number', i.tax_number, false)
) AS v(scheme, value, derived)
WHERE v.value IS NOT NULL
ON CONFLICT (scheme, value, organisation_id) DO NOTHING;
"""

# A name that is borne again becomes current again; the one before becomes a former name.
_NAMES = """
UPDATE organisations_name n
SET current = false, valid_until = coalesce(i.renamed_on, %(today)s)
FROM organisations_incoming i
WHERE n.organisation_id = i.organisation_id AND n.current AND n.folded <> i.folded;
INSERT INTO organisations_name (organisation_id, name, folded, valid_from, valid_until, current)
SELECT organisation_id, former_name, former_folded, NULL, renamed_on, false
FROM organisations_incoming WHERE former_folded IS NOT NULL AND former_folded <> folded
ON CONFLICT (organisation_id, folded) DO UPDATE
    SET valid_until = coalesce(EXCLUDED.valid_until, organisations_name.valid_until);
INSERT INTO organisations_name (organisation_id, name, folded, valid_from, valid_until, current)
SELECT organisation_id, name, folded, coalesce(renamed_on, registered_on), NULL, true
FROM organisations_incoming
ON CONFLICT (organisation_id, folded) DO UPDATE
    SET name = EXCLUDED.name, current = true, valid_until = NULL;
"""


def lock(connection: psycopg.Connection[Any]) -> None:
    """Let one batch at a time bring organisations into being."""
    connection.execute("SELECT pg_advisory_xact_lock(hashtextextended('organisations', 0))")


def register(connection: psycopg.Connection[Any], lines: Iterable[Any], *, now: datetime) -> None:
    """Bring organisations into being, or up to date, from registration records.

    `lines` are COPY lines of COLUMNS, one for each organisation. A changed name makes the
    former one a former name; numbers are added, never taken away. Needs a transaction.
    """
    with connection.cursor() as cursor:
        cursor.execute(_STAGE)
        copy_in(cursor, "COPY organisations_incoming FROM STDIN", lines)
        incoming = cursor.rowcount
        cursor.execute("ANALYZE organisations_incoming")
        places = {"now": now, "today": now.date()}
        for statement in (_ORGANISATIONS, _IDENTIFIERS, _NAMES):
            for part in statement.split(";\n"):
                if part.strip():
                    cursor.execute(part.encode(), places)
        # A first register is many times what was there; matching that follows must be planned for it.
        if incoming > _MANY:
            for table in ("organisation", "identifier", "name"):
                cursor.execute(f"ANALYZE organisations_{table}")
        cursor.execute("DROP TABLE organisations_incoming")
