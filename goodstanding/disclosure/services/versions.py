"""Publishes single versions again: after a field was released, or the organisation changed kind."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from goodstanding.disclosure.services.following import follow
from goodstanding.disclosure.services.publishing import Batch, add_versions

if TYPE_CHECKING:
    from datetime import date, datetime

    from goodstanding.disclosure.adapters.policy import Policy

# Only what the watermark has passed: the rest is published in its turn.
_CURRENT = """
SELECT v.item, s.edition, s.agency, array_agg(v.id), array_agg(DISTINCT v.organisation_id)
FROM records_version v JOIN collection_submission s ON s.id = v.submission_id CROSS JOIN published.watermark w
WHERE v.organisation_id = ANY(%(organisation_ids)s) AND v.superseded_at IS NULL AND NOT v.withdrawn
  AND (%(version_ids)s::bigint[] IS NULL OR v.id = ANY(%(version_ids)s))
  AND (s.finished_at < w.loaded_at OR (s.finished_at = w.loaded_at AND v.id <= w.version))
GROUP BY v.item, s.edition, s.agency
"""

_SHOWN = "r.version_id = ANY(%(version_ids)s)"
_OF_THESE = "v.organisation_id = ANY(%(organisation_ids)s) AND v.id = ANY(%(version_ids)s)"


def publish_again(
    cursor: Any, policy: Policy, *, organisation_ids: list[int], today: date, now: datetime,
    version_ids: list[int] | None = None,
) -> None:  # fmt: skip
    """Make the records of these organisations anew, or only these versions of theirs."""
    places = {"organisation_ids": organisation_ids, "version_ids": version_ids}
    cursor.execute(_CURRENT, places)
    for item, edition, agency, versions, organisations in cursor.fetchall():
        chosen = {"version_ids": versions, "organisation_ids": organisations, "agency": agency}
        batch = Batch(_OF_THESE, _SHOWN, chosen, edition=edition, again=True)
        cursor.execute("DELETE FROM published.record WHERE version_id = ANY(%s)", [versions])
        add_versions(cursor, policy.rules(item, edition), batch, today=today, now=now)
    follow(cursor, today=today)
