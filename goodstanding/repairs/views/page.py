"""What the pages of a repair share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings

from goodstanding.casework.views import case_page, moment
from goodstanding.organisations.models import Organisation
from goodstanding.records import queries as records
from goodstanding.repairs.domain.procedure import STORY
from goodstanding.repairs.queries import assessing
from goodstanding.repairs.queries import cases as repairs
from goodstanding.repairs.services.deciding import proofs_of

if TYPE_CHECKING:
    from goodstanding.casework.services.timing import Timing
    from goodstanding.repairs.models import Repair
    from goodstanding.repairs.queries.assessing import Assessed


def repair_page(repair: Repair, timing: Timing, *, shared_only: bool) -> dict[str, Any]:
    """A repair with its record, what must be proved, and its case."""
    return {
        "repair": repair,
        "revocation": repairs.open_revocation(repair),
        "record": _record(repair, timing),
        "proofs": proofs_of(repair, timing),
        "body": timing.catalogue.agencies.get(repair.body),
        **case_page(repair.case, timing, STORY, shared_only=shared_only),
    }


def _record(repair: Repair, timing: Timing) -> Assessed | None:
    """The record as it stands now; none where it has been withdrawn since."""
    version = records.current(repair.organisation_id, repair.item, repair.fact)
    organisation = Organisation.objects.get(pk=repair.organisation_id)
    found = assessing.assess(
        organisation, [version] if version else [], loaded=timing.catalogue,
        environment=settings.ENVIRONMENT, today=moment().date(),
    )  # fmt: skip
    return found[0] if found else None
