"""Checking a short list at once: answered, numbered, written down."""

from __future__ import annotations

import hashlib
from collections import Counter
from typing import TYPE_CHECKING

from goodstanding.background.adapters.commits import written_together
from goodstanding.verification.domain.purpose import Verdict
from goodstanding.verification.domain.rows import checked, digested
from goodstanding.verification.queries.checking import answers, snapshot_now, sources
from goodstanding.verification.queries.single import answer
from goodstanding.verification.queries.telling import Answered
from goodstanding.verification.services import recording

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from goodstanding.audit.domain import Actor
    from goodstanding.catalogue.queries import LoadedCatalogue
    from goodstanding.lib.environment import Environment
    from goodstanding.ratings.domain.facts import Rules
    from goodstanding.recall.domain import Recipient
    from goodstanding.verification.domain.purpose import Purpose
    from goodstanding.verification.domain.rows import Asked, Row
    from goodstanding.verification.queries.checking import Snapshot, Source


def check(
    asked: list[Asked], purpose: Purpose, *, matter: str, catalogue: LoadedCatalogue,
    environment: Environment, by: Actor, now: datetime,
) -> Answered:  # fmt: skip
    """Answer every row of a list for a purpose and a matter.

    The columnar copy is read as it stands: bring it up to date before. Raises NothingAskedError,
    TooManyRowsError.
    """
    rows = checked(asked)
    snapshot = snapshot_now(catalogue, now=now)
    told = answers(rows, purpose, snapshot=snapshot, catalogue=catalogue, environment=environment)
    fresh = sources(purpose, catalogue, known_before=snapshot.known_before)
    return _recorded(
        rows, told, fresh, purpose, matter=matter, snapshot=snapshot, catalogue=catalogue, by=by,
        now=now,
    )  # fmt: skip


def check_one(
    asked: Asked, purpose: Purpose, rules: Rules, *, matter: str, catalogue: LoadedCatalogue,
    by: Actor, now: datetime, recipient: Recipient | None = None,
) -> Answered:  # fmt: skip
    """The same for one organisation at the counter, by PostgreSQL alone. Raises NothingAskedError."""
    (row,) = checked([asked])
    snapshot = snapshot_now(catalogue, now=now)
    fresh = sources(purpose, catalogue, known_before=snapshot.known_before)
    told = [answer(row, purpose, rules, fresh, snapshot=snapshot, catalogue=catalogue)]
    return _recorded(
        [row], told, fresh, purpose, matter=matter, snapshot=snapshot, catalogue=catalogue, by=by,
        now=now, recipient=recipient,
    )  # fmt: skip


def _recorded(
    asked: list[Asked], told: list[Row], fresh: list[Source], purpose: Purpose, *, matter: str,
    snapshot: Snapshot, catalogue: LoadedCatalogue, by: Actor, now: datetime,
    recipient: Recipient | None = None,
) -> Answered:  # fmt: skip
    """The answers under a number, written down and registered for recall, all or nothing."""
    counts, digest = counted(told), hashlib.sha256(digested(asked)).hexdigest()
    with written_together():
        run = recording.write_run(
            recording.next_number(now), purpose, counts, sha256=digest, matter=matter,
            snapshot=snapshot, by=by, now=now,
        )  # fmt: skip
        recording.register(
            told, run.number, purpose, catalogue=catalogue, by=by, now=now, recipient=recipient
        )
    return Answered(run, purpose, told, fresh, counts)


def counted(rows: Iterable[Row]) -> dict[str, int]:
    """How many rows have each verdict."""
    found = Counter(row.verdict.value for row in rows)
    return {verdict.value: found[verdict.value] for verdict in Verdict}
