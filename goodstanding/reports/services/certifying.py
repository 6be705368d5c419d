"""Issues certificates of good standing or of a grade, and revokes them when their ground falls."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction

from goodstanding.audit import services as audit
from goodstanding.audit.domain import SYSTEM
from goodstanding.disclosure.queries import published
from goodstanding.lib import sealing, tokens
from goodstanding.lib.environment import CIVIL_TIME
from goodstanding.ratings.services.reading import keep_edition
from goodstanding.reports.domain import certificate
from goodstanding.reports.domain.refusals import (
    AlreadyRevokedError,
    GroundFallenError,
    UnknownStatusListError,
)
from goodstanding.reports.models import Document, Look
from goodstanding.reports.queries import grounds, public_content, register, traces
from goodstanding.reports.queries.words import in_force
from goodstanding.reports.services import issuing

if TYPE_CHECKING:
    from goodstanding.audit.domain import Actor
    from goodstanding.catalogue.domain.model import Text
    from goodstanding.lib.environment import Environment
    from goodstanding.lib.sealing import Sealer
    from goodstanding.ratings.domain.model import Model
    from goodstanding.reports.domain.content import Content
    from goodstanding.reports.queries.words import Policy

LIST_LASTS = timedelta(days=1)
"""How long a status list that somebody took may be used without asking again."""
AT_ONCE = 500  # certificates looked at before it is noted: what a kill costs


def certify(
    uscc: str, *, grade: str = "", purpose: str, language: str, environment: Environment, by: Actor,
    now: datetime,
) -> Document:  # fmt: skip
    """A certificate as PDF and as a token: of good standing, or of the grade of an item or model.

    Good standing rests on public facts alone; a grade on the organisation's own file, for which it
    asks itself. Raises NotPublicError, NoPurposeError, UncertifiedGradeError, GroundFallenError.
    """
    policy, about = in_force(environment), issuing.require_purpose(purpose)
    asked, found = grounds.asked(grade, policy), public_content.organisation(uscc)
    held = grounds.ground(asked, found, policy, now)
    if held.fallen is not None:
        raise GroundFallenError(reason=held.fallen.zh, reason_en=held.fallen.en)
    wanted = issuing.Wanted(
        content=grounds.content(asked, found, held, policy), heading=asked.layout.heading,
        organisation_id=found.id, language=language, purpose=about, until=held.until,
        as_of=now if held.graded else published.state().published_at or now,
        applicant=found.name if held.graded else "",
    )  # fmt: skip
    return _issue(wanted, held.model, environment=environment, by=by, now=now)


def _issue(
    wanted: issuing.Wanted, model: Model | None, *, environment: Environment, by: Actor,
    now: datetime,
) -> Document:  # fmt: skip
    document, sealer = issuing.draft(wanted, environment=environment, by=by, now=now)
    document.status_place = issuing.next_status_place()
    document.token = _token(document, document.status_place, wanted.content, sealer, environment)
    issuing.seal(document, sealer=sealer, environment=environment)
    with transaction.atomic():
        issuing.save(document, wanted.content, by=by)
        if model is not None:
            keep_edition(model, now=now)
    return document


def _token(
    document: Document, place: int, content: Content, sealer: Sealer, environment: Environment
) -> str:
    claims = certificate.credential(
        content, base=sealing.public_address(environment), address=document.address,
        status=certificate.Status.at(place), valid_from=document.issued_at,
        as_of=document.as_of.astimezone(CIVIL_TIME), number=document.number,
        purpose=document.purpose,
        valid_until=datetime.combine(document.valid_until, time(23, 59, 59), CIVIL_TIME),
    )  # fmt: skip
    return tokens.token(claims, sealer=sealer)


@transaction.atomic
def revoke(document_id: int, *, because: Text, by: Actor, now: datetime) -> None:
    """Say from here on, wherever it is verified, that a document does not hold.

    Raises AlreadyRevokedError.
    """
    document = Document.objects.select_for_update(no_key=True).get(pk=document_id)
    if document.revoked_at is not None:
        raise AlreadyRevokedError(number=document.number, on=document.revoked_at.date())
    document.revoked_at = now
    document.revoked_because = {"zh": because.zh, "en": because.en}
    document.save(update_fields=["revoked_at", "revoked_because"])
    audit.record(
        "reports.revoked", by=by, at=now, subject=f"report:{document.number}",
        detail={"reason": because.zh, "uscc": document.uscc},
    )  # fmt: skip


def revoke_fallen(*, environment: Environment, now: datetime) -> int:
    """Revoke every certificate whose ground no longer holds; answers how many.

    Each is looked at once a day, and whenever anything changed that its ground follows from. The
    traces are taken before: what comes meanwhile is another trace the next time.
    """
    policy, live = in_force(environment), register.live_certificates(now.astimezone(CIVIL_TIME).date())  # fmt: skip
    found, known = traces.traces(policy, now), traces.looked_at()
    due = [one for one in live.values_list("pk", flat=True) if one not in found or found[one] != known.get(one)]  # fmt: skip
    revoked = 0
    for start in range(0, len(due), AT_ONCE):
        revoked += _look_at(due[start : start + AT_ONCE], found, policy, now)
    Look.objects.exclude(document__in=live).delete()
    return revoked


def _look_at(some: list[int], found: dict[int, str], policy: Policy, now: datetime) -> int:
    """Revoke those of some certificates that no longer stand, and keep the traces of those that do."""
    fallen, held = 0, []
    for document in Document.objects.filter(pk__in=some).order_by("pk"):
        why = grounds.why_fallen(document, policy, now)
        if why is not None:
            revoke(document.pk, because=why, by=SYSTEM, now=now)
            fallen += 1
        elif document.pk in found:
            held.append(Look(document=document, trace=found[document.pk]))
    Look.objects.bulk_create(
        held, update_conflicts=True, unique_fields=["document"], update_fields=["trace"]
    )
    return fallen


def status_list(list_number: int, *, environment: Environment, now: datetime) -> str:
    """The signed status list of that number as it is now. Raises UnknownStatusListError."""
    if not register.has_status_list(list_number):
        raise UnknownStatusListError(number=list_number)
    policy, base = in_force(environment), sealing.public_address(environment)
    first = list_number * certificate.LIST_BITS
    revoked = register.revoked_places(first, first + certificate.LIST_BITS - 1)
    claims = certificate.status_list(
        [place - first for place in revoked], base=base, list_number=list_number,
        issuer=policy.issuer, valid_from=now, valid_until=now + LIST_LASTS,
    )  # fmt: skip
    return tokens.token(claims, sealer=node_sealer(environment))


def public_keys(environment: Environment) -> dict[str, Any]:
    """The platform's keys as a JWK Set: what tokens and lists are checked with."""
    return {"keys": [tokens.key_of(node_sealer(environment))]}


def node_sealer(environment: Environment) -> Sealer:
    return sealing.sealer_of(environment, name=in_force(environment).issuer.zh)
