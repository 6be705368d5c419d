"""Records that milder rules would have ended: proposed with a preview, decided by another, ended by sets."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.db import IntegrityError, transaction
from django.db.models import F

from goodstanding.audit import services as audit
from goodstanding.background import services as background
from goodstanding.casework.domain.cases import require_other, require_reason
from goodstanding.disclosure.models import Suppression
from goodstanding.disclosure.queries import revision
from goodstanding.disclosure.services import suppressing
from goodstanding.repairs.domain.rule_changes import (
    ChangeStandsError,
    DecidedError,
    NothingToEndError,
)
from goodstanding.repairs.models import RuleChange

if TYPE_CHECKING:
    from datetime import datetime

    from goodstanding.audit.domain import Actor
    from goodstanding.catalogue.queries import LoadedCatalogue

CHUNK: Final = 5_000
"""Records that one transaction ends."""


@transaction.atomic
def propose(loaded: LoadedCatalogue, *, because: str, by: Actor, now: datetime) -> RuleChange:
    """Propose that what the rules in force would have ended ends now, with how many of each item.

    Raises NoReasonError without the legal text, NothingToEndError, ChangeStandsError where one
    was proposed or approved for this edition.
    """
    said = require_reason(because, step="rule change")
    preview = revision.counts(loaded, today=now.date())
    if not preview:
        raise NothingToEndError
    change = RuleChange(
        edition=loaded.edition, because=said, preview=preview, proposed_by=by.id, proposed_at=now
    )
    try:
        with transaction.atomic():
            change.save(force_insert=True)
    except IntegrityError as standing:
        raise ChangeStandsError from standing
    detail = {"records": sum(preview.values()), "number": change.number}
    audit.record("repair.change_proposed", by=by, subject="", at=now, detail=detail)
    return change


@transaction.atomic
def decide(
    change: RuleChange, *, approve: bool, finding: str, by: Actor, now: datetime
) -> RuleChange:
    """Approve it, and the job ends the records; or reject it. Raises DecidedError, SameOfficerError."""
    change = RuleChange.objects.select_for_update(no_key=True).get(pk=change.pk)
    if change.state != RuleChange.State.PROPOSED:
        raise DecidedError(number=change.number)
    require_other(by, change.proposed_by)
    change.state = RuleChange.State.APPROVED if approve else RuleChange.State.REJECTED
    change.finding = require_reason(finding, step="rule change")
    change.decided_by, change.decided_at = by.id, now
    change.save()
    detail = {"number": change.number, "state": change.state}
    audit.record("repair.change_decided", by=by, subject="", at=now, detail=detail)
    if approve:
        background.defer("repairs.end_by_rules")
    return change


def end_by_rules(loaded: LoadedCatalogue, *, by: Actor, now: datetime, chunk: int = CHUNK) -> int:
    """End what an approved change ends by today; how many. Holders of copies are told by the recall job.

    A chunk is one transaction: killed, the next call goes on. Called again it changes nothing.
    """
    change = RuleChange.objects.filter(
        edition=loaded.edition, state=RuleChange.State.APPROVED
    ).first()
    if change is None:
        return 0
    ended = 0
    for item in revision.counts(loaded, today=now.date()):
        while found := revision.over(item, loaded, today=now.date(), most=chunk):
            with transaction.atomic():
                count = suppressing.suppress_records(
                    found, because=Suppression.Because.RULES_CHANGED, reason=change.number, by=by,
                    now=now,
                )  # fmt: skip
                RuleChange.objects.filter(pk=change.pk).update(ended=F("ended") + count)
            ended += count
            if not count:
                break  # somebody else is at it
    return ended
