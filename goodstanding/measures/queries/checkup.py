"""The question at the counter: may this organisation do that here? Answered with the clause."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goodstanding.catalogue.domain.lists import called_up
from goodstanding.disclosure.queries import published
from goodstanding.listings.domain.papers import cited
from goodstanding.measures import domain
from goodstanding.measures.domain import Answer, Bar
from goodstanding.measures.queries.calls import holding

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from goodstanding.catalogue.domain.lists import ListKind, Measure
    from goodstanding.catalogue.queries import LoadedCatalogue
    from goodstanding.measures.models import Call


def check(organisation_id: int, matter: str, *, catalogue: LoadedCatalogue, today: date) -> Answer:
    """What bears on a matter today: measures of live entries, and of lists decided elsewhere.

    A list that is only taken in calls nothing up here; what the law ties to it holds all the same,
    as long as its record is public.
    """
    own = [one for one in holding(organisation_id, today=today) if matter in one.matters]
    found = [
        *(_of_call(one, catalogue) for one in own),
        *_of_imported(organisation_id, matter, catalogue),
    ]
    known = [(one, incentive) for one, incentive in found if one is not None]
    bars = tuple(one for one, incentive in known if not incentive)
    return domain.answer(bars, tuple(one for one, incentive in known if incentive))


def _of_call(call: Call, catalogue: LoadedCatalogue) -> tuple[Bar | None, bool]:
    measure, kind = catalogue.measures.get(call.measure), catalogue.lists.get(call.entry.kind)
    if measure is None or kind is None:
        return None, call.incentive  # policy dropped it since: it bars nobody any more
    bar = Bar(
        measure=call.measure, title=measure.title, content=measure.content, clause=call.clause,
        verify=measure.mark == "M", binding=call.binding, until=call.ends_on,
        list_title=kind.title, decision_number=call.entry.decision_number, body=call.body,
    )  # fmt: skip
    return bar, call.incentive


def _of_imported(
    organisation_id: int, matter: str, catalogue: LoadedCatalogue
) -> Iterator[tuple[Bar, bool]]:
    for kind in catalogue.lists.values():
        if not (kind.imported and kind.on):
            continue
        measures = called_up(catalogue.measures.values(), kind.code)
        here = [one for one in measures if any(matter in body.matters for body in one.bodies)]
        if here:
            yield from _of_records(organisation_id, matter, kind, here)


def _of_records(
    organisation_id: int, matter: str, kind: ListKind, measures: list[Measure]
) -> Iterator[tuple[Bar, bool]]:
    for record in published.records_of(organisation_id, item=kind.item).records:
        for measure in measures:
            body = next(one.agency for one in measure.bodies if matter in one.matters)
            yield (
                Bar(
                    measure=measure.code, title=measure.title, content=measure.content,
                    clause=cited(measure.legal_basis), verify=measure.mark == "M",
                    binding=measure.binding, until=record.public_until or record.dated_on,
                    list_title=kind.title, decision_number=record.number or record.key, body=body,
                ),
                measure.is_incentive,
            )  # fmt: skip
