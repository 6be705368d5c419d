"""What the pages of an entry share: its steps as a rail, its clocks, its story."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext

from goodstanding.casework.views import case_page, moment
from goodstanding.listings.domain import extensions
from goodstanding.listings.domain.procedure import HONOUR_PATH, PATH, STORY, State
from goodstanding.listings.queries.extensions import of_entry
from goodstanding.web.domain import Point

if TYPE_CHECKING:
    from goodstanding.casework.services.timing import Timing
    from goodstanding.listings.models import Entry, Step


@dataclass(frozen=True)
class Rail:
    """One step of the procedure: done with its proof, or to come with what it needs."""

    state: str
    step: Step | None
    is_next: bool


def rail(entry: Entry) -> list[Rail]:
    """The steps from the proposal to the publication, those that this list doesn't have left out."""
    done = {step.state: step for step in entry.steps.select_related("document")}
    path = [
        state
        for state in (HONOUR_PATH if entry.honour else PATH)
        if state != State.CONSENTED or entry.consent_needed
    ]
    if State.HEARING in done:
        path.insert(path.index(State.HEARD), State.HEARING)
    coming = next((state for state in path if state not in done), None)
    ended = entry.state == State.REMOVED
    steps = [
        Rail(state, done.get(state), is_next=state == coming and not ended)
        for state in path
        if state in done or not ended
    ]
    if ended:
        steps.append(Rail(State.REMOVED, done[State.REMOVED], is_next=False))
    return steps


def term(entry: Entry) -> tuple[Point, ...]:
    """The entry as a term line: listed, earliest exit, end; or listed and removed, once it was."""
    if entry.starts_on is None:
        return ()
    listed = Point(shape="start", label=gettext("列入"), date=entry.starts_on)
    today = Point(shape="today", label=gettext("今天"), date=moment().date())
    if entry.ended_on:
        return (listed, Point(shape="end", label=gettext("移出"), date=entry.ended_on), today)
    leave = (Point(shape="opens", label=gettext("最早可移出"), date=entry.exit_from),)
    ends = Point(shape="end", label=gettext("到期"), date=entry.ends_on)
    return (listed, *(leave if entry.exit_from else ()), today, ends)


def entry_page(entry: Entry, timing: Timing, *, shared_only: bool) -> dict[str, Any]:
    """Everything that a page of the entry shows beside its next step."""
    known = timing.catalogue.measures
    return {
        "entry": entry,
        **case_page(entry.case, timing, {**extensions.STORY, **STORY}, shared_only=shared_only),
        "kind": timing.catalogue.list_kind(entry.kind),
        "agency": timing.catalogue.agency(entry.agency).title,
        "grounds": entry.grounds.all(),
        "rail": rail(entry),
        "term": term(entry),
        "extensions": of_entry(entry),
        "measures": [known[code] for code in entry.measures if code in known],
    }
