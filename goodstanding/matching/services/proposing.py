"""What rows may mean that nothing certain links: proposals for the person who decides."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import transaction

from goodstanding.matching.adapters import corroborating
from goodstanding.matching.models import Judgement, Proposal
from goodstanding.matching.queries.matching import GIVEN, Match, match

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from goodstanding.matching.queries.matching import Sources


@dataclass(frozen=True)
class GivenRow:
    """A row as it was sent and kept: its number and its cells by field, masked where they must be."""

    row: int
    cells: Mapping[str, str]


@dataclass(frozen=True)
class Origin:
    """Where rows come from."""

    submission_id: int
    agency: str
    item: str


def propose(rows: Sequence[GivenRow], *, origin: Origin, sources: Sources, now: datetime) -> int:
    """Make a proposal for each row that is still not linked by anything certain; answers how many.

    A row has at most one proposal: asked again, nothing changes. What a person decided before about the
    same name of the same agency decides it. A row without likely candidates is proposed, too, with
    none: a person may know. Rows without a name and a code, as a natural person's, are left out.
    """
    named = [row for row in rows if any(row.cells.get(column) for column in GIVEN)]
    if not named:
        return 0
    found = match(_table(named), sources=sources, agency=origin.agency)
    cells = {row.row: row.cells for row in named}
    with transaction.atomic():
        decided = _decided(origin.agency, found)
        made = [
            _proposal(one, cells[one.row], origin, decided.get((one.folded, one.given_code)), now)
            for one in found
            if one.organisation is None
        ]
        made = _not_yet(made, origin.submission_id)
        Proposal.objects.bulk_create(made, ignore_conflicts=True)
    return len(made)


def _table(rows: Iterable[GivenRow]) -> Any:
    import pyarrow as pa

    listed = list(rows)
    columns = {
        name: pa.array([row.cells.get(name) or None for row in listed], pa.string())
        for name in (*GIVEN, *corroborating.GIVEN)
    }
    return pa.table({"row": pa.array([row.row for row in listed], pa.int64()), **columns})


def _decided(agency: str, found: Sequence[Match]) -> dict[tuple[str, str], Judgement]:
    """Decisions in force that the row means none of them, or one that isn't on file."""
    names = {one.folded for one in found}
    judgements = Judgement.objects.filter(agency=agency, folded__in=names, undone_at=None)
    return {(one.folded, one.given_code): one for one in judgements.exclude(decision="same")}


def _proposal(
    found: Match,
    cells: Mapping[str, str],
    origin: Origin,
    judgement: Judgement | None,
    now: datetime,
) -> Proposal:
    return Proposal(
        kind=Proposal.Kind.ROW, submission_id=origin.submission_id, row=found.row,
        agency=origin.agency, item=origin.item, given_name=cells.get("name", ""),
        folded=found.folded, given_code=found.given_code, reason=found.reason,
        candidates=[one.as_json() for one in found.candidates],
        score=found.candidates[0].score if found.candidates else 0.0,
        state=Proposal.State(judgement.decision) if judgement else Proposal.State.OPEN,
        judgement=judgement, made_at=now, settled_at=now if judgement else None,
    )  # fmt: skip


def _not_yet(made: list[Proposal], submission_id: int) -> list[Proposal]:
    there = set(
        Proposal.objects.filter(kind=Proposal.Kind.ROW, submission_id=submission_id).values_list(
            "row", flat=True
        )
    )
    return [proposal for proposal in made if proposal.row not in there]
