"""The queue of proposals, for the people of the centre who decide."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from goodstanding.matching.models import Judgement, Proposal

if TYPE_CHECKING:
    from django.db.models import QuerySet


def waiting(*, kind: str | None = None, agency: str | None = None, item: str | None = None) -> QuerySet[Proposal]:  # fmt: skip
    """Open proposals, those with the likeliest candidate first."""
    found = Proposal.objects.filter(state=Proposal.State.OPEN).order_by("-score", "id")
    for column, value in (("kind", kind), ("agency", agency), ("item", item)):
        found = found.filter(**{column: value}) if value else found
    return found


def proposed(submission_id: int) -> int:
    """How many rows of a submission have candidates proposed, decided ones included."""
    return Proposal.objects.filter(~Q(candidates=[]), submission_id=submission_id).count()


def judgements(*, agency: str | None = None) -> QuerySet[Judgement]:
    """What was decided, the latest first, those undone included."""
    found = Judgement.objects.order_by("-at", "-id")
    return found.filter(agency=agency) if agency else found
