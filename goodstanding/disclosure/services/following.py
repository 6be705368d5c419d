"""Keeps the copy true to merges and splits: which file shows a record, and that none is shown twice."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from goodstanding.disclosure.adapters.told_of import told_of

if TYPE_CHECKING:
    from datetime import date

# What is told under several codes is one fact: told under the code of the file itself, it is
# shown as that tells it, else as the earliest organisation's. What the organisation of the file
# has taken down covers what is shown with it.
_FOLLOW = f"""
UPDATE published.record r SET shown_with = w.file_id, suppressed_on = coalesce(r.suppressed_on, w.suppressed_on),
    repeats_since = CASE WHEN w.repeats THEN coalesce(r.repeats_since, %(today)s::date) END
FROM (
    SELECT f.version_id, f.file_id, o.suppressed_on, EXISTS (
        SELECT FROM records_version v
        WHERE v.organisation_id IN (
            SELECT f.file_id UNION ALL SELECT m.source_id FROM organisations_merged m
            WHERE m.target_id = f.file_id AND m.source_id < f.organisation_id)
          AND v.item = f.item AND v.key = f.fact AND v.superseded_at IS NULL AND NOT v.withdrawn
    ) AS repeats
    FROM (
        SELECT r.version_id, r.organisation_id, r.item, r.fact,
               nullif(coalesce(moved.target_id, merged.target_id), r.organisation_id) AS file_id
        FROM published.record r
        LEFT JOIN organisations_moved moved
            ON moved.source_id = r.organisation_id AND moved.item = r.item AND moved.fact = r.fact
        LEFT JOIN organisations_merged merged ON merged.source_id = r.organisation_id
        WHERE {told_of("= ANY(%(sources)s)")}
    ) f LEFT JOIN published.organisation o ON o.id = f.file_id
) w
WHERE w.version_id = r.version_id
  AND (w.file_id IS DISTINCT FROM r.shown_with OR w.repeats <> (r.repeats_since IS NOT NULL)
       OR r.suppressed_on IS NULL AND w.suppressed_on IS NOT NULL)
"""  # noqa: S608  no text of a caller
_SOURCES = (
    "SELECT array_agg(DISTINCT source_id) FROM organisations_reassignment WHERE state = 'in_force'"
)


def follow(cursor: Any, *, today: date) -> None:
    """Show every record of whom something was merged or split in the file in which it belongs now."""
    cursor.execute(_SOURCES)
    (sources,) = cursor.fetchone()
    if sources:
        cursor.execute(_FOLLOW, {"today": today, "sources": sources})
