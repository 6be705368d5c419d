"""Reading submissions: one by its number, those a person may see, and what is told of each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Count, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from goodstanding.accounts.domain import CENTRE_ROLES
from goodstanding.collection.domain.submission import UnknownSubmissionError
from goodstanding.collection.models import QuarantinedRow, Submission
from goodstanding.matching.queries.queue import proposed

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import QuerySet

    from goodstanding.accounts.models import Person

STATES = ("received", "waiting", "loaded", "refused")
"""What a list of submissions can be narrowed to; `waiting`: with rows to be put right."""

PAGE = 50


@dataclass(frozen=True)
class Page:
    """A part of a list, newest first; `after` leads to the next part."""

    rows: list[Any]
    after: str | None
    first: bool = True


@dataclass(frozen=True)
class Filters:
    """What a list is narrowed to; an empty part narrows nothing."""

    state: str = ""
    item: str = ""
    agency: str = ""
    since: datetime | None = None
    until: datetime | None = None


def submission(number: str) -> Submission:
    """Raises UnknownSubmissionError."""
    found = Submission.objects.filter(number=number.strip()).first()
    if found is None:
        raise UnknownSubmissionError(given=number)
    return found


def sees_all(person: Person) -> bool:
    """Whether a person sees what every agency sent: the centre's people."""
    return person.has(*CENTRE_ROLES)


def scope(person: Person) -> Q:
    """The submissions a person may see: an agency its own, the centre all."""
    if sees_all(person):
        return Q()
    return Q(agency=person.agency) if person.agency else Q(pk=None)


def submission_of(number: str, *, person: Person) -> Submission:
    """The submission, where the person may see it.

    Another agency's is as unknown as one that never was. Raises UnknownSubmissionError.
    """
    found = Submission.objects.filter(scope(person), number=number).select_related("corrects")
    if not (one := found.first()):
        raise UnknownSubmissionError(given=number)
    return one


def page(person: Person, filters: Filters, *, before: int | None = None, limit: int = PAGE) -> Page:
    """The submissions a person may see, the newest first; corrections are told beside their own.

    Each has `waiting`: how many of its rows wait to be put right.
    """
    found = _narrowed(Submission.objects.filter(scope(person), corrects=None), filters)
    if before is not None:
        found = found.filter(pk__lt=before)
    rows = list(found.annotate(waiting=_waiting()).order_by("-pk")[: limit + 1])
    after = str(rows[limit - 1].pk) if len(rows) > limit else None
    return Page(rows[:limit], after, first=before is None)


def count(person: Person, filters: Filters) -> int:
    """How many submissions there are on such a list."""
    return _narrowed(Submission.objects.filter(scope(person), corrects=None), filters).count()


def _narrowed(found: QuerySet[Submission], filters: Filters) -> QuerySet[Submission]:
    if filters.state == "waiting":
        waiting = QuarantinedRow.objects.filter(state=QuarantinedRow.State.WAITING)
        found = found.filter(pk__in=waiting.values("submission_id"))
    elif filters.state:
        found = found.filter(state=filters.state)
    if filters.item:
        found = found.filter(item=filters.item)
    if filters.agency:
        found = found.filter(agency=filters.agency)
    if filters.since:
        found = found.filter(received_at__gte=filters.since)
    return found.filter(received_at__lt=filters.until) if filters.until else found


def _waiting() -> Coalesce:
    rows = QuarantinedRow.objects.filter(
        submission=OuterRef("pk"), state=QuarantinedRow.State.WAITING
    )
    counted = rows.order_by().values("submission").annotate(n=Count("*")).values("n")
    return Coalesce(Subquery(counted), 0)


def first_waiting(submission: Submission) -> int | None:
    """The first row of a submission that waits to be put right."""
    waiting = QuarantinedRow.objects.filter(
        submission=submission, state=QuarantinedRow.State.WAITING
    )
    return waiting.order_by("row").values_list("row", flat=True).first()


def fates_of(submission: Submission) -> dict[str, int]:
    """How many rows that were not taken in are in which state."""
    rows = QuarantinedRow.objects.filter(submission=submission).order_by()
    return dict(rows.values_list("state").annotate(n=Count("*")))


def corrections_of(submission: Submission, *, limit: int = 20) -> list[Submission]:
    """The latest submissions that put rows of this one right, or tried."""
    return list(Submission.objects.filter(corrects=submission).order_by("-pk")[:limit])


def items_sent(person: Person, *, limit: int = 6) -> list[str]:
    """The items that the person's agency sent files for, the latest first."""
    recent = Submission.objects.filter(scope(person), corrects=None).order_by("-pk")
    return list(dict.fromkeys(recent.values_list("item", flat=True)[:200]))[:limit]


def summary(submission: Submission) -> dict[str, Any]:
    """The document that `submit --json` prints; rows = new + changed + unchanged + withdrawn + quarantined."""
    because = submission.refused_because
    return {
        "submission": submission.number,
        "item": submission.item,
        "agency": submission.agency,
        "state": submission.state,
        "rows": submission.rows,
        "new": submission.new,
        "changed": submission.changed,
        "unchanged": submission.unchanged,
        "withdrawn": submission.withdrawn,
        "quarantined": submission.quarantined,
        "findings": submission.findings,
        "matched": submission.matched or {"identifier": 0, "name": 0, "decided": 0},
        "proposed": proposed(submission.pk) if submission.quarantined else 0,
        "edition": submission.edition,
        "seconds": submission.seconds,
        "refused_because": because and f"{because['code']}: {because['zh']} {because['en']}",
    }
