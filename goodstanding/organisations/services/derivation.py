"""The SQL that makes organisations out of statements, all of them at once.

| temporary table | a row is |
|---|---|
| `organisations_said` | a statement (`domain.said.STATEMENT`) |
| `organisations_be` | an organisation as it should be |
| `organisations_called` | a name of it, borne or given up |
| `organisations_moved` | an organisation of which something shown has changed |
"""

from __future__ import annotations

STAGE = """
CREATE TEMP TABLE organisations_said (
    organisation_id bigint, version bigint, registers boolean, said_at timestamptz, said_on date,
    uscc text, name text, kind text, status text, division text, industry text,
    registered_on date, deregistered_on date, former_name text, renamed_on date,
    registration_number text, tax_number text, public_institution_number text,
    social_organisation_number text, changed_status text, changed_name text, name_before text,
    since date, until date, temporary boolean, successor text, succession text, parent text,
    folded text, former_folded text, changed_folded text, before_folded text
) ON COMMIT DROP
"""
TEMPORARY = (
    "organisations_said",
    "organisations_be",
    "organisations_called",
    "organisations_moved",
)

# What a registration leaves out stays as an earlier one told it; only the day of the end is
# always that of the latest. An end that another record tells goes before the register's own
# unless that one is dated later; a pause is only one of an organisation that is active.
_BE = """
CREATE TEMP TABLE organisations_be ON COMMIT DROP AS
WITH registered AS (
    SELECT organisation_id, max(version) AS version, min(said_at) AS created_at,
        (array_agg(uscc ORDER BY version DESC) FILTER (WHERE uscc IS NOT NULL))[1] AS uscc,
        (array_agg(name ORDER BY version DESC))[1] AS name,
        (array_agg(folded ORDER BY version DESC))[1] AS folded,
        (array_agg(kind ORDER BY version DESC))[1] AS kind,
        (array_agg(status ORDER BY version DESC) FILTER (WHERE status IS NOT NULL))[1] AS status,
        (array_agg(division ORDER BY version DESC) FILTER (WHERE division IS NOT NULL))[1]
            AS division,
        (array_agg(industry ORDER BY version DESC) FILTER (WHERE industry IS NOT NULL))[1]
            AS industry,
        (array_agg(registered_on ORDER BY version DESC)
            FILTER (WHERE registered_on IS NOT NULL))[1] AS registered_on,
        (array_agg(deregistered_on ORDER BY version DESC))[1] AS deregistered_on,
        (array_agg(renamed_on ORDER BY version DESC))[1] AS renamed_on,
        (array_agg(said_on ORDER BY version DESC))[1] AS said_on
    FROM organisations_said WHERE registers GROUP BY organisation_id
), ended AS (
    SELECT DISTINCT ON (s.organisation_id)
        s.organisation_id, s.changed_status AS status, s.since, s.temporary
    FROM organisations_said s JOIN registered r USING (organisation_id)
    WHERE s.changed_status IS NOT NULL
      AND coalesce(s.since <= %(today)s, true) AND coalesce(s.until >= %(today)s, true)
      AND coalesce(s.since >= r.deregistered_on, true)
      AND (s.temporary IS NOT TRUE OR coalesce(r.status, 'active') = 'active')
    ORDER BY s.organisation_id, s.temporary IS TRUE, s.since DESC NULLS LAST, s.version DESC
), renamed AS (
    SELECT DISTINCT ON (s.organisation_id)
        s.organisation_id, s.changed_name AS name, s.changed_folded AS folded
    FROM organisations_said s JOIN registered r USING (organisation_id)
    WHERE s.changed_folded IS NOT NULL AND s.since <= %(today)s
      AND coalesce(s.since >= r.renamed_on, true)
      AND (s.since > r.said_on OR EXISTS (
          SELECT FROM organisations_said b
          WHERE b.organisation_id = s.organisation_id AND b.before_folded = r.folded
            AND coalesce(b.since >= r.renamed_on, true)))
    ORDER BY s.organisation_id, s.since DESC, s.version DESC
), part AS (
    SELECT organisation_id, (array_agg(parent ORDER BY version DESC))[1] AS parent
    FROM organisations_said WHERE parent IS NOT NULL GROUP BY organisation_id
), due AS (
    SELECT organisation_id, min(day) AS day
    FROM organisations_said, LATERAL (VALUES (since), (until + 1)) AS v(day)
    WHERE NOT registers AND day > %(today)s GROUP BY organisation_id
)
SELECT r.organisation_id, r.created_at, r.uscc, coalesce(n.name, r.name) AS name,
    coalesce(n.folded, r.folded) AS folded, r.kind,
    coalesce(e.status, r.status, 'active') AS status, r.division, r.industry, r.registered_on,
    CASE WHEN e.temporary THEN r.deregistered_on
         ELSE coalesce(e.since, r.deregistered_on) END AS deregistered_on,
    p.parent AS parent_uscc, d.day AS changes_on, r.renamed_on, r.said_on
FROM registered r
LEFT JOIN ended e USING (organisation_id) LEFT JOIN renamed n USING (organisation_id)
LEFT JOIN part p USING (organisation_id) LEFT JOIN due d USING (organisation_id)
"""

# A name is told as the name, as the one before, or by being another than the next registration's.
_CALLED = """
CREATE TEMP TABLE organisations_called ON COMMIT DROP AS
WITH told AS (
    SELECT organisation_id, version, folded, name, renamed_on AS began, registered_on,
        NULL::date AS ended
    FROM organisations_said WHERE registers
    UNION ALL
    SELECT organisation_id, version, changed_folded, changed_name, since, NULL, NULL
    FROM organisations_said WHERE changed_folded IS NOT NULL AND since <= %(today)s
    UNION ALL
    SELECT organisation_id, version, former_folded, former_name, NULL, NULL, renamed_on
    FROM organisations_said WHERE former_folded IS NOT NULL
    UNION ALL
    SELECT organisation_id, version, before_folded, name_before, NULL, NULL, since
    FROM organisations_said WHERE before_folded IS NOT NULL AND since <= %(today)s
    UNION ALL
    SELECT organisation_id, version, earlier, earlier_name, NULL, NULL, coalesce(renamed_on, said_on)
    FROM (
        SELECT organisation_id, version, folded, renamed_on, said_on, lag(folded) OVER turn AS earlier,
            lag(name) OVER turn AS earlier_name
        FROM organisations_said WHERE registers
        WINDOW turn AS (PARTITION BY organisation_id ORDER BY version)
    ) AS turns
    WHERE earlier <> folded
), names AS (
    SELECT organisation_id, folded, (array_agg(name ORDER BY version DESC))[1] AS name,
        coalesce(max(began), min(registered_on)) AS began, max(ended) AS ended
    FROM told GROUP BY organisation_id, folded
)
SELECT n.organisation_id, n.folded, n.name, n.began AS valid_from,
    CASE WHEN n.folded <> b.folded THEN coalesce(n.ended, b.renamed_on, b.said_on) END
        AS valid_until,
    n.folded = b.folded AS current
FROM names n JOIN organisations_be b USING (organisation_id)
"""

_MOVED = "CREATE TEMP TABLE organisations_moved (organisation_id bigint) ON COMMIT DROP"

_ORGANISATIONS_NEW = """
INSERT INTO organisations_organisation
    (id, uscc, name, kind, status, division, industry, registered_on, deregistered_on, parent_uscc,
     changes_on, created_at, changed_at)
SELECT organisation_id, uscc, name, kind, status, division, industry, registered_on,
    deregistered_on, parent_uscc, changes_on, created_at, %(at)s
FROM organisations_be b
WHERE NOT EXISTS (SELECT FROM organisations_organisation o WHERE o.id = b.organisation_id)
"""

_ORGANISATIONS = """
WITH moved AS (
    UPDATE organisations_organisation o
    SET name = b.name, kind = b.kind, status = b.status, division = b.division,
        industry = b.industry, registered_on = b.registered_on,
        deregistered_on = b.deregistered_on, parent_uscc = b.parent_uscc,
        changes_on = b.changes_on
    FROM organisations_be b
    WHERE o.id = b.organisation_id
      AND (o.name, o.kind, o.status, o.division, o.industry, o.registered_on, o.deregistered_on,
           o.parent_uscc, o.changes_on)
        IS DISTINCT FROM (b.name, b.kind, b.status, b.division, b.industry, b.registered_on,
           b.deregistered_on, b.parent_uscc, b.changes_on)
    RETURNING o.id
)
INSERT INTO organisations_moved SELECT id FROM moved
"""

_NAMES_GONE = """
WITH moved AS (
    DELETE FROM organisations_name n USING organisations_be b
    WHERE n.organisation_id = b.organisation_id AND NOT EXISTS (
        SELECT FROM organisations_called c
        WHERE c.organisation_id = n.organisation_id AND c.folded = n.folded)
    RETURNING n.organisation_id
)
INSERT INTO organisations_moved SELECT organisation_id FROM moved
"""

# Given up before another is taken on: an organisation bears one name at a time.
_NAMES_GIVEN_UP = """
UPDATE organisations_name n SET current = false, valid_until = c.valid_until
FROM organisations_called c
WHERE n.organisation_id = c.organisation_id AND n.folded = c.folded AND n.current AND NOT c.current
"""

_NAMES = """
WITH moved AS (
    INSERT INTO organisations_name AS n
        (organisation_id, name, folded, valid_from, valid_until, current)
    SELECT organisation_id, name, folded, valid_from, valid_until, current
    FROM organisations_called
    ON CONFLICT (organisation_id, folded) DO UPDATE
        SET name = EXCLUDED.name, valid_from = EXCLUDED.valid_from,
            valid_until = EXCLUDED.valid_until, current = EXCLUDED.current
        WHERE (n.name, n.valid_from, n.valid_until, n.current) IS DISTINCT FROM
            (EXCLUDED.name, EXCLUDED.valid_from, EXCLUDED.valid_until, EXCLUDED.current)
    RETURNING n.organisation_id
)
INSERT INTO organisations_moved SELECT organisation_id FROM moved
"""

# Positions 9 to 17 are the organisation code; old files still speak by it. A number that a
# later registration leaves out stays readable.
_IDENTIFIERS = """
WITH told AS (
    SELECT s.organisation_id, v.scheme, v.value, v.derived, min(s.registered_on) AS valid_from
    FROM organisations_said s, LATERAL (VALUES
        ('uscc', s.uscc, false),
        ('organisation_code', substr(s.uscc, 9, 9), true),
        ('registration_number', s.registration_number, false),
        ('public_institution_number', s.public_institution_number, false),
        ('social_organisation_number', s.social_organisation_number, false),
        ('tax_number', s.tax_number, false)
    ) AS v(scheme, value, derived)
    WHERE s.registers AND v.value IS NOT NULL
    GROUP BY s.organisation_id, v.scheme, v.value, v.derived
), gone AS (
    DELETE FROM organisations_identifier i USING organisations_be b
    WHERE i.organisation_id = b.organisation_id AND NOT EXISTS (
        SELECT FROM told t WHERE t.organisation_id = i.organisation_id
          AND t.scheme = i.scheme AND t.value = i.value)
    RETURNING i.organisation_id
), moved AS (
    INSERT INTO organisations_identifier AS i (organisation_id, scheme, value, valid_from, derived)
    SELECT organisation_id, scheme, value, valid_from, derived FROM told ORDER BY value, scheme
    ON CONFLICT (scheme, value, organisation_id) DO UPDATE SET valid_from = EXCLUDED.valid_from
        WHERE i.valid_from IS DISTINCT FROM EXCLUDED.valid_from
    RETURNING i.organisation_id
)
INSERT INTO organisations_moved
SELECT organisation_id FROM gone UNION ALL SELECT organisation_id FROM moved
"""

# A successor that is not on file yet is linked when it comes.
_SUCCESSIONS = """
WITH told AS (
    SELECT DISTINCT ON (s.organisation_id, s.successor, s.succession)
        s.organisation_id, s.successor, s.succession, s.since
    FROM organisations_said s JOIN organisations_be b USING (organisation_id)
    WHERE s.successor <> b.uscc AND s.since <= %(today)s
    ORDER BY s.organisation_id, s.successor, s.succession, s.since DESC
), gone AS (
    DELETE FROM organisations_succession c USING organisations_be b
    WHERE c.predecessor_id = b.organisation_id AND NOT EXISTS (
        SELECT FROM told t WHERE t.organisation_id = c.predecessor_id
          AND t.successor = c.successor_uscc AND t.succession = c.kind)
    RETURNING c.predecessor_id, c.successor_id
), moved AS (
    INSERT INTO organisations_succession AS c
        (predecessor_id, successor_id, successor_uscc, kind, happened_on)
    SELECT t.organisation_id, o.id, t.successor, t.succession, t.since
    FROM told t LEFT JOIN organisations_organisation o ON o.uscc = t.successor
    ON CONFLICT (predecessor_id, successor_uscc, kind) DO UPDATE
        SET happened_on = EXCLUDED.happened_on, successor_id = EXCLUDED.successor_id
        WHERE (c.happened_on, c.successor_id)
            IS DISTINCT FROM (EXCLUDED.happened_on, EXCLUDED.successor_id)
    RETURNING c.predecessor_id, c.successor_id
), linked AS (
    UPDATE organisations_succession c SET successor_id = b.organisation_id
    FROM organisations_be b
    WHERE c.successor_uscc = b.uscc AND c.successor_id IS NULL
    RETURNING c.predecessor_id, c.successor_id
)
INSERT INTO organisations_moved
SELECT v.id FROM (TABLE gone UNION ALL TABLE moved UNION ALL TABLE linked) AS s(one, other),
    LATERAL (VALUES (one), (other)) AS v(id)
"""

_CHANGED_AT = """
UPDATE organisations_organisation o SET changed_at = %(at)s
WHERE o.changed_at <> %(at)s AND o.id IN (SELECT organisation_id FROM organisations_moved)
"""

STATEMENTS = (
    _BE, "ANALYZE organisations_be", _CALLED, "ANALYZE organisations_called", _MOVED,
    _ORGANISATIONS_NEW, _ORGANISATIONS, _NAMES_GONE, _NAMES_GIVEN_UP, _NAMES, _IDENTIFIERS,
    _SUCCESSIONS, _CHANGED_AT,
)  # fmt: skip
