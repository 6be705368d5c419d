"""An organisation's consent to be rated, where its kind or the model asks for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from goodstanding.audit import services as audit
from goodstanding.ratings.domain.refusals import ConsentNotNeededError, NoConsentError
from goodstanding.ratings.models import Consent

if TYPE_CHECKING:
    from datetime import datetime

    from goodstanding.audit.domain import Actor
    from goodstanding.organisations.models import Organisation
    from goodstanding.ratings.domain.model import Model


@transaction.atomic
def give(
    organisation: Organisation, model: Model, *, evidence: str, by: Actor, now: datetime
) -> Consent:
    """Record the consent; given twice it is one. Raises ConsentNotNeededError."""
    if not dict(model.subjects).get(organisation.kind, False):
        raise ConsentNotNeededError(model=model.code)
    made, new = Consent.objects.get_or_create(
        organisation_id=organisation.pk, model=model.code, withdrawn_at=None,
        defaults={
            "uscc": organisation.uscc, "evidence": evidence, "given_at": now, "given_by": by.label,
        },
    )  # fmt: skip
    if new:
        audit.record(
            "ratings.consented", by=by, at=now, subject=f"organisation:{organisation.uscc}",
            detail={"model": model.code, "evidence": evidence},
        )  # fmt: skip
    return made


@transaction.atomic
def withdraw(organisation: Organisation, model: Model, *, by: Actor, now: datetime) -> None:
    """End the consent: from now on there is no rating. Raises NoConsentError."""
    found = (
        Consent.objects.select_for_update(no_key=True)
        .filter(organisation_id=organisation.pk, model=model.code, withdrawn_at=None)
        .first()
    )
    if found is None:
        raise NoConsentError(model=model.code)
    found.withdrawn_at, found.withdrawn_by = now, by.label
    found.save(update_fields=["withdrawn_at", "withdrawn_by"])
    audit.record(
        "ratings.consent_withdrawn", by=by, at=now, subject=f"organisation:{organisation.uscc}",
        detail={"model": model.code},
    )  # fmt: skip
