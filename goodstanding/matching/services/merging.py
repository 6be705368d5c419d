"""Two organisations that are one, or one that is two: decided by two persons, followed everywhere, undoable.

The decision itself is kept by `organisations.services.reassigning`; here what follows from it: the
queue, and the published copy, in the same transaction.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction

from goodstanding.background.adapters.node import raw_connection
from goodstanding.disclosure.services.organisations import follow_reassignment
from goodstanding.matching.models import MergeUse, Proposal
from goodstanding.matching.services.judging import NotOpenError
from goodstanding.organisations.models import Organisation
from goodstanding.organisations.queries import held
from goodstanding.organisations.services import reassigning
from goodstanding.organisations.services.reassigning import Kind

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from uuid import UUID

    from goodstanding.audit.domain import Actor
    from goodstanding.lib.engine import Engine
    from goodstanding.organisations.models import Reassignment


@dataclass(frozen=True)
class Undone:
    """A merge or split that was taken back, and the rows (submission, row) that only it had let link."""

    reassignment: Reassignment
    rows: tuple[tuple[int, int], ...]


@transaction.atomic
def propose(
    source: Organisation, target: Organisation, *, reason: str, by: Actor, now: datetime,
    proposal_id: int | None = None,
) -> Reassignment:  # fmt: skip
    """Propose to merge; with a proposal of the queue, that is settled so until the merge is refused.

    Raises NotOpenError and what `reassigning.propose_merge` raises.
    """
    made = reassigning.propose_merge(source, target, reason=reason, by=by, now=now)
    if proposal_id is not None:
        asked = Proposal.objects.select_for_update(no_key=True).get(pk=proposal_id)
        if asked.state != Proposal.State.OPEN:
            raise NotOpenError(given=proposal_id, state=asked.state)
        asked.state, asked.reassignment, asked.settled_at = Proposal.State.SAME, made, now
        asked.save(update_fields=["state", "reassignment", "settled_at"])
    return made


@transaction.atomic
def propose_split(
    target: Organisation, facts: Sequence[tuple[int, str, UUID]],
    *, reason: str, by: Actor, now: datetime,
) -> list[Reassignment]:  # fmt: skip
    """Propose that facts (organisation they were told of, item, fact) belong to the target's file.

    One for each organisation they were told of. Raises what `reassigning.propose_split` raises.
    """
    told: dict[int, list[tuple[str, UUID]]] = {}
    for told_of, item, fact in facts:
        told.setdefault(told_of, []).append((item, fact))
    return [
        reassigning.propose_split(source, target, told[source.pk], reason=reason, by=by, now=now)
        for source in Organisation.objects.filter(pk__in=told).order_by("pk")
    ]


@transaction.atomic
def confirm(number: int, *, reason: str, by: Actor, now: datetime) -> Reassignment:
    """Put in force what another proposed; every reader follows from this moment."""
    made = reassigning.confirm(number, reason=reason, by=by, now=now)
    follow_reassignment([made.source_id, made.target_id], now=now)
    return made


@transaction.atomic
def decline(number: int, *, reason: str, by: Actor, now: datetime) -> Reassignment:
    """Refuse what was proposed; the pair is in the queue again."""
    made = reassigning.decline(number, reason=reason, by=by, now=now)
    _open_again(made)
    return made


@transaction.atomic
def undo(number: int, *, reason: str, by: Actor, now: datetime) -> Undone:
    """Take it back: both are as they would be without it; rows that only it let link are named."""
    made = reassigning.undo(number, reason=reason, by=by, now=now)
    follow_reassignment([made.source_id, made.target_id], now=now)
    _open_again(made)
    uses = MergeUse.objects.filter(reassignment=made).order_by("submission_id", "row")
    return Undone(made, tuple(uses.values_list("submission_id", "row")))


def _open_again(made: Reassignment) -> None:
    Proposal.objects.filter(reassignment=made).update(
        state=Proposal.State.OPEN, reassignment=None, settled_at=None
    )


# A name that two bear links nothing; since they are one, it does.
_USED = """
INSERT INTO matching_merge_use (reassignment_id, submission_id, "row")
SELECT DISTINCT r.id, %(submission)s, u."row"
FROM unnest(%(row)s::int[], %(organisation_id)s::bigint[], %(folded)s::text[]) AS u("row", organisation_id, folded)
JOIN organisations_member a ON a.organisation_id = u.organisation_id
JOIN organisations_member b ON b.file_id = a.file_id AND b.organisation_id <> a.organisation_id
JOIN organisations_name n ON n.organisation_id = b.organisation_id AND n.folded = u.folded
JOIN organisations_reassignment r ON r.kind = 'merge' AND r.state = 'in_force'
     AND r.source_id IN (a.organisation_id, b.organisation_id)
ON CONFLICT DO NOTHING
"""
_USED_LINES = """
SELECT t.row, t.organisation_id, s.folded FROM settled t JOIN subject s ON s.s = t.s
WHERE t.how = 'name' AND t.fate <> 'quarantined' AND t.organisation_id IN ({members})
"""


def note_uses(engine: Engine, submission_id: int) -> None:
    """Remember which rows of a load were linked because of merges. Part of the load's transaction."""
    merged = held(Kind.MERGE).values_list("source_id", "target_id")
    if not merged:
        return
    members = ", ".join(str(one) for pair in merged for one in pair)
    used = engine.read(_USED_LINES.format(members=members)).to_pylist()
    places = {name: [row[name] for row in used] for name in ("row", "organisation_id", "folded")}
    raw_connection().execute(_USED, {**places, "submission": submission_id})
