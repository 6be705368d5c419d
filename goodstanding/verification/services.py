"""Checking a list: answered, numbered, written down, and what was handed out registered for recall."""

from __future__ import annotations

import hashlib
from collections import Counter
from typing import TYPE_CHECKING

from django.db import connection, transaction

from goodstanding.audit import services as audit
from goodstanding.lib.environment import CIVIL_TIME
from goodstanding.ratings.queries.inputs import known_at_the_end_of
from goodstanding.recall import services as recall
from goodstanding.recall.domain import Channel, HolderKind, Recipient
from goodstanding.verification.domain.purpose import Verdict
from goodstanding.verification.domain.rows import checked
from goodstanding.verification.models import Run
from goodstanding.verification.queries.checking import Snapshot, answers, sources
from goodstanding.verification.queries.telling import Answered

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from goodstanding.audit.domain import Actor
    from goodstanding.catalogue.queries import LoadedCatalogue
    from goodstanding.lib.environment import Environment
    from goodstanding.verification.domain.purpose import Purpose
    from goodstanding.verification.domain.rows import Asked, Row


def check(
    asked: list[Asked], purpose: Purpose, *, matter: str, catalogue: LoadedCatalogue,
    environment: Environment, by: Actor, now: datetime,
) -> Answered:  # fmt: skip
    """Answer every row of a list for a purpose and a matter.

    The columnar copy is read as it stands: bring it up to date before. Raises NothingAskedError,
    TooManyRowsError.
    """
    rows = checked(asked)
    day = now.astimezone(CIVIL_TIME).date()
    snapshot = Snapshot(day, known_at_the_end_of(day), catalogue.edition)
    told = answers(rows, purpose, snapshot=snapshot, catalogue=catalogue, environment=environment)
    counts = Counter(row.verdict.value for row in told)
    shown = {verdict.value: counts[verdict.value] for verdict in Verdict}
    with transaction.atomic():
        run = _written(rows, purpose, shown, matter=matter, snapshot=snapshot, by=by, now=now)
        _registered(told, run, purpose, by, now)
    fresh = sources(purpose, catalogue, known_before=snapshot.known_before)
    return Answered(run, purpose, told, fresh, shown)


def _written(
    rows: Sequence[Asked], purpose: Purpose, counts: dict[str, int], *, matter: str,
    snapshot: Snapshot, by: Actor, now: datetime,
) -> Run:  # fmt: skip
    digest = hashlib.sha256("\n".join(f"{row.name}\t{row.code}" for row in rows).encode())
    run = Run.objects.create(
        number=_number(now), purpose=purpose.code, matter=matter, sha256=digest.hexdigest(),
        known_before=now, edition=snapshot.edition, rows=len(rows), **counts, by=by.label,
        agency=by.agency, at=now,
    )  # fmt: skip
    audit.record(
        "verification.checked", by=by, at=now, subject=f"verification:{run.number}",
        purpose=f"{purpose.title.zh}：{matter}",
        detail={"run": run.number, "rows": len(rows), **counts, "sha256": run.sha256},
    )  # fmt: skip
    return run


def _number(now: datetime) -> str:
    """A number that no two runs share, whoever else counts at the same instant."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('verification_number')")
        (count,) = cursor.fetchone()
    return f"V-{now.astimezone(CIVIL_TIME):%Y%m%d}-{count:06d}"


def _registered(rows: Sequence[Row], run: Run, purpose: Purpose, by: Actor, now: datetime) -> None:
    """Whoever was told of a record hears when it is corrected or repaired."""
    versions = {one.version for row in rows for one in row.found}
    if versions and by.agency:
        recipient = Recipient(HolderKind.AGENCY, by.agency, by.agency)
        recall.register(
            recipient, versions, channel=Channel.VERIFICATION, reference=run.number,
            purpose=purpose.title.zh, by=by, now=now,
        )  # fmt: skip
