"""The grades that a certificate can tell: as an agency's record says it, or as our own model comes to it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from goodstanding.catalogue.domain.model import Text
from goodstanding.disclosure.queries.beside import said_beside
from goodstanding.lib.environment import CIVIL_TIME
from goodstanding.organisations.queries import find
from goodstanding.ratings.domain.refusals import NotRatedError, NotToldOutsideError
from goodstanding.ratings.queries.inputs import known_at_the_end_of
from goodstanding.ratings.queries.outside import told_outside
from goodstanding.records import queries as records
from goodstanding.reports.domain.certificate import Ground
from goodstanding.reports.domain.content import Graded, Line, RestsOn
from goodstanding.reports.domain.entries import line

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from goodstanding.catalogue.domain.model import Item
    from goodstanding.ratings.queries.outside import Told
    from goodstanding.records.queries import VersionRow
    from goodstanding.reports.domain.layouts import GradeSource
    from goodstanding.reports.queries.words import Policy

TELLS = ("period", "graded_on", "valid_until", "model")
"""What is told of the record of a grade, where it has it."""
NO_LONGER = {"repaired", "taken_down"}
NO_GRADE = Text(
    "没有有效的等级记录：尚未评定，或者已撤回、到期、停止公示",
    "no grade on record holds: none was given, or it was withdrawn, has ended or was taken down",
)
DIGEST_SHOWN = 12


def recorded(source: GradeSource, uscc: str, policy: Policy, now: datetime) -> Ground:
    """The grade that was given last, where its record holds: an older one never comes back for it."""
    organisation, today = find(uscc), now.astimezone(CIVIL_TIME).date()
    until = known_at_the_end_of(today)
    known = records.known_of(organisation.pk, [source.code], known_before=until)
    given = [one for one in known if (one.valid_from or date.min) <= today]
    last = max(given, key=lambda one: (one.valid_from or date.min, one.id), default=None)
    if last is None or (last.valid_until or today) < today or _is_taken_down(last, until):
        return Ground(fallen=NO_GRADE)
    item = policy.item(source.code, last.edition)
    return Ground(
        graded=_as_recorded(source, item, last, policy), rests_on=_rests_on([last]),
        basis=item.legal_basis, until=last.valid_until,
    )  # fmt: skip


def _is_taken_down(one: VersionRow, known_before: datetime) -> bool:
    said = said_beside(known_before=known_before, organisations=[one.organisation_id])
    return any(
        (item, fact) == (one.item, str(one.fact)) and mark in NO_LONGER
        for _teller, item, fact, mark in said
    )


def _as_recorded(source: GradeSource, item: Item, one: VersionRow, policy: Policy) -> Graded:
    field, value = item.field(source.field), str(one.payload[source.field])
    codes = policy.catalogue.code_list(field.codes or "").codes
    told = (each for each in item.fields if each.name in TELLS and one.payload.get(each.name))
    return Graded(
        of=item.code, title=item.title, grade=value, said=policy.words(field.codes or "", value),
        scale=tuple(code.title for code in codes), body=policy.agency(one.agency),
        edition=one.edition[:DIGEST_SHOWN], digest=one.edition,
        lines=tuple(line(each, one.payload[each.name], policy.words) for each in told),
        record=one.id,
    )  # fmt: skip


def rated(source: GradeSource, uscc: str, policy: Policy, now: datetime) -> Ground:
    """The grade that our own model comes to today, where its policy lets it be told outside."""
    day = now.astimezone(CIVIL_TIME).date()
    try:
        told = told_outside(
            find(uscc), source.code, policy.models, day=day, known_before=known_at_the_end_of(day)
        )
    except (NotToldOutsideError, NotRatedError) as refused:
        return Ground(fallen=_sentence(refused.messages))
    return Ground(
        graded=_as_rated(told, day, policy), rests_on=_rests_on(told.versions),
        basis=told.model.legal_basis, model=told.model,
    )  # fmt: skip


def _as_rated(told: Told, day: date, policy: Policy) -> Graded:
    model = told.model
    return Graded(
        of=model.code, title=model.title, grade=told.grade.code, said=told.grade.title,
        scale=tuple(one.title for one in model.grades), body=policy.agency(model.owner),
        edition=model.edition, digest=told.digest, points=told.points,
        provisional=told.provisional,
        lines=(Line(Text("评价日期", "Rated on"), day.isoformat()),),
    )  # fmt: skip


def offered(
    uscc: str, sources: Iterable[GradeSource], policy: Policy, today: date
) -> list[tuple[str, Text, Text]]:
    """Code, name and giver of each grade that the organisation can ask for. None is computed."""
    organisation = find(uscc)
    rating = {
        one.code: one for one in policy.models.of_subject(organisation.kind) if one.for_outside
    }
    wanted = list(sources)
    codes = [one.code for one in wanted if not one.is_model]
    known = records.known_of(organisation.pk, codes, known_before=known_at_the_end_of(today))
    on_record = {one.item for one in known}
    found = []
    for one in wanted:
        if one.code in rating:
            found.append((one.code, rating[one.code].title, policy.agency(rating[one.code].owner)))
        elif one.code in on_record:
            item = policy.catalogue.item(one.code)
            found.append((one.code, item.title, policy.agency(item.agency)))
    return found


def _rests_on(versions: Iterable[VersionRow]) -> tuple[RestsOn, ...]:
    return tuple(RestsOn(one.organisation_id, one.id, one.item) for one in versions)


def _sentence(messages: dict[str, str]) -> Text:
    """A refusal as a reason that stands within another sentence."""
    return Text(messages["zh"].rstrip("。"), messages["en"].rstrip("."))
