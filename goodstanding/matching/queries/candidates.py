"""Which organisations on file a file's subjects may mean, asked for all of them at once."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.csv as pacsv

from goodstanding.lib.copying import copy_in, copy_out
from goodstanding.matching.domain.merged import as_one

if TYPE_CHECKING:
    from collections.abc import Iterable

    import psycopg

_STAGE = """
CREATE TEMP TABLE matching_subject (
    s bigint, code text, mask text, folded text, old_code text, old_number text,
    institution_number text, social_number text
) ON COMMIT DROP
"""

# By any identifier, current or former; then by name. A mask is a LIKE pattern. Where no name is
# given (a withdrawal by its key alone) there is none to contradict the code. A name of whoever was
# merged with the organisation agrees, too.
_CANDIDATES = """
WITH given AS (
    SELECT s, folded, mask, v.by, v.scheme, v.value
    FROM matching_subject, LATERAL (VALUES
        ('uscc', 'uscc', code),
        ('old_code', 'organisation_code', old_code),
        ('old_number', 'registration_number', old_number),
        ('institution_number', 'public_institution_number', institution_number),
        ('social_number', 'social_organisation_number', social_number)
    ) AS v(by, scheme, value)
    WHERE v.value IS NOT NULL
)
SELECT g.s, g.by, i.organisation_id, o.kind,
       n.id IS NOT NULL OR g.folded = '' OR EXISTS (
           SELECT FROM organisations_member a JOIN organisations_member b USING (file_id)
           JOIN organisations_name f ON f.organisation_id = b.organisation_id
           WHERE a.organisation_id = o.id AND f.folded = g.folded) AS name_agrees,
       coalesce(o.uscc LIKE g.mask, true) AS mask_agrees, NULL::boolean AS number_free
FROM given g
JOIN organisations_identifier i ON i.scheme = g.scheme AND i.value = g.value
JOIN organisations_organisation o ON o.id = i.organisation_id
LEFT JOIN organisations_name n ON n.organisation_id = o.id AND n.folded = g.folded
UNION ALL
SELECT m.s, 'name', o.id, o.kind, true, coalesce(o.uscc LIKE m.mask, true),
       NOT EXISTS (SELECT FROM organisations_identifier i
                   WHERE i.organisation_id = o.id AND i.scheme = 'registration_number')
FROM matching_subject m
JOIN organisations_name n ON n.folded = m.folded
JOIN organisations_organisation o ON o.id = n.organisation_id
WHERE m.code IS NULL
"""

# What a person decided the agency means by this name. A code beside the name must be the
# organisation's, or the very one that the person saw.
_JUDGED = """
UNION ALL
SELECT m.s, 'judgement', o.id, o.kind, true, true, NULL
FROM matching_subject m
JOIN matching_judgement j ON j.folded = m.folded AND j.undone_at IS NULL AND j.decision = 'same'
     AND j.agency = current_setting('goodstanding.agency')
JOIN organisations_organisation o ON o.id = j.organisation_id AND o.uscc = j.uscc
WHERE m.folded <> '' AND (
    j.given_code = coalesce(m.code, m.mask, m.old_code, m.old_number, m.institution_number, m.social_number, '')
    OR coalesce(m.code = o.uscc, true) AND coalesce(o.uscc LIKE m.mask, true)
       AND coalesce(m.old_code = substr(o.uscc, 9, 9), true)
       AND coalesce(m.old_number, m.institution_number, m.social_number) IS NULL)
"""

# A code that no organisation has yet gets the number that its organisation will have.
_NEW = """
SELECT m.s, 'new', fresh.id, NULL, NULL::boolean, NULL::boolean, NULL::boolean
FROM (SELECT code, nextval('organisations_organisation_id_seq') AS id FROM (
        SELECT DISTINCT code FROM matching_subject s WHERE code IS NOT NULL AND NOT EXISTS (
            SELECT FROM organisations_identifier i WHERE i.scheme = 'uscc' AND i.value = s.code)
      ) AS codes) AS fresh
JOIN matching_subject m ON m.code = fresh.code
"""

_TYPES = {
    "s": pa.int64(), "by": pa.string(), "organisation_id": pa.int64(), "kind": pa.string(),
    "name_agrees": pa.bool_(), "mask_agrees": pa.bool_(), "number_free": pa.bool_(),
}  # fmt: skip


def candidates(
    connection: psycopg.Connection[Any], lines: Iterable[Any], *, registers: bool, agency: str = ""
) -> pa.Table:
    """The organisations that subjects may mean: the table `matching.domain.link.CANDIDATE`.

    `lines` are the columns SENT of every subject as COPY lines. With `registers`, a code
    that is not on file yet gets a candidate of its own, by "new". With an `agency`, what a person
    decided about its names counts, by "judgement". Needs a transaction.
    """
    with connection.cursor() as cursor:
        cursor.execute(_STAGE)
        copy_in(cursor, "COPY matching_subject FROM STDIN", lines)
        cursor.execute("ANALYZE matching_subject")
        # COPY takes no parameters, so the agency's code goes beside it.
        cursor.execute("SELECT set_config('goodstanding.agency', %s, true)", [agency])
        found = copy_out(cursor, _CANDIDATES + (_JUDGED if agency else ""))
        fresh = copy_out(cursor, _NEW) if registers else b""
        cursor.execute("DROP TABLE matching_subject")
        cursor.execute("SELECT organisation_id, file_id FROM organisations_member")
        files = dict(cursor.fetchall())
    return as_one(_as_table(found + fresh), files)


def _as_table(text: bytes) -> pa.Table:
    if not text:
        return pa.schema(_TYPES).empty_table()
    return pacsv.read_csv(
        BytesIO(text),
        read_options=pacsv.ReadOptions(column_names=list(_TYPES)),
        convert_options=pacsv.ConvertOptions(
            column_types=_TYPES, true_values=["t"], false_values=["f"], strings_can_be_null=True,
            quoted_strings_can_be_null=False,
        ),
    )  # fmt: skip
