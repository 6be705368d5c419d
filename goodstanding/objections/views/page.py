"""What the pages of an objection share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from goodstanding.casework.domain.story import in_words
from goodstanding.casework.queries import cases, clocks
from goodstanding.casework.views import moment
from goodstanding.objections.domain import STORY

if TYPE_CHECKING:
    from goodstanding.casework.models import Case
    from goodstanding.casework.services.timing import Timing
    from goodstanding.catalogue.domain.model import Item
    from goodstanding.objections.models import Objection


def case_page(case: Case, timing: Timing, *, shared_only: bool) -> dict[str, Any]:
    """Clocks, story, letters, papers and notices of the case, in the words of this procedure."""
    return {
        "case": case,
        "clocks": clocks.of_case(case, calendar=timing.calendar, today=moment().date()),
        "limits": timing.catalogue.limits,
        "story": in_words(cases.story(case, shared_only=shared_only), STORY),
        "letters": cases.letters(case, shared_only=shared_only),
        "documents": cases.documents(case, shared_only=shared_only),
        "notices": cases.notices(case),
        "is_open": case.closed_at is None,
    }


def claims_of(objection: Objection, kind: Item) -> list[dict[str, object]]:
    """What is said to be wrong, with the titles of the fields."""
    titles = {field.name: field.title for field in kind.fields}
    return [{**claim, "title": titles.get(claim["field"])} for claim in objection.claims]
