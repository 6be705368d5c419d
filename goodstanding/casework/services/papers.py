"""The papers of a case: kept encrypted, handed out to those who may read them, every time told."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO

from django.db import transaction

from goodstanding.audit import services as audit
from goodstanding.casework.domain import cases
from goodstanding.casework.domain.cases import UnknownPaperError
from goodstanding.casework.models import Case, Document
from goodstanding.casework.services.cases import locked, tell
from goodstanding.lib import store
from goodstanding.standards import person_number

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from goodstanding.audit.domain import Actor


@dataclass(frozen=True)
class Paper:
    """What is handed out of a paper."""

    title: str
    media_type: str
    content: bytes


@transaction.atomic
def add_document(
    case: Case, content: BinaryIO, *, filename: str, size: int, kind: str, shared: bool,
    home: Path, by: Actor, now: datetime,
) -> Document:  # fmt: skip
    """Keep a paper of an open case, encrypted. What kind of file it is, is read from its content.

    Raises FileRefusedError, StoreFullError, ClosedCaseError.
    """
    case = locked(case.pk)
    name = person_number.mask(filename)[:200]
    media = cases.media_type(name, content.read(16), size)
    content.seek(0)
    stored = store.save(content, folder=home / "store")
    document = Document.objects.create(
        case=case, kind=kind, title=name, media_type=media, sha256=stored.sha256, size=stored.size,
        stored_as=stored.path, data_key=stored.key, added_at=now, added_by=by.label, shared=shared,
    )  # fmt: skip
    tell(case, "case.document", by=by, now=now, shared=shared, title=name, sha256=stored.sha256)
    return document


def read_document(
    case: Case, document_id: int, *, shared_only: bool, home: Path, by: Actor, now: datetime
) -> Paper:
    """The content of a paper of the case; that it was read is told to the audit log.

    `shared_only` for whoever may read what the organisation may. Raises UnknownPaperError,
    and the store's own errors.
    """
    found = Document.objects.filter(case=case, pk=document_id)
    row = (found.filter(shared=True) if shared_only else found).first()
    if row is None:
        raise UnknownPaperError(given=document_id)
    kept = store.StoredFile(
        sha256=row.sha256, size=row.size, path=row.stored_as, key=bytes(row.data_key)
    )
    with store.open_plain(home / "store", kept) as stream:
        content = stream.read()
    subject = f"case:{case.number}"
    audit.record("case.document_read", by=by, subject=subject, at=now, detail={"title": row.title})
    return Paper(row.title, row.media_type, content)
