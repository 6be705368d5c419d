"""What people decide about proposals, kept and used again; and how a decision is taken back.

Every verb is one transaction with its entry in the audit log. Accepting links nothing by itself:
the row is sent again as it was, and the load finds the decision.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import transaction

from goodstanding.audit import services as audit
from goodstanding.background.adapters.node import raw_connection
from goodstanding.lib.errors import GoodstandingError
from goodstanding.matching.models import Judgement, Proposal
from goodstanding.organisations.models import Organisation

if TYPE_CHECKING:
    from datetime import datetime

    from goodstanding.audit.domain import Actor
    from goodstanding.lib.engine import Engine


class NotOpenError(GoodstandingError):
    code = "matching.not_open"
    message = "Proposal %(given)s is decided already (%(state)s). Undo that decision first."
    http_status = 409


class NoReasonError(GoodstandingError):
    code = "matching.no_reason"
    message = "The decision has no reason. Write in words why, for whoever asks later."
    http_status = 422


class NotProposedError(GoodstandingError):
    code = "matching.unknown_organisation"
    message = "No organisation on file has the code “%(given)s”. Give the code of one that is."
    http_status = 422


class NotARowError(GoodstandingError):
    code = "matching.not_a_row"
    message = (
        "Proposal %(given)s asks whether two organisations are one. Propose to merge them, which another"
        " person confirms, or say that they are not one."
    )
    zh = "第 %(given)s 对问的是两个主体是否同一。请提议合并（须由另一人确认），或认定不是同一主体。"
    http_status = 422


class UndoneError(GoodstandingError):
    code = "matching.undone"
    message = "Judgement %(given)s was undone already."
    http_status = 409


@dataclass(frozen=True)
class Undone:
    """A judgement that was taken back, and the rows that had been linked by it: (submission, row)."""

    judgement: Judgement
    rows: tuple[tuple[int, int], ...]


def accept(proposal_id: int, *, uscc: str, reason: str, by: Actor, now: datetime) -> Judgement:
    """The row means the organisation of this code, proposed or not.

    From now on the agency's rows with this name are linked to it. All open proposals of the same
    agency, name and code are decided with it. Raises NotOpenError, NotProposedError, NoReasonError,
    NotARowError.
    """
    organisation = Organisation.objects.filter(uscc=uscc).first()
    if organisation is None:
        raise NotProposedError(given=uscc)
    return _decide(
        proposal_id, Judgement.Decision.SAME, organisation, reason=reason, by=by, now=now
    )


def none(proposal_id: int, *, reason: str, by: Actor, now: datetime) -> Judgement:
    """The row means none of the organisations on file that it could mean."""
    return _decide(proposal_id, Judgement.Decision.NONE, None, reason=reason, by=by, now=now)


def new_organisation(proposal_id: int, *, reason: str, by: Actor, now: datetime) -> Judgement:
    """The row means an organisation that is not on file: the registering agency has to send it."""
    return _decide(proposal_id, Judgement.Decision.NEW, None, reason=reason, by=by, now=now)


def undo(judgement_id: int, *, reason: str, by: Actor, now: datetime) -> Undone:
    """Take a judgement back: it is used no more, and its proposals are open again.

    What was loaded because of it stays on record until its supplier withdraws or corrects it;
    the rows are named, so that nobody has to look for them. Raises UndoneError, NoReasonError.
    """
    _need(reason)
    with transaction.atomic():
        judgement = Judgement.objects.select_for_update(no_key=True).get(pk=judgement_id)
        if judgement.undone_at is not None:
            raise UndoneError(given=judgement_id)
        judgement.undone_at, judgement.undone_by, judgement.undone_because = now, by.label, reason
        judgement.save(update_fields=["undone_at", "undone_by", "undone_because"])
        judgement.proposals.update(state=Proposal.State.OPEN, judgement=None, settled_at=None)
        rows = tuple(
            judgement.uses.order_by("submission_id", "row").values_list("submission_id", "row")
        )
        _record("matching.undone", judgement, by=by, now=now, detail={"reason": reason, "rows": len(rows)})  # fmt: skip
    return Undone(judgement, rows)


_USED = """
INSERT INTO matching_judgement_use (judgement_id, submission_id, "row")
SELECT j.id, %(submission)s, u."row"
FROM unnest(%(row)s::int[], %(organisation_id)s::bigint[], %(folded)s::text[]) AS u("row", organisation_id, folded)
JOIN matching_judgement j ON j.agency = %(agency)s AND j.folded = u.folded AND j.decision = 'same'
     AND j.undone_at IS NULL
LEFT JOIN organisations_merged a ON a.source_id = j.organisation_id
LEFT JOIN organisations_merged b ON b.source_id = u.organisation_id
WHERE coalesce(a.target_id, j.organisation_id) = coalesce(b.target_id, u.organisation_id)
ON CONFLICT DO NOTHING
"""
# Once for each row: a name may have been decided with one code and without any.
_USED_LINES = """
SELECT t.row, t.organisation_id, s.folded FROM settled t JOIN subject s ON s.s = t.s
WHERE t.how = 'decided' AND t.fate <> 'quarantined'
"""


def note_uses(engine: Engine, submission_id: int, *, agency: str) -> None:
    """Remember which rows of a load were linked by judgements. Part of the load's transaction."""
    used = engine.read(_USED_LINES).to_pylist()
    if not used:
        return
    places = {
        "submission": submission_id, "agency": agency,
        **{name: [row[name] for row in used] for name in ("row", "organisation_id", "folded")},
    }  # fmt: skip
    raw_connection().execute(_USED, places)


def _decide(
    proposal_id: int, decision: Judgement.Decision, organisation: Organisation | None,
    *, reason: str, by: Actor, now: datetime,
) -> Judgement:  # fmt: skip
    _need(reason)
    with transaction.atomic():
        proposal = Proposal.objects.select_for_update(no_key=True).get(pk=proposal_id)
        if proposal.state != Proposal.State.OPEN:
            raise NotOpenError(given=proposal_id, state=proposal.state)
        if proposal.kind != Proposal.Kind.ROW and decision != Judgement.Decision.NONE:
            raise NotARowError(given=proposal_id)
        judgement = Judgement.objects.create(
            agency=proposal.agency, folded=proposal.folded, given_name=proposal.given_name,
            given_code=proposal.given_code, decision=decision,
            organisation_id=organisation.pk if organisation else None,
            uscc=organisation.uscc if organisation else "",
            decided_by_id=by.id, decided_by=by.label, reason=reason.strip(), at=now,
        )  # fmt: skip
        settled = _same(proposal).update(
            state=Proposal.State(decision.value), judgement=judgement, settled_at=now
        )
        detail = {"decision": decision.value, "uscc": judgement.uscc, "reason": reason, "proposals": settled}  # fmt: skip
        _record("matching.decided", judgement, by=by, now=now, detail=detail)
    return judgement


def _same(proposal: Proposal) -> Any:
    """All open proposals about the same name of the same agency with the same code."""
    return Proposal.objects.filter(
        kind=proposal.kind, state=Proposal.State.OPEN, agency=proposal.agency,
        folded=proposal.folded, given_code=proposal.given_code,
    )  # fmt: skip


def _record(action: str, judgement: Judgement, *, by: Actor, now: datetime, detail: dict[str, Any]) -> None:  # fmt: skip
    audit.record(action, by=by, at=now, subject=f"judgement:{judgement.pk}", detail=detail)


def _need(reason: str) -> None:
    if not reason.strip():
        raise NoReasonError
