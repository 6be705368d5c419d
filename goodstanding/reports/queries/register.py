"""The register of documents: finding one, and what became of the records that it tells."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import connection

from goodstanding.catalogue.domain.model import Text
from goodstanding.reports.domain import codes
from goodstanding.reports.domain.certificate import LIST_BITS
from goodstanding.reports.domain.content import from_json, text_of
from goodstanding.reports.domain.entries import MARKS
from goodstanding.reports.domain.refusals import UnknownDocumentError
from goodstanding.reports.domain.verdict import Change, Issued
from goodstanding.reports.models import Document
from goodstanding.reports.queries.public_content import live

if TYPE_CHECKING:
    from datetime import date

    from django.db.models import QuerySet

DISPUTED = "disputed"
MOST = 100


def by_code(given: str) -> Document | None:
    """The document of a code as somebody typed it, or of the address of its QR code."""
    code = codes.clean(given)
    return Document.objects.filter(code=code).first() if code else None


def by_digest(sha256: str) -> Document | None:
    """The document whose file has exactly these bytes."""
    return Document.objects.filter(sha256=sha256).first()


def by_number(number: str) -> Document:
    """Raises UnknownDocumentError."""
    found = Document.objects.filter(number=number.strip().upper()).first()
    if found is None:
        raise UnknownDocumentError(given=number)
    return found


def of_organisation(uscc: str) -> list[Document]:
    """What was issued on its own request, newest first."""
    own = Document.objects.filter(uscc=uscc).exclude(kind="public_report")
    return list(own.order_by("-id")[:MOST])


def same_public_report(
    organisation_id: int, day: date, digest: str, language: str
) -> Document | None:
    """The public report of the same data that was issued that day already."""
    return Document.objects.filter(
        kind="public_report", organisation_id=organisation_id, day=day, digest=digest,
        language=language,
    ).first()  # fmt: skip


def live_certificates(today: date) -> QuerySet[Document]:
    """Every certificate that somebody can still show."""
    return Document.objects.filter(
        kind__in=codes.CERTIFICATES, revoked_at=None, valid_until__gte=today
    ).order_by("id")


def has_status_list(number: int) -> bool:
    """Whether a certificate was ever given a place in the status list of that number."""
    first = number * LIST_BITS
    return Document.objects.filter(
        status_place__gte=first, status_place__lt=first + LIST_BITS
    ).exists()


def revoked_places(first: int, last: int) -> list[int]:
    """The places of the revoked certificates between two, both included."""
    found = Document.objects.filter(
        status_place__gte=first, status_place__lte=last, revoked_at__isnull=False
    )
    return [place for place in found.values_list("status_place", flat=True) if place is not None]


def holders_of(version_id: int) -> list[Document]:
    """Every document that tells a record version: to whom a correction of it has to go."""
    return list(Document.objects.filter(behind__version_id=version_id).order_by("id"))


def issued(document: Document) -> Issued:
    """What the paper says."""
    because = document.revoked_because
    return Issued(
        number=document.number, code=codes.grouped(document.code), kind=document.kind,
        title=text_of(from_json(document.content)["title"]), name=document.name,
        uscc=document.uscc, issued_at=document.issued_at, as_of=document.as_of,
        valid_until=document.valid_until, sha256=document.sha256,
        revoked_at=document.revoked_at,
        revoked_because=Text(because["zh"], because["en"]) if because else None,
        graded=from_json(document.content).get("graded"),
    )  # fmt: skip


_BEHIND = """
SELECT b.version_id, b.was_public, b.public_until, v.superseded_at IS NOT NULL AS is_superseded,
       v.superseded_at IS NOT NULL AND NOT EXISTS (
           SELECT FROM records_version n
           WHERE n.organisation_id = v.organisation_id AND n.item = v.item AND n.key = v.key
             AND n.superseded_at IS NULL AND NOT n.withdrawn
       ) AS is_withdrawn
FROM reports_behind b
JOIN records_version v ON v.organisation_id = b.organisation_id AND v.id = b.version_id
WHERE b.document_id = %s ORDER BY b.version_id
"""


def changes(document: Document, today: date) -> list[Change]:
    """What became of the records behind it since: one change for each record, the gravest.

    That a publication ended on the day that was printed is no change.
    """
    with connection.cursor() as cursor:
        cursor.execute(_BEHIND, [document.pk])
        names = [column.name for column in cursor.description]
        rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    if not rows:
        return []
    public = live([row["version_id"] for row in rows], document.organisation_id)
    printed = _printed_as_disputed(document)
    found = (_change(row, public, printed, today) for row in rows)
    return [change for change in found if change is not None]


def _change(
    row: dict[str, Any], public: dict[int, tuple[str, ...]], printed: set[int], today: date
) -> Change | None:
    version = row["version_id"]
    if row["is_superseded"]:
        return Change.WITHDRAWN if row["is_withdrawn"] else Change.CORRECTED
    until = row["public_until"]
    if row["was_public"] and version not in public and (until is None or until >= today):
        return Change.ENDED_EARLY
    if DISPUTED in public.get(version, ()) and version not in printed:
        return Change.DISPUTED
    return None


def _printed_as_disputed(document: Document) -> set[int]:
    disputed = {"zh": MARKS[DISPUTED].zh, "en": MARKS[DISPUTED].en}
    entries = (entry for part in from_json(document.content)["parts"] for entry in part["entries"])
    return {entry["version"] for entry in entries if disputed in entry["marks"]}
