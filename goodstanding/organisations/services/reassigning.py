"""The only writer of merges and splits: proposed by one person, decided by another, undoable.

No record and no organisation is changed: reads follow what is in force (`queries.scope`, the
views `organisations_merged`, `organisations_moved`), so an undone merge leaves everything as if
it had never been, with what was told of either since.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import connection, transaction

from goodstanding.audit import services as audit
from goodstanding.lib.errors import GoodstandingError
from goodstanding.organisations.models import Organisation, ReassignedFact, Reassignment

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from uuid import UUID

    from goodstanding.audit.domain import Actor

Kind, State = Reassignment.Kind, Reassignment.State

_LOCK = "SELECT pg_advisory_xact_lock(hashtextextended('reassignments', 0))"


class ReassignmentRefusedError(GoodstandingError):
    """A merge or a split that can't be: the two stand otherwise than it supposes."""

    code = "reassignment.refused"
    message = "%(given)s can't be merged with or split from %(other)s. Look at both again."
    zh = "%(given)s与%(other)s不能合并或拆分。请重新查看两个主体。"


class SameOrganisationError(ReassignmentRefusedError):
    code = "reassignment.same"
    message = "%(given)s is the same organisation on both sides. Give the code of another one."
    zh = "两边都是%(given)s。请输入另一个主体的代码。"
    http_status = 422


class MergedElsewhereError(ReassignmentRefusedError):
    code = "reassignment.elsewhere"
    message = (
        "%(given)s or %(other)s is part of another merge, or one was proposed. Decide or undo"
        " that one first, or merge the other way round: what others were merged into stays."
    )
    zh = "%(given)s或%(other)s已在另一项合并（或合并提议）中。请先办结或撤销那一项，或者反过来合并：已吸收其他主体的一方须为保留方。"


class KindsDifferError(ReassignmentRefusedError):
    """A sole trader is close to a person: its records are protected otherwise."""

    code = "reassignment.kinds_differ"
    message = (
        "Of %(given)s and %(other)s only one is a sole trader, whose records are protected"
        " otherwise. One that became an enterprise is its predecessor: let the register say so."
    )
    zh = "%(given)s与%(other)s只有一方是个体工商户，公示规则不同，不能合并或拆分。个转企请由登记机关报送承继关系。"


class NothingToMoveError(ReassignmentRefusedError):
    code = "reassignment.nothing"
    message = "No record of %(given)s was chosen. Choose at least one that belongs to another."
    zh = "没有选择%(given)s的记录。请至少选择一条属于另一主体的记录。"
    http_status = 422


class ReasonNeededError(GoodstandingError):
    code = "reassignment.no_reason"
    message = "No reason is given. Write in words why, for whoever asks later."
    zh = "没有写理由。请用几个字说明依据，以后有人问起时要看。"
    http_status = 422


class SamePersonError(GoodstandingError):
    code = "reassignment.same_person"
    message = "Reassignment %(given)s was proposed by you. Let another person confirm it."
    zh = "第 %(given)s 号提议是您自己提出的，须由另一人确认。"
    http_status = 403


class ReassignmentStateError(GoodstandingError):
    code = "reassignment.state"
    message = "Reassignment %(given)s is %(state)s, so this step is not open. Load it again."
    zh = "第 %(given)s 号合并或拆分当前不能这样办理（状态 %(state)s）。请刷新后再看。"


@transaction.atomic
def propose_merge(
    source: Organisation, target: Organisation, *, reason: str, by: Actor, now: datetime
) -> Reassignment:
    """Propose that both are one, whose file is the target's. Changes nothing yet.

    Raises ReassignmentRefusedError by what is wrong, ReasonNeededError.
    """
    _lock()
    _require_two(source, target)
    involved = Reassignment.objects.filter(
        kind=Kind.MERGE, state__in=[State.PROPOSED, State.IN_FORCE]
    )
    is_source = involved.filter(source_id__in=[source.pk, target.pk]).exists()
    if is_source or involved.filter(target_id=source.pk).exists():
        raise MergedElsewhereError(given=source.uscc, other=target.uscc)
    return _propose(Kind.MERGE, source, target, reason=reason, by=by, now=now)


@transaction.atomic
def propose_split(
    source: Organisation, target: Organisation, facts: Sequence[tuple[str, UUID]],
    *, reason: str, by: Actor, now: datetime,
) -> Reassignment:  # fmt: skip
    """Propose that these facts (item, fact) told of the source belong to the target.

    Raises ReassignmentRefusedError by what is wrong, ReasonNeededError.
    """
    _lock()
    _require_two(source, target)
    if not facts:
        raise NothingToMoveError(given=source.uscc)
    moving = ReassignedFact.objects.filter(
        reassignment__source_id=source.pk, fact__in=[fact for _, fact in facts],
        reassignment__state__in=[State.PROPOSED, State.IN_FORCE],
    )  # fmt: skip
    if set(moving.values_list("item", "fact")) & set(facts):
        raise MergedElsewhereError(given=source.uscc, other=target.uscc)
    made = _propose(Kind.SPLIT, source, target, reason=reason, by=by, now=now)
    ReassignedFact.objects.bulk_create(
        ReassignedFact(reassignment=made, item=item, fact=fact) for item, fact in facts
    )
    return made


@transaction.atomic
def confirm(number: int, *, reason: str, by: Actor, now: datetime) -> Reassignment:
    """Put it in force. Raises SamePersonError, ReassignmentStateError, MergedElsewhereError."""
    _lock()
    one = _held(number, State.PROPOSED)
    if one.proposed_by_id == by.id:
        raise SamePersonError(given=number)
    ends = [one.source_id, one.target_id]
    merges = Reassignment.objects.filter(kind=Kind.MERGE, state=State.IN_FORCE)
    chained = merges.filter(source_id__in=ends) | merges.filter(target_id=one.source_id)
    if one.kind == Kind.MERGE and chained.exists():
        raise MergedElsewhereError(given=one.source_uscc, other=one.target_uscc)
    return _decide(one, State.IN_FORCE, "organisations.reassigned", reason=reason, by=by, now=now)


@transaction.atomic
def decline(number: int, *, reason: str, by: Actor, now: datetime) -> Reassignment:
    """Refuse what was proposed; who proposed it may take it back so. Raises ReassignmentStateError."""
    one = _held(number, State.PROPOSED)
    return _decide(
        one, State.DECLINED, "organisations.reassignment_declined", reason=reason, by=by, now=now
    )


@transaction.atomic
def undo(number: int, *, reason: str, by: Actor, now: datetime) -> Reassignment:
    """Take it back: both stand as they would without it. Raises ReassignmentStateError."""
    _lock()
    one = _held(number, State.IN_FORCE)
    one.state, one.undone_at, one.undone_by = State.UNDONE, now, by.label
    one.undone_because = _need(reason)
    one.save(update_fields=["state", "undone_at", "undone_by", "undone_because"])
    _record("organisations.reassignment_undone", one, reason=reason, by=by, now=now)
    return one


def _propose(
    kind: Reassignment.Kind, source: Organisation, target: Organisation,
    *, reason: str, by: Actor, now: datetime,
) -> Reassignment:  # fmt: skip
    one = Reassignment.objects.create(
        kind=kind, source_id=source.pk, source_uscc=source.uscc, source_name=source.name,
        target_id=target.pk, target_uscc=target.uscc, target_name=target.name,
        reason=_need(reason), proposed_by_id=by.id, proposed_by=by.label, proposed_at=now,
    )  # fmt: skip
    _record("organisations.reassignment_proposed", one, reason=reason, by=by, now=now)
    return one


def _decide(
    one: Reassignment, state: Reassignment.State, action: str,
    *, reason: str, by: Actor, now: datetime,
) -> Reassignment:  # fmt: skip
    one.state, one.decided_at, one.decided_by_id, one.decided_by = state, now, by.id, by.label
    one.decided_because = _need(reason)
    one.save(
        update_fields=["state", "decided_at", "decided_by_id", "decided_by", "decided_because"]
    )
    _record(action, one, reason=reason, by=by, now=now)
    return one


def _held(number: int, state: Reassignment.State) -> Reassignment:
    one = Reassignment.objects.select_for_update(no_key=True).get(pk=number)
    if one.state != state:
        raise ReassignmentStateError(given=number, state=one.state)
    return one


def _require_two(source: Organisation, target: Organisation) -> None:
    if source.pk == target.pk:
        raise SameOrganisationError(given=source.uscc)
    if (source.kind == "sole_trader") != (target.kind == "sole_trader"):
        raise KindsDifferError(given=source.uscc, other=target.uscc)


def _need(reason: str) -> str:
    if not reason.strip():
        raise ReasonNeededError
    return reason.strip()


def _lock() -> None:
    with connection.cursor() as cursor:
        cursor.execute(_LOCK)


def _record(action: str, one: Reassignment, *, reason: str, by: Actor, now: datetime) -> None:
    detail: dict[str, Any] = {
        "kind": one.kind, "source": one.source_uscc, "target": one.target_uscc,
        "reason": reason.strip(),
    }  # fmt: skip
    audit.record(action, by=by, at=now, subject=f"reassignment:{one.pk}", detail=detail)
