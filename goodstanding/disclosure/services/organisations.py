"""Keeps the published organisations as the register has them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import connection, transaction

from goodstanding.disclosure.adapters.backlog import OF_CHUNK, watermark
from goodstanding.disclosure.adapters.policy import Policy
from goodstanding.disclosure.adapters.told_of import told_of
from goodstanding.disclosure.services import clock

if TYPE_CHECKING:
    from datetime import date, datetime

    from goodstanding.disclosure.adapters.backlog import Chunk
    from goodstanding.lib.environment import Environment

NOT_SHOWN = "（名称暂不公示）"
"""In place of a name that was taken down."""

_CHOSEN = "SELECT DISTINCT v.organisation_id AS id FROM records_version v WHERE {chunk}"

# A sole trader that becomes an enterprise, or the other way round, and one that moved.
_CHANGED = """
WITH chosen AS MATERIALIZED ({chosen})
SELECT o.id, (o.kind = 'sole_trader') <> (p.kind = 'sole_trader') AS kind
FROM chosen c JOIN published.organisation p USING (id) JOIN organisations_organisation o USING (id)
WHERE o.division IS DISTINCT FROM p.division OR (o.kind = 'sole_trader') <> (p.kind = 'sole_trader')
"""

_MOVE = f"""
UPDATE published.record r SET division = left(o.division, 6) FROM organisations_organisation o
WHERE o.id = ANY(%(ids)s) AND {told_of("= o.id")} AND r.division IS DISTINCT FROM left(o.division, 6)
"""  # noqa: S608  no text of a caller

# A file has the names and numbers of whoever was merged into the organisation.
_REFRESH = """
WITH told AS MATERIALIZED ({chosen}),
chosen AS MATERIALIZED (
    SELECT id FROM told
    UNION SELECT m.target_id FROM told JOIN organisations_merged m ON m.source_id = told.id
),
member AS (
    SELECT id AS file_id, id AS organisation_id FROM chosen
    UNION ALL SELECT c.id, m.source_id FROM chosen c JOIN organisations_merged m ON m.target_id = c.id
),
down AS MATERIALIZED (
    SELECT s.organisation_id, s.name FROM disclosure_suppression s
    WHERE s.target = 'name' AND s.lifted_at IS NULL
),
former AS (
    SELECT m.file_id AS id,
           jsonb_agg(jsonb_build_object('name', n.name, 'until', n.valid_until) ORDER BY n.id) AS names
    FROM organisations_name n JOIN member m USING (organisation_id)
    WHERE NOT (n.current AND n.organisation_id = m.file_id)
      AND (n.organisation_id, n.name) NOT IN (SELECT organisation_id, name FROM down)
    GROUP BY m.file_id
),
number AS (
    SELECT m.file_id AS id,
           jsonb_agg(jsonb_build_object('scheme', i.scheme, 'value', i.value, 'valid_from', i.valid_from,
                                        'valid_until', i.valid_until) ORDER BY i.scheme, i.id) AS numbers
    FROM organisations_identifier i JOIN member m USING (organisation_id)
    JOIN organisations_organisation o ON o.id = i.organisation_id
    WHERE NOT (o.kind = 'sole_trader' AND i.scheme = ANY(%(sole_hide)s))
    GROUP BY m.file_id
),
next AS (
    SELECT s.predecessor_id AS id,
           jsonb_agg(jsonb_build_object('uscc', s.successor_uscc, 'name', b.name, 'kind', s.kind, 'on', s.happened_on)
                     ORDER BY s.happened_on, s.id) AS successors
    FROM organisations_succession s JOIN chosen c ON c.id = s.predecessor_id
    LEFT JOIN organisations_organisation b ON b.id = s.successor_id
    GROUP BY s.predecessor_id
)
INSERT INTO published.organisation (id, uscc, name, kind, status, division, industry, registered_on,
    deregistered_on, former_names, identifiers, successors, listed, suppressed_on, updated_at, merged_into)
SELECT o.id, o.uscc,
       CASE WHEN (o.id, o.name) IN (SELECT organisation_id, name FROM down) THEN %(not_shown)s ELSE o.name END,
       o.kind, o.status, o.division, o.industry, o.registered_on, o.deregistered_on,
       coalesce(f.names, '[]'), coalesce(n.numbers, '[]'), coalesce(x.successors, '[]'),
       o.kind <> 'sole_trader' OR %(lists_sole_traders)s,
       (SELECT (s.at AT TIME ZONE 'Asia/Shanghai')::date FROM disclosure_suppression s
        WHERE s.target = 'organisation' AND s.organisation_id = o.id AND s.lifted_at IS NULL),
       o.changed_at, (SELECT m.target_id FROM organisations_merged m WHERE m.source_id = o.id)
FROM chosen c JOIN organisations_organisation o USING (id)
LEFT JOIN former f USING (id) LEFT JOIN number n USING (id) LEFT JOIN next x USING (id)
ON CONFLICT (id) DO UPDATE SET
    name = EXCLUDED.name, kind = EXCLUDED.kind, status = EXCLUDED.status, division = EXCLUDED.division,
    industry = EXCLUDED.industry, registered_on = EXCLUDED.registered_on,
    deregistered_on = EXCLUDED.deregistered_on, former_names = EXCLUDED.former_names,
    identifiers = EXCLUDED.identifiers, successors = EXCLUDED.successors, listed = EXCLUDED.listed,
    suppressed_on = EXCLUDED.suppressed_on, updated_at = EXCLUDED.updated_at,
    merged_into = EXCLUDED.merged_into
"""


def refresh_chunk(cursor: Any, chunk: Chunk, policy: Policy, *, today: date, now: datetime) -> None:
    """Bring the organisations up to date of whom a chunk of records tells who they are."""
    chosen = _CHOSEN.format(chunk=OF_CHUNK)
    _refresh(cursor, chosen, chunk.places, policy, today=today, now=now)


def refresh(cursor: Any, ids: list[int], policy: Policy, *, today: date, now: datetime) -> None:
    """Bring these organisations up to date, after a succession or when a name was taken down."""
    chosen = "SELECT unnest(%(organisation_ids)s::bigint[]) AS id"
    _refresh(cursor, chosen, {"organisation_ids": ids}, policy, today=today, now=now)


def show_again(ids: list[int], *, now: datetime) -> None:
    """Make these organisations and all that is shown of them anew."""
    from goodstanding.disclosure.services.versions import publish_again

    policy, today = Policy(settings.ENVIRONMENT), clock.today(now)
    with transaction.atomic(), connection.cursor() as cursor:
        refresh(cursor, ids, policy, today=today, now=now)
        publish_again(cursor, policy, organisation_ids=ids, today=today, now=now)


def follow_reassignment(ids: list[int], *, now: datetime) -> None:
    """The same after a merge or a split of theirs was decided or undone: nothing is published meanwhile."""
    with transaction.atomic(), connection.cursor() as cursor:
        watermark(cursor)
        show_again(ids, now=now)


_BEHIND = """
SELECT o.id FROM organisations_organisation o LEFT JOIN published.organisation p USING (id)
WHERE o.changed_at IS DISTINCT FROM p.updated_at AND o.changed_at <= (SELECT loaded_at FROM published.watermark)
ORDER BY o.id LIMIT %(most)s
"""


def refresh_behind(*, now: datetime, environment: Environment, most: int = 10_000) -> int:
    """Bring those up to date that changed without a record of their own: by a day, a successor.

    Compares all, so it is for a job now and then. Answers how many.
    """
    policy, today = Policy(environment), clock.today(now)
    done = 0
    while True:
        with transaction.atomic(), connection.cursor() as cursor:
            watermark(cursor)
            cursor.execute(_BEHIND, {"most": most})
            ids = [organisation for (organisation,) in cursor.fetchall()]
            refresh(cursor, ids, policy, today=today, now=now)
        done += len(ids)
        if len(ids) < most:
            return done


def _refresh(
    cursor: Any, chosen: str, places: dict[str, Any], policy: Policy, *, today: date, now: datetime
) -> None:
    from goodstanding.disclosure.services.versions import publish_again

    cursor.execute(_CHANGED.format(chosen=chosen), places)
    changed = cursor.fetchall()
    sole_traders = policy.sole_traders
    more = {
        "sole_hide": list(sole_traders.hide) if sole_traders else [], "not_shown": NOT_SHOWN,
        "lists_sole_traders": policy.lists_sole_traders,
    }  # fmt: skip
    cursor.execute(_REFRESH.format(chosen=chosen), {**places, **more})
    if changed:
        cursor.execute(_MOVE, {"ids": [organisation for organisation, _ in changed]})
    other = [organisation for organisation, kind in changed if kind]
    if other:
        publish_again(cursor, policy, organisation_ids=other, today=today, now=now)
