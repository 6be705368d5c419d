"""Taking a file in: stored, numbered, and from then on never lost."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from django.db import IntegrityError, connection, transaction

from goodstanding.audit import services as audit
from goodstanding.catalogue import services as catalogue_services
from goodstanding.collection.domain.submission import (
    ItemOffError,
    KeyUsedError,
    NotASupplierError,
    idempotency_key,
)
from goodstanding.collection.models import Submission
from goodstanding.lib import store
from goodstanding.standards import person_number

if TYPE_CHECKING:
    from datetime import datetime

    from goodstanding.audit.domain import Actor
    from goodstanding.catalogue.domain.model import Item
    from goodstanding.catalogue.queries import LoadedCatalogue
    from goodstanding.collection.domain.kept import Mode


def receive(
    content: BinaryIO, *, filename: str, item: str, agency: str, mode: Mode, key: str | None,
    loaded: LoadedCatalogue, home: Path, by: Actor, now: datetime,
    corrects: Submission | None = None,
) -> Submission:  # fmt: skip
    """Store a file and answer the submission that it is.

    The same file for the same item, agency and mode, or the same `key`, answers the
    submission that there is. The bytes are kept encrypted, with a key that is kept in
    the database only, until they are read; nothing readable is written to the disk.

    Raises UnknownItemError, UnknownAgencyError, ItemOffError, NotASupplierError,
    KeyUsedError, StoreFullError.
    """
    _require_supplier(loaded.item(item), loaded.agency(agency).code)
    stored = store.save(content, folder=home / "store")
    key = _clean_key(key) or idempotency_key(
        sha256=stored.sha256, item=item, agency=agency, mode=mode.value
    )
    submission = Submission(
        agency=agency, item=item, mode=mode.value, key=key, edition=loaded.edition,
        filename=person_number.mask(Path(filename).name), sha256=stored.sha256, size=stored.size,
        stored_as=stored.path, data_key=stored.key, received_at=now, corrects=corrects,
        sent_by=by.label,
    )  # fmt: skip
    catalogue_services.record_edition(loaded=loaded, source="policy folder", now=now)
    kept = _keep(submission, by, now)
    if kept is submission:
        return submission
    store.delete(home / "store", stored.path)
    return _same(kept, submission)


def _require_supplier(item: Item, agency: str) -> None:
    if not item.on:
        because = item.off_because
        raise ItemOffError(item=item.code, because=f"{because.zh} {because.en}" if because else "–")
    if "*" not in item.suppliers and agency not in item.suppliers:
        raise NotASupplierError(agency=agency, item=item.code, suppliers=", ".join(item.suppliers))


def _clean_key(key: str | None) -> str | None:
    return person_number.mask(key.strip()) if key and key.strip() else None


def _keep(submission: Submission, by: Actor, now: datetime) -> Submission:
    """The submission saved, or the one that has its key already."""
    try:
        with transaction.atomic():
            submission.number = _next_number(now)
            submission.save(force_insert=True)
            audit.record(
                "collection.submitted", by=by, subject=f"submission:{submission.number}", at=now,
                detail={"item": submission.item, "agency": submission.agency},
            )  # fmt: skip
    except IntegrityError:
        return Submission.objects.get(
            agency=submission.agency, item=submission.item, key=submission.key
        )
    return submission


def _next_number(now: datetime) -> str:
    """The day's next number. Held until the transaction ends, so none is given twice."""
    day = now.strftime("%Y%m%d")
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('number ' || %s, 0))", [day])
        cursor.execute(
            "SELECT coalesce(max(substr(number, 12)::int), 0) + 1 FROM collection_submission"
            " WHERE number LIKE %s",
            [f"S-{day}-%"],
        )
        (number,) = cursor.fetchone()
    return f"S-{day}-{number:06d}"


def _same(kept: Submission, sent: Submission) -> Submission:
    if (kept.sha256, kept.mode) != (sent.sha256, sent.mode):
        raise KeyUsedError(key=kept.key, number=kept.number)
    return kept
