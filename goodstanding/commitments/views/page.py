"""What the pages of a commitment share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext

from goodstanding.casework.views import case_page, moment
from goodstanding.commitments.domain import OPEN, STORY
from goodstanding.web.domain import Point

if TYPE_CHECKING:
    from goodstanding.casework.services.timing import Timing
    from goodstanding.commitments.models import Commitment


def commitment_page(commitment: Commitment, timing: Timing, *, shared_only: bool) -> dict[str, Any]:
    """A commitment with its kind, its days and its case."""
    policy = timing.catalogue.commitments
    return {
        "commitment": commitment,
        "kind": policy.kinds.get(commitment.kind) if policy else None,
        "body": timing.catalogue.agencies.get(commitment.body), "points": _points(commitment),
        **case_page(commitment.case, timing, STORY, shared_only=shared_only),
    }  # fmt: skip


def _points(commitment: Commitment) -> tuple[Point, ...]:
    """The term line: made, today, due, public until."""
    today = (Point(shape="today", label=gettext("今天"), date=moment().date()),)
    return (
        Point(shape="start", label=gettext("作出承诺"), date=commitment.made_on),
        *(today if commitment.state in OPEN else ()),
        Point(shape="opens", label=gettext("履行期限"), date=commitment.due_on),
        Point(shape="end", label=gettext("公示截止"), date=commitment.until),
    )
