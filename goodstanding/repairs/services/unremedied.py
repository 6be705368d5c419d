"""The maximum is over, and nobody applied: the body that determined the record says whether the duty was done."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from django.db import connection, transaction

from goodstanding.casework.domain.cases import require_reason
from goodstanding.casework.services import batches, cases
from goodstanding.repairs.domain import procedure
from goodstanding.repairs.domain.eligibility import rule_for
from goodstanding.repairs.models import Unremedied
from goodstanding.standards import person_number

if TYPE_CHECKING:
    from datetime import datetime

    from goodstanding.audit.domain import Actor
    from goodstanding.casework.services.timing import Timing

PREFIX: Final = "DQ"  # 到期
LIMIT: Final = "repair.unremedied"
AHEAD: Final = timedelta(days=7)
"""How long before the last public day the case is opened: a worker may be down for as long."""

_ALONE = "SELECT pg_advisory_xact_lock(hashtextextended('repairs.unremedied', 0))"
_DUE = """
SELECT r.organisation_id, o.uscc, o.name, r.item, r.fact, r.agency, r.public_until, coalesce(r.number, '')
FROM published.record r JOIN organisations_organisation o ON o.id = r.organisation_id
WHERE r.public_until BETWEEN %(today)s AND %(until)s AND r.item = ANY(%(items)s) AND r.suppressed_on IS NULL
  AND NOT EXISTS (
    SELECT FROM repairs_unremedied u
    WHERE u.organisation_id = r.organisation_id AND u.item = r.item AND u.fact = r.fact)
  AND NOT EXISTS (
    SELECT FROM repairs_repair p
    WHERE p.organisation_id = r.organisation_id AND p.item = r.item AND p.fact = r.fact
      AND p.state IN ('filed', 'accepted', 'proposed', 'granted'))
ORDER BY r.public_until, r.version_id LIMIT %(most)s
"""


def open_due(*, timing: Timing, by: Actor, now: datetime, chunk: int = batches.CHUNK) -> int:
    """Open a case for each record whose publicity is about to end unrepaired; how many.

    Only where the rule says so (`asks_at_end`). A chunk is one transaction: killed, the next
    call goes on; called again it opens nothing.
    """
    today = now.date()
    places: dict[str, Any] = {"today": today, "until": today + AHEAD, "items": _items(timing)}

    def open_some(most: int) -> int:
        with connection.cursor() as cursor:
            cursor.execute(_ALONE)
            cursor.execute(_DUE, {**places, "most": most})
            due = cursor.fetchall()
        _open(due, timing=timing, by=by, now=now)
        return len(due)

    return batches.passes(open_some, chunk)


def _items(timing: Timing) -> list[str]:
    """The items whose rule wants the body asked at the end."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT item FROM published.record WHERE polarity = 'negative'")
        codes = [code for (code,) in cursor.fetchall() if code in timing.catalogue.items]
    found = []
    for code in codes:
        item = timing.catalogue.item(code)
        rule = rule_for(code, item.family, timing.catalogue.repairs)
        if rule is not None and rule.asks_at_end:
            found.append(code)
    return found


def _open(due: list[tuple[Any, ...]], *, timing: Timing, by: Actor, now: datetime) -> None:
    if not due:
        return
    opened = batches.open_many(
        [
            {
                "organisation_id": organisation_id, "uscc": uscc, "name": name, "agency": agency,
                "matter": f"{label} {ends_on} 公示期满",
            }
            for organisation_id, uscc, name, _item, _fact, agency, ends_on, label in due
        ],
        kind=procedure.KIND, prefix=PREFIX, step="repair.unremedied", by=by, now=now,
    )  # fmt: skip
    Unremedied.objects.bulk_create(
        Unremedied(
            case=case, organisation_id=case.organisation_id, item=item, fact=fact, body=case.agency,
            ends_on=ends_on,
        )
        for case, (_, _, _, item, fact, _, ends_on, _) in zip(opened, due, strict=True)
    )  # fmt: skip
    batches.start_many(opened, LIMIT, timing=timing, on=now.date())


@transaction.atomic
def find(
    unremedied: Unremedied, *, found: Unremedied.Found, finding: str, timing: Timing, by: Actor,
    now: datetime,
) -> None:  # fmt: skip
    """The body says whether the duty was done, with reasons; the publicity ends either way.

    Raises NoReasonError, ClosedCaseError.
    """
    said = person_number.mask(require_reason(finding, step="finding"))
    case = cases.locked(unremedied.case_id)
    unremedied = Unremedied.objects.get(pk=unremedied.pk)
    unremedied.found, unremedied.finding = found, said
    unremedied.found_by, unremedied.found_at = by.id, now
    unremedied.save(update_fields=["found", "finding", "found_by", "found_at"])
    timing.stop(case, LIMIT, now)
    cases.tell(case, "repair.found", by=by, now=now, finding=said)
    cases.close(case, outcome=found, by=by, now=now)
