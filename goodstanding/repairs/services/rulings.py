"""A court's ruling on reorganisation or settlement: records out of sight, then for good or shown again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import IntegrityError, connection, transaction

from goodstanding.casework.domain.cases import require_other, require_reason
from goodstanding.casework.services import cases, papers
from goodstanding.disclosure.models import Suppression
from goodstanding.disclosure.services import suppressing
from goodstanding.recall import services as recall
from goodstanding.recall.domain import Cause
from goodstanding.repairs.domain import procedure, rulings
from goodstanding.repairs.domain.rulings import (
    OPEN,
    RulingOpenError,
    RulingOutcome,
    RulingState,
    RulingStepError,
)
from goodstanding.repairs.models import Ruling
from goodstanding.standards import person_number

if TYPE_CHECKING:
    from datetime import date, datetime
    from uuid import UUID

    from goodstanding.audit.domain import Actor
    from goodstanding.lib.environment import Environment
    from goodstanding.organisations.models import Organisation
    from goodstanding.repairs.services.filing import Evidence


@dataclass(frozen=True)
class Paper:
    """What the court's paper says, and the paper."""

    kind: Ruling.Kind
    court: str
    court_number: str
    ruled_on: date
    statement: str
    evidence: Evidence


@transaction.atomic
def file(
    organisation: Organisation, paper: Paper, *, environment: Environment, by: Actor, now: datetime
) -> Ruling:
    """Take a ruling in, for the centre. Raises NoReasonError, RulingOpenError, and what papers raise."""
    said = person_number.mask(require_reason(paper.statement, step="ruling"))
    case = cases.open_case(
        kind=procedure.KIND, prefix=rulings.PREFIX, organisation_id=organisation.pk,
        uscc=organisation.uscc, name=organisation.name,
        matter=f"{paper.court} {paper.court_number}", agency="", step="repair.ruling", by=by,
        now=now,
    )  # fmt: skip
    ruling = Ruling(
        case=case, organisation_id=organisation.pk, kind=paper.kind, court=paper.court,
        court_number=paper.court_number, ruled_on=paper.ruled_on, statement=said, filed_by=by.id,
    )  # fmt: skip
    try:
        with transaction.atomic():
            ruling.save(force_insert=True)
    except IntegrityError as taken:
        standing = Ruling.objects.filter(organisation_id=organisation.pk, state__in=OPEN)
        number = standing.values_list("case__number", flat=True).first()
        raise RulingOpenError(number=number) from taken
    papers.add_document(
        case, paper.evidence.content, filename=paper.evidence.filename, size=paper.evidence.size,
        kind="ruling", shared=True, home=environment.home, by=by, now=now,
    )  # fmt: skip
    return ruling


@transaction.atomic
def propose(
    ruling: Ruling, outcome: RulingOutcome, *, finding: str, by: Actor, now: datetime
) -> None:
    """Put a decision before another officer. Raises RulingStepError, NoReasonError, ClosedCaseError."""
    said = person_number.mask(require_reason(finding, step="ruling"))
    ruling = _held(ruling)
    rulings.require_proposable(RulingState(ruling.state), outcome, number=ruling.case.number)
    first = ruling.state == RulingState.FILED
    ruling.state = RulingState.PROPOSED if first else RulingState.CONCLUDING
    ruling.outcome, ruling.finding, ruling.proposed_by = outcome, said, by.id
    ruling.save()
    cases.tell(ruling.case, "repair.ruling_proposed", by=by, now=now, outcome=outcome)


@transaction.atomic
def give_back(ruling: Ruling, *, reason: str, by: Actor, now: datetime) -> None:
    """Give a proposal back to whoever made it. Raises RulingStepError, NoReasonError."""
    require_reason(reason, step="give back")
    ruling = _proposed(ruling)
    first = ruling.state == RulingState.PROPOSED
    ruling.state = RulingState.FILED if first else RulingState.SCREENED
    ruling.save(update_fields=["state"])
    cases.tell(ruling.case, "repair.ruling_given_back", by=by, now=now, shared=False)


@transaction.atomic
def decide(ruling: Ruling, *, environment: Environment, by: Actor, now: datetime) -> Ruling:
    """Decide as was proposed, with its effect on every record at once.

    Raises RulingStepError, SameOfficerError.
    """
    ruling = _proposed(ruling)
    require_other(by, ruling.proposed_by)
    ruling.decided_by = by.id
    ruling.state = rulings.DECIDED[RulingOutcome(ruling.outcome)]
    _take_effect(ruling, environment=environment, by=by, now=now)
    ruling.save()
    cases.tell(ruling.case, f"repair.ruling_{ruling.state}", by=by, now=now, records=ruling.records)
    if ruling.state not in OPEN:
        cases.close(ruling.case, outcome=ruling.state, by=by, now=now)
    return ruling


@transaction.atomic
def withdraw(ruling: Ruling, *, by: Actor, now: datetime) -> None:
    """Whoever filed it takes it back before a decision. Raises RulingStepError."""
    ruling = _held(ruling)
    if ruling.state not in {RulingState.FILED, RulingState.PROPOSED}:
        raise RulingStepError(number=ruling.case.number, current=ruling.state)
    ruling.state = RulingState.WITHDRAWN
    ruling.save(update_fields=["state"])
    cases.tell(ruling.case, "repair.ruling_withdrawn", by=by, now=now)
    cases.close(ruling.case, outcome=RulingState.WITHDRAWN, by=by, now=now)


_ADVERSE = """
SELECT organisation_id, item, fact FROM published.record
WHERE coalesce(shown_with, organisation_id) = %s AND polarity = 'negative' AND suppressed_on IS NULL
"""


def _take_effect(ruling: Ruling, *, environment: Environment, by: Actor, now: datetime) -> None:
    number = ruling.case.number
    if ruling.state == RulingState.SCREENED:
        ruling.screened_at = now
        with suppressing.in_turn():  # what is on its way to the public would not be among them
            ruling.records = suppressing.suppress_records(
                _adverse(ruling), because=Suppression.Because.RULING, reason=number, by=by, now=now
            )
    elif ruling.state == RulingState.PERFORMED:
        for organisation_id, item, fact in suppressing.make_final(reason=number, by=by, now=now):
            recall.recall_record(
                organisation_id=organisation_id, item=item, fact=fact, cause=Cause.REPAIRED,
                environment=environment, by=by, now=now,
            )  # fmt: skip
    elif ruling.state == RulingState.FAILED:
        suppressing.lift_all(because=Suppression.Because.RULING, reason=number, by=by, now=now)


def _adverse(ruling: Ruling) -> list[tuple[int, str, UUID]]:
    with connection.cursor() as cursor:
        cursor.execute(_ADVERSE, [ruling.organisation_id])
        return list(cursor.fetchall())


def _held(ruling: Ruling) -> Ruling:
    case = cases.locked(ruling.case_id)
    fresh = Ruling.objects.get(pk=ruling.pk)
    fresh.case = case
    return fresh


def _proposed(ruling: Ruling) -> Ruling:
    fresh = _held(ruling)
    if fresh.state not in {RulingState.PROPOSED, RulingState.CONCLUDING}:
        raise RulingStepError(number=fresh.case.number, current=fresh.state)
    return fresh
