"""Puts organisations that may be one into the queue."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from goodstanding.audit import services as audit
from goodstanding.matching.models import Proposal
from goodstanding.matching.queries.duplicates import alike

if TYPE_CHECKING:
    from datetime import datetime

    from goodstanding.audit.domain import Actor
    from goodstanding.matching.queries.matching import Sources


def propose_duplicates(*, sources: Sources, by: Actor, now: datetime) -> tuple[int, int]:
    """How many organisations may be another one, and how many of them are new in the queue.

    One that was decided, or waits already, is not proposed again.
    """
    found = alike(sources=sources)
    known = set(
        Proposal.objects.filter(kind=Proposal.Kind.DUPLICATE).values_list(
            "organisation_id", flat=True
        )
    )
    fresh = [
        Proposal(
            kind=Proposal.Kind.DUPLICATE, organisation_id=organisation, given_name=name, folded=folded,
            given_code=code, reason="duplicate", candidates=[one.as_json() for one in candidates],
            score=candidates[0].score, made_at=now,
        )
        for organisation, code, name, folded, candidates in found
        if organisation not in known
    ]  # fmt: skip
    with transaction.atomic():
        Proposal.objects.bulk_create(fresh, ignore_conflicts=True)
        detail = {"found": len(found), "proposed": len(fresh)}
        audit.record("matching.duplicates_sought", by=by, at=now, detail=detail)
    return len(found), len(fresh)
