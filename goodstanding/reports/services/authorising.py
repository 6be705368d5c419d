"""An organisation lets a body see its file, for a purpose and a time, and ends it when it likes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from goodstanding.audit import services as audit
from goodstanding.reports.models import Authorisation
from goodstanding.reports.services.issuing import require_purpose

if TYPE_CHECKING:
    from datetime import date, datetime

    from goodstanding.audit.domain import Actor
    from goodstanding.organisations.models import Organisation


@transaction.atomic
def authorise(
    organisation: Organisation, *, body: str, body_name: str, purpose: str, valid_until: date,
    by: Actor, now: datetime,
) -> Authorisation:  # fmt: skip
    """Let the body of that code see the file until a day. Raises NoPurposeError."""
    made = Authorisation.objects.create(
        organisation_id=organisation.pk, uscc=organisation.uscc, name=organisation.name,
        body=body, body_name=body_name.strip(), purpose=require_purpose(purpose),
        given_by=by.id, given_at=now, valid_until=valid_until,
    )  # fmt: skip
    _tell("authorised", made, by=by, now=now)
    return made


@transaction.atomic
def end(authorisation_id: int, *, by: Actor, now: datetime) -> None:
    """From here on the body sees nothing more. Done twice it stays as it was."""
    found = Authorisation.objects.select_for_update(no_key=True).get(pk=authorisation_id)
    if found.ended_at is not None:
        return
    found.ended_at, found.ended_by = now, by.id
    found.save(update_fields=["ended_at", "ended_by"])
    _tell("authorisation_ended", found, by=by, now=now)


def _tell(what: str, one: Authorisation, *, by: Actor, now: datetime) -> None:
    audit.record(
        f"reports.{what}", by=by, at=now, subject=f"organisation:{one.uscc}",
        purpose=one.purpose,
        detail={"body": one.body, "name": one.body_name, "until": one.valid_until.isoformat()},
    )  # fmt: skip
