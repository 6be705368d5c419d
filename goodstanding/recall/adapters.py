"""Which copies are no longer right: the questions to the database, each for one kind of event.

Each answers rows of (copied, cause); the same row may be answered again and is told once.
"""

from __future__ import annotations

from typing import Final

BY_LOAD: Final = """
SELECT c.id AS copied, CASE WHEN n.withdrawn THEN 'withdrawn' ELSE 'corrected' END AS cause
FROM records_version n
JOIN recall_copied c ON c.organisation_id = n.organisation_id AND c.item = n.item AND c.fact = n.key
WHERE n.recorded_at = %(loaded_at)s AND n.submission_id = %(submission)s AND c.version_id < n.id
"""
"""One load: versions that it replaced or withdrew. Places: loaded_at, submission."""

BY_COPY: Final = """
SELECT c.id AS copied, CASE WHEN l.withdrawn THEN 'withdrawn' ELSE 'corrected' END AS cause
FROM recall_copied c
JOIN records_version v ON v.organisation_id = c.organisation_id AND v.id = c.version_id
JOIN records_version l ON l.organisation_id = c.organisation_id AND l.item = c.item AND l.key = c.fact
    AND l.superseded_at IS NULL
WHERE v.superseded_at IS NOT NULL AND c.id BETWEEN %(first)s AND %(last)s
"""
"""A span of copies, whatever loads there were: nothing is left out for ever. Places: first, last."""

BY_DAY: Final = """
SELECT c.id AS copied, 'ended' AS cause FROM (
    SELECT g.version_id FROM published.gone g WHERE g.gone_on BETWEEN %(since)s AND %(today)s
    UNION ALL
    SELECT r.version_id FROM published.record r
    WHERE r.public_until >= %(since)s - 1 AND r.public_until < %(today)s
) gone
JOIN recall_copied c USING (version_id)
JOIN records_version v ON v.organisation_id = c.organisation_id AND v.id = c.version_id
WHERE v.superseded_at IS NULL
UNION ALL
SELECT c.id, CASE s.because WHEN 'suspended' THEN 'suspended' WHEN 'ruling' THEN 'suspended'
                            WHEN 'repaired' THEN 'repaired' ELSE 'ended' END
FROM disclosure_suppression s
JOIN recall_copied c ON c.organisation_id = s.organisation_id
    AND (s.target = 'organisation' OR (s.target = 'record' AND c.item = s.item AND c.fact = s.fact))
WHERE s.lifted_at IS NULL AND (s.at AT TIME ZONE 'Asia/Shanghai')::date BETWEEN %(since)s AND %(today)s
UNION ALL
SELECT c.id, 'public_again' FROM disclosure_suppression s
JOIN published.record r ON r.organisation_id = s.organisation_id
    AND (s.target = 'organisation' OR (s.target = 'record' AND r.item = s.item AND r.fact = s.fact))
    AND r.suppressed_on IS NULL AND r.public_from <= %(today)s AND coalesce(r.public_until >= %(today)s, true)
JOIN recall_copied c ON c.organisation_id = r.organisation_id AND c.item = r.item AND c.fact = r.fact
JOIN recall_line l ON l.copied_id = c.id AND l.cause IN ('suspended', 'repaired', 'ended')
WHERE (s.lifted_at AT TIME ZONE 'Asia/Shanghai')::date BETWEEN %(since)s AND %(today)s
"""
"""Some days: publicity that is over or was taken down; what was taken down and is public again is told
to who was told that it was gone, and to nobody else. Places: since, today."""

OF_RECORD: Final = """
SELECT c.id AS copied, %(cause)s AS cause FROM recall_copied c
WHERE c.organisation_id = %(organisation)s AND c.item = %(item)s AND c.fact = %(fact)s
"""
"""One record, all its versions. Places: organisation, item, fact, cause."""

SETS_BY_DAY: Final = """
SELECT k.holder_id AS holder, k.data_set, count(*) AS "left", min(gone.gone_on) AS since
FROM (
    SELECT DISTINCT ON (holder_id, data_set) holder_id, data_set, last_version, at
    FROM recall_copy WHERE data_set <> '' ORDER BY holder_id, data_set, at DESC
) k
JOIN (
    SELECT version_id, item_class, gone_on FROM published.gone
    WHERE gone_on BETWEEN %(since)s AND %(today)s
    UNION ALL
    SELECT version_id, item_class, coalesce(suppressed_on, public_until + 1) FROM published.record
    WHERE suppressed_on BETWEEN %(since)s AND %(today)s
       OR (public_until >= %(since)s - 1 AND public_until < %(today)s)
) gone ON gone.item_class = k.data_set AND gone.version_id <= k.last_version
      AND gone.gone_on >= (k.at AT TIME ZONE 'Asia/Shanghai')::date
GROUP BY k.holder_id, k.data_set
"""
"""Some days: how many records left a set after its holder's newest copy. Places: since, today."""

NEXT_LOAD: Final = """
SELECT s.id, s.finished_at, s.changed + s.withdrawn AS replaced FROM collection_submission s
WHERE s.state = 'loaded' AND s.finished_at > coalesce(%(after)s, '-infinity'::timestamptz)
ORDER BY s.finished_at LIMIT 1
"""
"""The load after an instant. Places: after."""

SAID: Final = """
SELECT v.id, v.payload FROM records_version v
JOIN unnest(%(organisations)s::bigint[], %(versions)s::bigint[]) AS g(organisation_id, id)
  ON v.organisation_id = g.organisation_id AND v.id = g.id
"""
"""What some versions say. Places: organisations, versions."""
