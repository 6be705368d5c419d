"""Issues documents: numbered, typeset, signed, kept, registered, audited."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, connection, transaction

from goodstanding.audit import services as audit
from goodstanding.audit.domain import Actor
from goodstanding.disclosure.domain.publicity import add_duration
from goodstanding.disclosure.queries import published
from goodstanding.lib import sealing, store
from goodstanding.lib.environment import CIVIL_TIME
from goodstanding.recall import services as recall
from goodstanding.recall.domain import Channel, HolderKind, Recipient
from goodstanding.reports.domain import codes
from goodstanding.reports.domain.content import from_json
from goodstanding.reports.domain.paper import Issue, paper
from goodstanding.reports.domain.refusals import NoPurposeError, NotAuthorisedError
from goodstanding.reports.models import Behind, Document
from goodstanding.reports.queries import public_content, register, special_content
from goodstanding.reports.queries.words import in_force
from goodstanding.standards import person_number

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date, datetime
    from pathlib import Path

    from goodstanding.lib.environment import Environment
    from goodstanding.lib.sealing import Sealer
    from goodstanding.organisations.models import Organisation
    from goodstanding.reports.domain.content import Asked, Content
    from goodstanding.reports.domain.layouts import Heading
    from goodstanding.reports.models import Authorisation

PUBLIC = Actor(kind="system", id="public", label="public")
"""Whoever takes a public report from the public pages: nobody is asked who they are."""


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What is to be issued, to whom and what for."""

    content: Content
    heading: Heading
    organisation_id: int
    language: str
    as_of: datetime
    purpose: str = ""
    applicant: str = ""
    authorisation: Authorisation | None = None
    until: date | None = None  # it is good no longer than what it rests on

    @property
    def valid_until(self) -> date:
        last = add_duration(self.content.day, self.heading.valid_for)
        return min(last, self.until or last)


def public_report(
    uscc: str, *, language: str, environment: Environment, by: Actor, now: datetime
) -> Document:
    """The signed public report of today: the one already issued where the data are the same.

    Raises NotPublicError, SigningKeyError.
    """
    policy = in_force(environment)
    content = public_content.content(uscc, policy)
    organisation = public_content.organisation(uscc)
    known = register.same_public_report(organisation.id, content.day, content.digest, language)
    if known is not None:
        return known
    wanted = Wanted(
        content=content, heading=policy.layouts.public.heading, organisation_id=organisation.id,
        language=language, as_of=published.state().published_at or now,
    )  # fmt: skip
    try:
        return issue(wanted, environment=environment, by=by, now=now)
    except IntegrityError:  # somebody was faster with the same
        known = register.same_public_report(organisation.id, content.day, content.digest, language)
        if known is None:
            raise
        return known


def special_report(
    organisation: Organisation, *, asked: Asked, purpose: str, applicant: str, language: str,
    environment: Environment, by: Actor, now: datetime, authorisation: Authorisation | None = None,
) -> Document:  # fmt: skip
    """A signed special report. Who may ask is for `permissions`; that it was read is recorded.

    By an authorisation it is for the body and the purpose that the organisation named. Raises
    NoPurposeError, PeriodError, UnknownDomainError, NotAuthorisedError.
    """
    if authorisation is not None:
        purpose, applicant = authorisation.purpose, authorisation.body_name
        _require_in_force(authorisation, organisation, now)
    policy = in_force(environment)
    wanted = Wanted(
        content=special_content.content(
            organisation, asked, policy, environment=environment, now=now
        ),
        heading=policy.layouts.special.heading, organisation_id=organisation.pk,
        language=language, as_of=now, purpose=require_purpose(purpose), applicant=applicant,
        authorisation=authorisation,
    )  # fmt: skip
    return issue(wanted, environment=environment, by=by, now=now)


def _require_in_force(one: Authorisation, organisation: Organisation, now: datetime) -> None:
    is_over = one.ended_at is not None or one.valid_until < now.astimezone(CIVIL_TIME).date()
    if is_over or one.uscc != organisation.uscc:
        raise NotAuthorisedError


def require_purpose(purpose: str) -> str:
    """The purpose as it is printed, a person's number in it masked. Raises NoPurposeError."""
    if not purpose.strip():
        raise NoPurposeError
    return person_number.mask(purpose.strip())


def issue(wanted: Wanted, *, environment: Environment, by: Actor, now: datetime) -> Document:
    """Sign and register a report of what is wanted; whole or not at all.

    Its number comes from a sequence: however many write at once, none is given twice, and one
    that was given and not used stays a gap.
    """
    document, sealer = draft(wanted, environment=environment, by=by, now=now)
    seal(document, sealer=sealer, environment=environment)
    with transaction.atomic():
        save(document, wanted.content, by=by)
    return document


def draft(
    wanted: Wanted, *, environment: Environment, by: Actor, now: datetime
) -> tuple[Document, Sealer]:
    """The document with its number and code, not yet drawn or kept. Raises NoAddressError."""
    base = sealing.public_address(environment)  # before a number is drawn, which would be a gap
    content, sealer = (
        wanted.content,
        sealing.sealer_of(environment, name=wanted.content.issuer.zh),
    )
    code, at = codes.new_code(), now.astimezone(CIVIL_TIME).replace(microsecond=0)
    document = Document(
        kind=content.kind, number=codes.number(content.kind, content.day, _next("reports_number")),
        code=code, organisation_id=wanted.organisation_id, uscc=content.subject.uscc,
        name=content.subject.name, language=wanted.language, day=content.day,
        content=content.written, digest=content.digest, issued_at=at, as_of=wanted.as_of,
        valid_until=wanted.valid_until,
        address=f"{base}/verify/{code}/",
        signer=sealing.signer_name(sealer), purpose=wanted.purpose, applicant=wanted.applicant,
        issued_by=by.id,
        authorisation=wanted.authorisation,
    )  # fmt: skip
    return document, sealer


def seal(document: Document, *, sealer: Sealer, environment: Environment) -> None:
    """Draw, sign and store the file of a document that is not yet in the register."""
    made = file_of(document, sealer=sealer, is_demonstration=environment.env == "demo")
    kept = store.save(io.BytesIO(made), folder=folder(environment))
    document.sha256, document.size = kept.sha256, kept.size
    document.place, document.key = kept.path, kept.key


def save(document: Document, content: Content, *, by: Actor) -> None:
    """Into the register, with every record version that stands behind it, and the audit log."""
    document.save(force_insert=True)
    behind = list(_behind(document, content))
    Behind.objects.bulk_create(behind)
    audit.record(
        "reports.issued", by=by, at=document.issued_at, subject=f"report:{document.number}",
        purpose=document.purpose,
        detail={"kind": document.kind, "uscc": document.uscc, "versions": len(behind)},
    )  # fmt: skip
    if document.applicant:
        _let_corrections_follow(document, behind, by=by)


def _behind(document: Document, content: Content) -> Iterator[Behind]:
    for one in content.entries:
        yield Behind(
            document=document, organisation_id=document.organisation_id, version_id=one.version,
            item=one.item, was_public=_was_public(one), public_until=one.public_until,
        )  # fmt: skip
    for rests in content.rests_on:  # no end of publication is printed that could come too early
        yield Behind(
            document=document, organisation_id=rests.organisation_id, version_id=rests.version,
            item=rests.item, was_public=False,
        )  # fmt: skip


def _let_corrections_follow(document: Document, behind: list[Behind], *, by: Actor) -> None:
    """Note who holds the copy: it is told of corrections (`recall`). Of a public report nobody knows."""
    body = document.authorisation
    code, name = (body.body, body.body_name) if body else (document.uscc, document.name)
    recall.register(
        Recipient(HolderKind.ORGANISATION, code, name),
        [(one.organisation_id, one.version_id) for one in behind],
        channel=Channel.REPORT, reference=document.number, purpose=document.purpose, by=by,
        now=document.issued_at,
    )  # fmt: skip


def file_of(document: Document, *, sealer: Sealer, is_demonstration: bool) -> bytes:
    """The signed PDF of a document: the same bytes each time, by the same key and program."""
    # Late: setting and signing take longer to import than most commands to run.
    from goodstanding.reports.adapters import pdf_signature, typesetting

    template = "certificate" if document.kind in codes.CERTIFICATES else "report"
    drawn = typesetting.typeset(
        drawn_from(document, is_demonstration=is_demonstration), template=template,
        at=int(document.issued_at.timestamp()),
    )  # fmt: skip
    return pdf_signature.sign(
        drawn, sealer=sealer, name=document.signer, reason=document.number,
        at=document.issued_at.astimezone(CIVIL_TIME), template=template,
    )  # fmt: skip


def drawn_from(document: Document, *, is_demonstration: bool) -> dict[str, Any]:
    """What the template is given for a document."""
    issue = Issue(
        as_of=document.as_of.astimezone(CIVIL_TIME),
        issued_at=document.issued_at.astimezone(CIVIL_TIME), valid_until=document.valid_until,
        number=document.number, code=codes.grouped(document.code), address=document.address,
        purpose=document.purpose, applicant=document.applicant, signer=document.signer,
        algorithm=sealing.ALGORITHM, watermark=_watermark(document), is_demonstration=is_demonstration,
    )  # fmt: skip
    return paper(from_json(document.content), issue, document.language)


def _watermark(document: Document) -> str:
    """Across what a body was let to see: for whom and what for."""
    authorised = document.authorisation_id is not None
    return f"{document.applicant} · {document.purpose}" if authorised else ""


def read_file(document: Document, *, environment: Environment) -> bytes:
    """The file as it was issued."""
    kept = store.StoredFile(
        sha256=document.sha256, size=document.size, path=document.place, key=bytes(document.key)
    )
    with store.open_plain(folder(environment), kept) as stream:
        return stream.read()


def record_reading(document: Document, *, by: Actor, now: datetime) -> None:
    """Somebody took a file that is not for everybody."""
    audit.record(
        "reports.read", by=by, at=now, subject=f"report:{document.number}",
        purpose=document.purpose, detail={"uscc": document.uscc},
    )  # fmt: skip


def folder(environment: Environment) -> Path:
    """Where the files of documents are kept, encrypted."""
    return environment.home / "store" / "documents"


def next_status_place() -> int:
    """The place of the next certificate in the status lists, from 0."""
    return _next("reports_status_place")


def _next(sequence: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(%s)", [sequence])
        return int(cursor.fetchone()[0])


def _was_public(one: Any) -> bool:
    from goodstanding.reports.domain.entries import ENDED, NEVER_PUBLIC

    return ENDED not in one.marks and NEVER_PUBLIC not in one.marks
