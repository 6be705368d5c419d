"""What is written down of every verification: the run, the event, and who is told of corrections."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import connection

from goodstanding.audit import services as audit
from goodstanding.lib.environment import CIVIL_TIME
from goodstanding.recall import services as recall
from goodstanding.recall.domain import Channel
from goodstanding.recall.queries import agency_of_code
from goodstanding.standards import person_number
from goodstanding.verification.models import Run

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from goodstanding.audit.domain import Actor
    from goodstanding.catalogue.queries import LoadedCatalogue
    from goodstanding.recall.domain import Recipient
    from goodstanding.verification.domain.purpose import Purpose
    from goodstanding.verification.domain.rows import Row
    from goodstanding.verification.queries.checking import Snapshot


def write_run(
    number: str, purpose: Purpose, counts: Mapping[str, int], *, sha256: str, matter: str,
    snapshot: Snapshot, by: Actor, now: datetime,
) -> Run:  # fmt: skip
    """The run and its event. `sha256` is that of the rows that were given."""
    matter = person_number.mask(matter)
    run = Run.objects.create(
        number=number, purpose=purpose.code, matter=matter, sha256=sha256,
        known_before=snapshot.known_before, edition=snapshot.edition, rows=sum(counts.values()),
        **counts, by=by.label, agency=by.agency, at=now,
    )  # fmt: skip
    audit.record(
        "verification.checked", by=by, at=now, subject=f"verification:{run.number}",
        purpose=f"{purpose.title.zh}：{matter}",
        detail={"run": run.number, "rows": run.rows, **counts, "sha256": run.sha256},
    )  # fmt: skip
    return run


def next_number(now: datetime) -> str:
    """A number that no two runs share, whoever else counts at the same instant."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('verification_number')")
        (count,) = cursor.fetchone()
    return f"V-{now.astimezone(CIVIL_TIME):%Y%m%d}-{count:06d}"


def register(
    rows: Iterable[Row], number: str, purpose: Purpose, *, catalogue: LoadedCatalogue, by: Actor,
    now: datetime, recipient: Recipient | None = None,
) -> None:  # fmt: skip
    """Whoever was told of a record hears when it is corrected or repaired: who asks, or its agency."""
    if recipient is None and by.agency:
        recipient = agency_of_code(by.agency, catalogue)
    if recipient is None:
        return
    if versions := {one.version for row in rows for one in row.found}:
        recall.register(
            recipient, versions, channel=Channel.VERIFICATION, reference=number,
            purpose=purpose.title.zh, by=by, now=now,
        )  # fmt: skip
