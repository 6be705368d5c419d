"""What waits to be loaded, and how the node is."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import connection

if TYPE_CHECKING:
    from datetime import datetime

    from goodstanding.collection.models import Submission
    from goodstanding.lib.environment import Environment

# So often a submission is tried without delay: workers are killed for many reasons.
TRIES = 10

# The first number of the advisory lock that a process holds while it loads a submission.
LOADING_LOCK = 7_405_061

_DUE = """
SELECT s.id FROM collection_submission s
WHERE s.state = 'received'
  AND (s.attempts < %(tries)s
       OR s.received_at + power(2, least(s.attempts, 30)) * interval '1 minute' <= %(now)s)
  AND NOT EXISTS (
      SELECT FROM pg_locks l
      WHERE l.locktype = 'advisory' AND l.granted AND l.objsubid = 2
        AND l.classid::bigint = %(lock)s AND l.objid::bigint = s.id %% 2147483648
        AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database()))
ORDER BY s.attempts, s.received_at, s.id
LIMIT %(limit)s
"""


def due(*, now: datetime, limit: int = 1_000) -> list[int]:
    """Submissions that wait to be loaded and that nobody loads just now, those tried least first.

    One that was tried TRIES times is stuck: it is tried again when 2^attempts minutes have
    passed since it came, so at ever longer intervals, and never before what is fresh.
    """
    with connection.cursor() as cursor:
        cursor.execute(_DUE, {"now": now, "tries": TRIES, "lock": LOADING_LOCK, "limit": limit})
        return [number for (number,) in cursor.fetchall()]


def node_status(environment: Environment, *, now: datetime) -> dict[str, Any]:
    """Health, backlog and freshness; the database's address only in test and demo."""
    with connection.cursor() as cursor:
        cursor.execute(_STATUS, {"now": now, "tries": TRIES})
        names = [column.name for column in cursor.description]
        answer = dict(zip(names, cursor.fetchone(), strict=True))
    state = "stuck" if answer["stuck"] else "ok"
    answer = {"state": state, "home": str(environment.home), "env": environment.env, **answer}
    if environment.env in {"test", "demo"}:
        answer["database_url"] = os.environ["GOODSTANDING_DATABASE_URL"]
    return answer


_STATUS = """
SELECT current_setting('server_version') AS database_version,
       (SELECT count(*) FROM organisations_organisation) AS organisations,
       (SELECT count(*) FROM records_version WHERE superseded_at IS NULL AND NOT withdrawn) AS records,
       count(*) FILTER (WHERE state = 'received') AS backlog,
       min(received_at) FILTER (WHERE state = 'received') AS oldest_waiting,
       count(*) FILTER (WHERE state = 'received' AND attempts >= %(tries)s) AS stuck,
       max(finished_at) FILTER (WHERE state = 'loaded') AS last_loaded,
       count(*) AS submissions,
       (SELECT count(*) FROM collection_quarantined_row WHERE state = 'waiting') AS quarantined
FROM collection_submission
"""


# How a session that loads a submission names itself: "mark, submission, stage".
STAGE_MARK = "goodstanding load"
STAGES = ("read", "check", "match", "load", "answer")

# A worker writes its heart beat every ten seconds.
_WORKERS_ALIVE = """
SELECT count(*) FROM procrastinate_workers WHERE last_heartbeat > now() - interval '45 seconds'
"""

_STAGE = """
SELECT application_name FROM pg_stat_activity
WHERE datname = current_database() AND starts_with(application_name, %s)
LIMIT 1
"""

_BEFORE = """
SELECT count(*) FROM collection_submission
WHERE state = 'received' AND (attempts, received_at, id) < (%s, %s, %s)
"""


@dataclass(frozen=True)
class Progress:
    """How far a received submission has come.

    `stage` is one of STAGES while a process is at it; else `before` others wait before it,
    and `workers` says how many processes there are that would take it up.
    """

    stage: str | None
    before: int
    workers: int


def progress(submission: Submission) -> Progress:
    """How far a submission has come that is not finished yet."""
    with connection.cursor() as cursor:
        cursor.execute(_STAGE, [f"{STAGE_MARK} {submission.pk} "])
        found = cursor.fetchone()
        stage = found[0].rpartition(" ")[2] if found else None
        cursor.execute(_BEFORE, [submission.attempts, submission.received_at, submission.pk])
        (before,) = cursor.fetchone()
    return Progress(stage if stage in STAGES else None, before, workers_alive())


def workers_alive() -> int:
    """How many workers have shown themselves of late."""
    with connection.cursor() as cursor:
        cursor.execute(_WORKERS_ALIVE)
        (workers,) = cursor.fetchone()
    return int(workers)
