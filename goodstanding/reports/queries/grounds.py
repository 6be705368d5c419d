"""What a certificate may say now: of good standing, or of one grade; and whether one that was issued still holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goodstanding.catalogue.domain.model import Text
from goodstanding.disclosure.queries import published
from goodstanding.lib.environment import CIVIL_TIME
from goodstanding.reports.domain import certificate, public_report
from goodstanding.reports.domain.certificate import Asked, Ground
from goodstanding.reports.domain.content import Content, from_json
from goodstanding.reports.domain.refusals import UncertifiedGradeError
from goodstanding.reports.queries import grades, public_content

if TYPE_CHECKING:
    from datetime import datetime

    from goodstanding.reports.models import Document
    from goodstanding.reports.queries.words import Policy

NOT_PUBLIC = Text("该组织不再公示", "the organisation is no longer public")


def asked(grade: str, policy: Policy) -> Asked:
    """Good standing where no grade is named, else that of an item or model. Raises UncertifiedGradeError."""
    if not grade:
        return Asked(policy.layouts.standing)
    known = {
        one.code: Asked(layout, one) for layout in policy.layouts.certificates for one in layout.grades
    }  # fmt: skip
    if grade not in known:
        raise UncertifiedGradeError(given=grade, accepted=", ".join(known))
    return known[grade]


def offered(uscc: str, policy: Policy, now: datetime) -> list[tuple[str, Text, Text]]:
    """Code, name and giver of each grade that the organisation can ask a certificate of."""
    sources = [one for layout in policy.layouts.certificates for one in layout.grades]
    return grades.offered(uscc, sources, policy, now.astimezone(CIVIL_TIME).date())


def ground(wanted: Asked, found: published.Organisation, policy: Policy, now: datetime) -> Ground:
    """What holds now of what is asked for, or why nothing can be certified."""
    why = certificate.fallen(wanted.layout, public_content.facts(found))
    if why is not None or wanted.source is None:
        return Ground(fallen=why)
    if wanted.source.is_model:
        return grades.rated(wanted.source, found.uscc, policy, now)
    return grades.recorded(wanted.source, found.uscc, policy, now)


def why_fallen(document: Document, policy: Policy, now: datetime) -> Text | None:
    """Why a certificate no longer stands; None while it does."""
    found, before = published.organisation(document.uscc), from_json(document.content).get("graded")
    if found is None:
        return NOT_PUBLIC
    try:
        wanted = asked(before["of"] if before else "", policy)
    except UncertifiedGradeError:
        return certificate.NOT_CERTIFIED
    now_held = ground(wanted, found, policy, now)
    if now_held.fallen or not before or not now_held.graded:
        return now_held.fallen
    return certificate.changed(before, now_held.graded)


def content(
    wanted: Asked, found: published.Organisation, held: Ground, policy: Policy
) -> Content:  # fmt: skip
    """What the certificate says."""
    heading = wanted.layout.heading
    return Content(
        kind=heading.kind, edition=heading.edition, title=heading.title,
        subtitle=heading.subtitle, issuer=policy.issuer,
        subject=public_content.subject(found, policy), day=published.state().today, parts=(),
        left_out=(), not_covered=(), notes=heading.notes,
        basis=public_report.basis((*heading.legal_basis, *held.basis)),
        statement=certificate.statement(wanted.layout, held.graded), graded=held.graded,
        rests_on=held.rests_on,
    )  # fmt: skip
