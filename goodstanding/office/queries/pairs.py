"""A row that could mean an organisation, laid beside it: what agrees, what differs, why it waits."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from goodstanding.catalogue.domain.model import Text
from goodstanding.collection.models import QuarantinedRow, Submission
from goodstanding.collection.queries import quarantine
from goodstanding.matching.models import Judgement, Proposal
from goodstanding.matching.queries import queue
from goodstanding.office.domain.comparing import Line
from goodstanding.organisations import queries as organisations
from goodstanding.organisations.models import Organisation
from goodstanding.records.queries import registered_cells

if TYPE_CHECKING:
    from collections.abc import Sequence

ADDRESS = "address"


@dataclass(frozen=True)
class Candidate:
    """An organisation that the row may mean."""

    uscc: str
    name: str
    score: float
    reasons: Text
    stops: tuple[str, ...]
    lines: tuple[Line, ...]
    status: str


@dataclass(frozen=True)
class Pair:
    """One proposal of the queue with one of its candidates, and where both stand."""

    proposal: Proposal
    submission: Submission | None
    place: int
    of: int
    candidates: tuple[Candidate, ...]
    shown: int
    following: int | None
    undoable: Judgement | None

    @property
    def candidate(self) -> Candidate | None:
        return self.candidates[self.shown] if self.candidates else None


def pair(number: int | None, *, candidate: int = 0) -> Pair | None:
    """The proposal of that number, or the first that waits; None when nothing does."""
    waiting = queue.waiting()
    proposal = Proposal.objects.filter(pk=number).first() if number else waiting.first()
    if proposal is None:
        return None
    numbers = list(waiting.values_list("pk", flat=True)[:1_000])
    place = numbers.index(proposal.pk) if proposal.pk in numbers else -1
    following = [one for one in (*numbers[place + 1 :], *numbers) if one != proposal.pk]
    candidates = _candidates(proposal)
    return Pair(
        proposal, _submission(proposal), place + 1,
        len(numbers), candidates, min(candidate, max(len(candidates) - 1, 0)),
        following[0] if following else None, latest(),
    )  # fmt: skip


def latest() -> Judgement | None:
    """The last decision that stands, for who takes it back."""
    return queue.judgements().filter(undone_at=None).first()


def _candidates(proposal: Proposal) -> tuple[Candidate, ...]:
    codes = [one["uscc"] for one in proposal.candidates]
    known = {one.uscc: one for one in Organisation.objects.filter(uscc__in=codes)}
    given = _given(proposal)
    told = registered_cells((one.pk for one in known.values()), (ADDRESS,))
    return tuple(
        _candidate(one, known[one["uscc"]], given, told.get(known[one["uscc"]].pk, {}))
        for one in proposal.candidates
        if one["uscc"] in known
    )


def _submission(proposal: Proposal) -> Submission | None:
    if proposal.submission_id is None:  # two organisations that may be one
        return None
    return Submission.objects.filter(pk=proposal.submission_id).first()


def _given(proposal: Proposal) -> dict[str, str]:
    """What the row says, or the organisation that may be another one."""
    said = {"name": proposal.given_name, "code": proposal.given_code}
    if proposal.organisation_id is not None:
        one = proposal.organisation_id
        return {**said, ADDRESS: registered_cells([one], (ADDRESS,)).get(one, {}).get(ADDRESS, "")}
    return {**said, ADDRESS: _cells(proposal).get(ADDRESS, "")}


def _cells(proposal: Proposal) -> dict[str, str]:
    if proposal.submission_id is None or proposal.row is None:
        return {}
    row = QuarantinedRow.objects.filter(
        submission_id=proposal.submission_id, row=proposal.row
    ).first()
    return quarantine.latest_cells(row) if row else {}


def _candidate(
    one: dict[str, Any], found: Organisation, given: dict[str, str], told: dict[str, str]
) -> Candidate:
    identity = organisations.identity(found)
    former = "；".join(name["name"] for name in identity.former_names)
    lines = [Line.of("name", given["name"], found.name), Line.of("code", given["code"], found.uscc)]
    if former:
        lines.append(Line.of("former", given["name"], former))
    if given[ADDRESS]:
        lines.append(Line.of(ADDRESS, given[ADDRESS], told.get(ADDRESS, "")))
    return Candidate(
        found.uscc, found.name, float(one["score"]), Text(one.get("zh", ""), one.get("en", "")),
        tuple(one.get("stops", ())), tuple(lines), found.status,
    )  # fmt: skip


def explained(judgement: Judgement) -> Sequence[tuple[Submission, int]]:
    """The rows that were linked by a judgement: what it did."""
    used = judgement.uses.order_by("submission_id", "row").values_list("submission_id", "row")[:200]
    found = Submission.objects.in_bulk({submission for submission, _ in used})
    return [(found[submission], row) for submission, row in used if submission in found]
