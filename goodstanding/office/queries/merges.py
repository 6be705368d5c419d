"""Two organisations side by side, and the merges and splits that were proposed and decided."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from goodstanding.collection.models import Submission
from goodstanding.matching.models import MergeUse
from goodstanding.office.domain.comparing import Line
from goodstanding.organisations import queries as organisations
from goodstanding.organisations.models import Organisation, Reassignment
from goodstanding.records import queries as records

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import QuerySet

    from goodstanding.catalogue.queries import LoadedCatalogue
    from goodstanding.records.queries import VersionRow

FIELDS = ("address", "industry", "registered_on", "capital")
LATEST = 50


@dataclass(frozen=True)
class Side:
    """One of the two: who it is, and how many records its file has."""

    organisation: Organisation
    records: int


@dataclass(frozen=True)
class Sides:
    """Both, with what each says of itself."""

    source: Side
    target: Side
    lines: tuple[Line, ...]


def sides(source: Organisation, target: Organisation, *, now: datetime) -> Sides:
    """The two as they are told now, line by line."""
    cells = records.registered_cells([source.pk, target.pk], FIELDS)
    lines = [
        Line.of("name", source.name, target.name),
        Line.of("code", source.uscc, target.uscc),
        Line.of("former", _former(source), _former(target)),
        *(Line.of(field, *(cells.get(one.pk, {}).get(field, "") for one in (source, target))) for field in FIELDS),
    ]  # fmt: skip
    return Sides(
        _side(source, now),
        _side(target, now),
        tuple(line for line in lines if line.given or line.on_file),
    )


def _former(one: Organisation) -> str:
    return "；".join(name["name"] for name in organisations.identity(one).former_names)


def _side(one: Organisation, now: datetime) -> Side:
    facts = records.facts_of(one.pk, known_before=now)
    return Side(one, sum(not fact.withdrawn for fact in facts))


def both_of(asked: Reassignment) -> tuple[Organisation, Organisation]:
    """Source and target of a merge or split."""
    found = Organisation.objects.in_bulk([asked.source_id, asked.target_id])
    return found[asked.source_id], found[asked.target_id]


def waiting() -> QuerySet[Reassignment]:
    """What waits for a second person, the oldest first."""
    state = Reassignment.State.PROPOSED
    return organisations.reassignments(state=state).order_by("proposed_at", "pk")[:LATEST]


def decided() -> QuerySet[Reassignment]:
    """The latest that were decided."""
    found = organisations.reassignments().exclude(state=Reassignment.State.PROPOSED)
    return found.order_by("-decided_at", "-pk")[:LATEST]


@dataclass(frozen=True)
class Moved:
    """A fact that a split moves: its item, and what it is called by."""

    item: str
    label: str


def moved(asked: Reassignment, loaded: LoadedCatalogue) -> list[Moved]:
    """The facts of a split as they stand now; those withdrawn since are left out."""
    found = [
        records.current(asked.source_id, one.item, one.fact) for one in asked.facts.order_by("pk")
    ]
    return [Moved(one.item, _label(one, loaded)) for one in found if one is not None]


def _label(version: VersionRow, loaded: LoadedCatalogue) -> str:
    names = [name for name in loaded.item(version.item).key if not name.endswith("_uscc")]
    return " ".join(str(version.payload[name]) for name in names if version.payload.get(name))


def uses(asked: Reassignment) -> list[tuple[Submission, int]]:
    """The rows that were linked by a name because of a merge."""
    uses_ = MergeUse.objects.filter(reassignment=asked).order_by("submission_id", "row")
    used = uses_.values_list("submission_id", "row")[:200]
    found = Submission.objects.in_bulk({submission for submission, _ in used})
    return [(found[submission], row) for submission, row in used if submission in found]
