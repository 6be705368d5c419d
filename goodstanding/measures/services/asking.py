"""A question at the counter, answered and told to the audit log."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goodstanding.audit import services as audit
from goodstanding.measures.domain import UnknownMatterError
from goodstanding.measures.queries import checkup

if TYPE_CHECKING:
    from datetime import datetime

    from goodstanding.audit.domain import Actor
    from goodstanding.catalogue.queries import LoadedCatalogue
    from goodstanding.measures.domain import Answer
    from goodstanding.organisations.models import Organisation

MATTERS = "measure_matters"


def ask(
    organisation: Organisation, matter: str, *, catalogue: LoadedCatalogue, by: Actor, now: datetime
) -> Answer:
    """May this organisation do this today? Who asked what is kept. Raises UnknownMatterError."""
    if matter not in {one.code for one in catalogue.code_list(MATTERS).codes}:
        raise UnknownMatterError(given=matter)
    found = checkup.check(organisation.pk, matter, catalogue=catalogue, today=now.date())
    detail = {"matter": matter, "may": found.may}
    subject = f"organisation:{organisation.uscc}"
    audit.record("measures.asked", by=by, at=now, subject=subject, detail=detail)
    return found
