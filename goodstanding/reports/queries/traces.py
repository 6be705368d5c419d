"""Of which certificates anything could have changed since they were looked at last: a few queries for all.

Looking at one means to rate its organisation. What that follows from leaves a trace: the day, the policy, what is
public of the organisation, and how much there is in its file. Nothing in a file is deleted, and what is in it ends
once (a version is superseded, a mark lifted, a consent withdrawn), so that two numbers of each tell any change.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

from django.db import connection

from goodstanding.disclosure.adapters.reading import rows
from goodstanding.lib.environment import CIVIL_TIME
from goodstanding.reports.domain import codes
from goodstanding.reports.models import Look

if TYPE_CHECKING:
    from datetime import datetime

    from goodstanding.reports.queries.words import Policy

# No row for an organisation that was ever merged or divided: its file is made of several.
_FILES = """
SELECT d.id, o.uscc, o::text, v.numbers, m.numbers, s.numbers, c.numbers
FROM reports_document d
JOIN organisations_organisation o ON o.uscc = d.uscc AND o.id = d.organisation_id
CROSS JOIN LATERAL (SELECT concat_ws(' ', count(*), count(superseded_at)) AS numbers
    FROM records_version WHERE organisation_id = o.id) v
LEFT JOIN (SELECT organisation_id, concat_ws(' ', count(*), count(lifted_at)) AS numbers
    FROM disclosure_mark GROUP BY organisation_id) m ON m.organisation_id = o.id
LEFT JOIN (SELECT organisation_id, concat_ws(' ', count(*), count(lifted_at)) AS numbers
    FROM disclosure_suppression GROUP BY organisation_id) s ON s.organisation_id = o.id
LEFT JOIN (SELECT organisation_id, concat_ws(' ', count(*), count(withdrawn_at)) AS numbers
    FROM ratings_consent GROUP BY organisation_id) c ON c.organisation_id = o.id
WHERE d.kind = ANY(%(kinds)s) AND d.revoked_at IS NULL AND d.valid_until >= %(today)s
  AND NOT EXISTS (SELECT FROM organisations_reassignment WHERE source_id = o.id)
  AND NOT EXISTS (SELECT FROM organisations_reassignment WHERE target_id = o.id)
"""
_COLLECTED = """
SELECT array_agg(DISTINCT item ORDER BY item) FROM collection_submission WHERE state = 'loaded' AND new > 0
"""
_PUBLIC = """
SELECT o.uscc, o.id, o.status, (
    SELECT string_agg(concat(n.item_class, ' ', n.number), ', ' ORDER BY n.item_class) FROM (
        SELECT r.item_class, count(*) AS number FROM published.live_record r
        WHERE r.organisation_id = o.id GROUP BY r.item_class) n
) AS counts FROM published.live_organisation o WHERE o.uscc = ANY(%(codes)s)
"""


def traces(policy: Policy, now: datetime) -> dict[int, str]:
    """The traces of live certificates: where one is as it was, so is the verdict.

    A certificate without one has to be looked at.
    """
    today = now.astimezone(CIVIL_TIME).date()
    with connection.cursor() as cursor:
        cursor.execute(_COLLECTED)
        common = (str(today), policy.edition, cursor.fetchone()[0])
        cursor.execute(_FILES, {"kinds": list(codes.CERTIFICATES), "today": today})
        files = cursor.fetchall()
    public = {one["uscc"]: one for one in rows(_PUBLIC, {"codes": [row[1] for row in files]})}
    return {row[0]: _trace(common, row, public.get(row[1])) for row in files}


def _trace(*parts: Any) -> str:
    return hashlib.sha256(repr(parts).encode()).hexdigest()


def looked_at() -> dict[int, str]:
    """The trace that each certificate had when it was looked at last and held."""
    return dict(Look.objects.values_list("document_id", "trace"))
