"""A repair applied for, sent to the body that determined the record, accepted or not, taken back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO

from django.db import IntegrityError, transaction

from goodstanding.casework.domain.cases import require_reason
from goodstanding.casework.models import Notice
from goodstanding.casework.services import cases, papers
from goodstanding.disclosure.services import suppressing
from goodstanding.records import queries as records
from goodstanding.repairs.domain import eligibility, procedure
from goodstanding.repairs.domain.procedure import (
    AlreadyAppliedError,
    IncompleteError,
    NoRecordError,
    NotEligibleError,
    NotRipeError,
    State,
)
from goodstanding.repairs.models import Repair
from goodstanding.repairs.queries import assessing
from goodstanding.repairs.services.steps import held, move
from goodstanding.standards import person_number

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime
    from uuid import UUID

    from goodstanding.audit.domain import Actor
    from goodstanding.casework.services.timing import Timing
    from goodstanding.catalogue.domain.repairs import RepairRule
    from goodstanding.lib.environment import Environment
    from goodstanding.organisations.models import Organisation
    from goodstanding.records.queries import VersionRow
    from goodstanding.repairs.domain.procedure import Channel
    from goodstanding.repairs.queries.assessing import Assessed


@dataclass(frozen=True)
class Evidence:
    """A paper that shows that things were put right."""

    content: BinaryIO
    filename: str
    size: int


@dataclass(frozen=True)
class Application:
    """What an organisation says: since when it is cured, how, and what it promises."""

    cured_on: date
    statement: str
    commitment: str
    evidence: Sequence[Evidence] = ()


@transaction.atomic
def file(
    organisation: Organisation, application: Application, *, item: str, fact: UUID,
    channel: Channel, timing: Timing, environment: Environment, by: Actor, now: datetime,
) -> Repair:  # fmt: skip
    """Take an application in and send it at once to the body that determined the record.

    Raises NoRecordError, NotEligibleError (too early, not repairable, an objection goes first
    …), NotRipeError, IncompleteError, AlreadyAppliedError, and what papers raise.
    """
    version = records.current_in_file(organisation.pk, item, fact)
    assessed = _assessed(organisation, version, timing, environment, now)
    rule = _require_eligible(assessed)
    _require_complete(application, assessed, rule, now)
    case = cases.open_case(
        kind=procedure.KIND, prefix=procedure.PREFIX, organisation_id=organisation.pk,
        uscc=organisation.uscc, name=organisation.name, matter=assessed.label[:200],
        agency=assessed.version.agency, step=procedure.step_of(State.FILED), by=by, now=now,
    )  # fmt: skip
    repair = Repair(
        case=case, organisation_id=assessed.version.organisation_id, item=item, fact=fact,
        version_id=assessed.version.id, body=assessed.version.agency, rule=rule.code,
        edition=timing.catalogue.edition, cured_on=application.cured_on,
        statement=person_number.mask(application.statement.strip()),
        commitment_needed=rule.commitment, commitment=application.commitment.strip(),
        channel=channel, filed_by=by.id,
    )  # fmt: skip
    _save(repair)
    for paper in application.evidence:
        papers.add_document(
            case, paper.content, filename=paper.filename, size=paper.size, kind="evidence",
            shared=True, home=environment.home, by=by, now=now,
        )  # fmt: skip
    cases.tell(case, "repair.forwarded", by=by, now=now, body=_title(repair.body, timing))
    timing.start(case, procedure.WHOLE, now)
    timing.start(case, procedure.LIMITS[State.FILED], now)
    return repair


def _assessed(
    organisation: Organisation, version: VersionRow | None, timing: Timing,
    environment: Environment, now: datetime,
) -> Assessed:  # fmt: skip
    found = assessing.assess(
        organisation, [version] if version else [], loaded=timing.catalogue,
        environment=environment, today=now.date(),
    )  # fmt: skip
    if not found:
        raise NoRecordError
    return found[0]


def _require_eligible(assessed: Assessed) -> RepairRule:
    answer = assessed.eligibility
    if assessed.repair is not None and assessed.repair.state in procedure.OPEN:
        raise AlreadyAppliedError(number=assessed.repair.case.number)
    if not answer.may_apply or answer.rule is None:
        raise NotEligibleError(because=answer.because.zh, because_en=answer.because.en)
    return answer.rule


def _require_complete(
    application: Application, assessed: Assessed, rule: RepairRule, now: datetime
) -> None:
    require_reason(application.statement, step="repair")
    if application.cured_on > now.date():
        raise IncompleteError(missing="纠正日期不能晚于今天 (the day of the cure is in the future)")
    if rule.commitment and not application.commitment.strip():
        raise IncompleteError(missing="信用承诺 (the commitment)")
    wanted = [proof.title.zh for proof in rule.proofs if proof.by == "applicant"]
    if wanted and not application.evidence:
        raise IncompleteError(missing="；".join(wanted))
    if rule.counted_from == "cure":
        first = eligibility.ripe_on(application.cured_on, assessed.minimum)
        if now.date() < first:
            raise NotRipeError(cured=application.cured_on, earliest=first)


def _save(repair: Repair) -> None:
    try:
        with transaction.atomic():
            repair.save(force_insert=True)
    except IntegrityError as taken:
        number = (
            Repair.objects.filter(
                organisation_id=repair.organisation_id, item=repair.item, fact=repair.fact,
                state__in=procedure.OPEN,
            )
            .values_list("case__number", flat=True)
            .first()
        )  # fmt: skip
        if number is None:
            raise
        raise AlreadyAppliedError(number=number) from taken


def _title(agency: str, timing: Timing) -> str:
    known = timing.catalogue.agencies.get(agency)
    return known.title.zh if known else agency


@transaction.atomic
def accept(repair: Repair, *, timing: Timing, by: Actor, now: datetime) -> None:
    """The body takes the application up; the record bears the mark “under repair”. Raises TransitionError."""
    # Accepted twice, the second would take back what was proposed in between.
    repair = held(repair, State.ACCEPTED, only_from=[State.FILED])
    repair.accepted_by, repair.accepted_at = by.id, now
    move(repair, State.ACCEPTED, timing=timing, by=by, now=now)
    suppressing.mark(
        organisation_id=repair.organisation_id, item=repair.item, fact=repair.fact,
        mark=procedure.MARK, reason=repair.case.number, by=by, now=now,
    )  # fmt: skip


@transaction.atomic
def decline(
    repair: Repair, *, reason: str, next_possible_on: date | None, timing: Timing, by: Actor,
    now: datetime,
) -> None:  # fmt: skip
    """The body doesn't accept the application: why, and when the next one is possible.

    Raises TransitionError, NoReasonError.
    """
    said = person_number.mask(require_reason(reason, step="decline"))
    repair = held(repair, State.DECLINED)
    repair.finding, repair.next_possible_on = said, next_possible_on
    move(repair, State.DECLINED, timing=timing, by=by, now=now)
    tell_applicant(repair, said, by=by, now=now)
    cases.close(repair.case, outcome=State.DECLINED, by=by, now=now)


@transaction.atomic
def withdraw(repair: Repair, *, timing: Timing, by: Actor, now: datetime) -> None:
    """Whoever applied takes it back before a decision. Raises TransitionError."""
    repair = held(repair, State.WITHDRAWN)
    lift_mark(repair, by=by, now=now)
    move(repair, State.WITHDRAWN, timing=timing, by=by, now=now)
    cases.close(repair.case, outcome=State.WITHDRAWN, by=by, now=now)


def lift_mark(repair: Repair, *, by: Actor, now: datetime) -> None:
    """The repair is over, and the record no longer under repair; one not yet accepted has no mark."""
    if repair.state != State.FILED:
        suppressing.unmark(
            organisation_id=repair.organisation_id, item=repair.item, fact=repair.fact,
            mark=procedure.MARK, by=by, now=now,
        )  # fmt: skip


def tell_applicant(repair: Repair, text: str, *, by: Actor, now: datetime) -> None:
    """Answer in the portal, where it can be read at once; and served there, as the portal records."""
    notice = cases.notify(
        repair.case, kind="repair.answer", text=text, channel=Notice.Channel.PORTAL, by=by, now=now
    )
    proof = "平台公开于当事人的档案页面"
    cases.prove_service(notice, served_on=now.date(), proof=None, proof_text=proof, by=by, now=now)
