"""Puts organisations that may be one into the queue."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

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

    A pair that was decided is not proposed again, nor is anything of one that waits already.
    """
    found = alike(sources=sources)
    known = _known()
    fresh = []
    for organisation, code, name, folded, candidates in found:
        unknown = [one for one in candidates if (code, one.uscc) not in known.pairs]
        if unknown and organisation not in known.waiting:
            fresh.append(
                Proposal(
                    kind=Proposal.Kind.DUPLICATE, organisation_id=organisation, given_name=name,
                    folded=folded, given_code=code, reason="duplicate",
                    candidates=[one.as_json() for one in unknown], score=unknown[0].score,
                    made_at=now,
                )
            )  # fmt: skip
    with transaction.atomic():
        Proposal.objects.bulk_create(fresh, ignore_conflicts=True)
        detail = {"found": len(found), "proposed": len(fresh)}
        audit.record("matching.duplicates_sought", by=by, at=now, detail=detail)
    return len(found), len(fresh)


class _Known(NamedTuple):
    """Who waits in the queue, and the pairs of codes that were ever in it."""

    waiting: set[int]
    pairs: set[tuple[str, str]]


def _known() -> _Known:
    asked = Proposal.objects.filter(kind=Proposal.Kind.DUPLICATE)
    rows = asked.values_list("organisation_id", "given_code", "candidates", "state")
    known = _Known(set(), set())
    for organisation, code, candidates, state in rows:
        known.pairs.update((code, one["uscc"]) for one in candidates)
        if state == Proposal.State.OPEN and organisation is not None:
            known.waiting.add(organisation)
    return known
