"""Published records made ready for a page: policy's words, marks, the term and when it can end."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from goodstanding.catalogue.domain.durations import spelt_out
from goodstanding.catalogue.domain.model import Text
from goodstanding.catalogue.domain.unknown import UnknownItemError
from goodstanding.disclosure.domain.publicity import add_duration, severity_of
from goodstanding.portal.domain import facts, shown
from goodstanding.portal.domain.items import severity_in_force
from goodstanding.portal.domain.sections import section_of
from goodstanding.portal.queries.terms import points

if TYPE_CHECKING:
    from collections.abc import Iterable

    from goodstanding.catalogue.domain.model import Item
    from goodstanding.disclosure.queries.policy import Policy
    from goodstanding.disclosure.queries.published import Record
    from goodstanding.portal.domain.shown import Shown


def show(record: Record, policy: Policy, today: date, *, whole: bool = False) -> Shown:
    """The record as it stands in a list; `whole` with every fact, for its own page."""
    item = item_of(record, policy)
    told = facts.told(item, record.payload, policy.words) if item else None
    section = section_of(record.item_class, record.family).code
    extended = _extended(record, item)
    period = shown.period_of(
        section, record.family, day=record.dated_on, valid_from=record.valid_from,
        valid_until=record.valid_until, opens=earliest_end(record, policy),
        until=record.public_until, since=record.public_from, extended=extended,
    )  # fmt: skip
    return shown.Shown(
        id=record.version_id,
        item=record.item,
        item_title=item.title if item else Text(record.item, record.item),
        section=section,
        family=record.family,
        polarity=record.polarity,
        heading=told.heading if told else record.title or record.key,
        number=record.number or (told.number if told else ""),
        day=record.dated_on,
        authority=record.authority or (told.authority if told else ""),
        source=policy.agency(record.agency),
        summary=told.summary if told else "",
        fine=told.fine if told else None,
        confiscated=told.confiscated if told else None,
        marks=shown.marks(
            section, record.polarity, (*record.marks, *(("extended",) if extended else ()))
        ),
        period=period,
        until=record.public_until,
        since=record.public_from,
        updated=record.recorded_at,
        organisation=record.name,
        uscc=record.uscc,
        masked=record.kind == "sole_trader",
        points=points(period, today),
        facts=facts.facts(item, record.payload, policy.words) if whole and item else (),
        held=_held(item, record) if whole and item else (),
        because=spelt_out(record.because),
    )


def show_all(records: Iterable[Record], policy: Policy, today: date) -> tuple[Shown, ...]:
    """Records as they stand in a list."""
    return tuple(show(record, policy, today) for record in records)


def item_of(record: Record, policy: Policy) -> Item | None:
    """The record's item; None where policy no longer has it."""
    try:
        return policy.item(record.item)
    except UnknownItemError:
        return None


def _extended(record: Record, item: Item | None) -> date | None:
    """The day on which a decision moved the end of a list's entry, if one did."""
    stated = record.payload.get(item.disclosure.extended or "") if item else None
    return date.fromisoformat(stated) if stated else None


def earliest_end(record: Record, policy: Policy) -> date | None:
    """From which day an early end of publicity can be requested; None if no rule says."""
    if record.family == "lsts":
        return _earliest_exit(record, policy)
    if record.family != "pen" or record.polarity != "negative":
        return None
    rule = severity_in_force(policy.catalogue.severity, record.dated_on.isoformat())
    if rule is None:
        return None
    severity, _ = severity_of(record.payload, rule)
    period = next((one for one in rule.periods if one.severity == severity), None)
    return add_duration(record.dated_on, period.minimum) if period else None


def _earliest_exit(record: Record, policy: Policy) -> date | None:
    kinds = policy.catalogue.lists.values()
    kind = next((one for one in kinds if one.item == record.item and one.on), None)
    stay = kind.earliest_exit if kind else None
    return add_duration(record.dated_on, stay) if stay else None


def _held(item: Item, record: Record) -> tuple[Text, ...]:
    titles = {field.name: facts.without_unit(field.title) for field in item.fields}
    return tuple(titles[name] for name in record.held if name in titles)
