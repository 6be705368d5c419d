"""What a rating is made of: facts about one organisation, and how long each of them lives."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from goodstanding.catalogue.domain.expression import parse
from goodstanding.disclosure.domain.publicity import add_duration, longest_term, severity_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from goodstanding.catalogue.domain.expression_nodes import Expression
    from goodstanding.catalogue.domain.model import Item, SeverityPolicy


@dataclass(frozen=True)
class Subject:
    """The organisation that is rated."""

    id: int
    kind: str
    status: str
    registered_on: date | None
    consent: bool = False


@dataclass(frozen=True)
class Fact:
    """One record as it was known: a version, its dates, what it says, what is said beside it."""

    id: str  # the number of the version
    item: str
    agency: str
    payload: Mapping[str, Any]
    valid_from: date | None
    valid_until: date | None
    marks: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Rules:
    """What policy says of the items of a model."""

    items: Mapping[str, Item]
    severity: Sequence[SeverityPolicy]
    domains: Mapping[str, str]  # agency → domain
    collected: frozenset[str] = frozenset()  # items with a record of anybody
    parsed: dict[tuple[str, str], Expression] = field(default_factory=dict, compare=False)

    def expression(self, item: str, text: str) -> Expression:
        """An expression about rows of the item, parsed once."""
        if (item, text) not in self.parsed:
            fields = {one.name: one for one in self.items[item].fields if not one.dropped}
            self.parsed[item, text] = parse(text, fields)
        return self.parsed[item, text]


def severity(fact: Fact, rules: Rules) -> str | None:
    """The severity of a penalty, as stated or else by its kinds; none of other records."""
    if rules.items[fact.item].disclosure.period != "severity":
        return None
    policy = policy_on(rules.severity, fact.valid_from)
    return severity_of(fact.payload, policy)[0] if policy else None


def policy_on(policies: Sequence[SeverityPolicy], day: date | None) -> SeverityPolicy | None:
    """The policy on severity for a document of a day. The last day is the first of the next text."""
    if day is None:
        return None
    for one in policies:
        ended = one.valid_until is not None and day.isoformat() >= one.valid_until
        if one.valid_from <= day.isoformat() and not ended:
            return one
    return None


def lives_until(fact: Fact, rules: Rules) -> date | None:
    """The last day of a record: of its publicity, of its validity where it is never public.

    None where it has no end. A penalty that is never published does not live at all: the
    day before its document.
    """
    disclosure = rules.items[fact.item].disclosure
    if disclosure.period == "severity":
        return _by_severity(fact, rules)
    if disclosure.period not in {"term", "listed"} or not disclosure.term:
        return fact.valid_until
    begins = _date(fact.payload.get(disclosure.start or "")) or fact.valid_from
    longest = longest_term(disclosure, fact.payload) or disclosure.term
    latest = add_duration(begins, longest) if begins else None
    stated = _date(fact.payload.get(disclosure.end or ""))
    ends = [day for day in (fact.valid_until, latest, stated) if day]
    return min(ends) if ends else None


def _by_severity(fact: Fact, rules: Rules) -> date | None:
    policy, found = policy_on(rules.severity, fact.valid_from), severity(fact, rules)
    if policy is None or fact.valid_from is None:
        return date.min
    period = next((one for one in policy.periods if one.severity == found), None)
    if period is None or not period.publish:
        return date.min
    return add_duration(fact.valid_from, period.maximum)


def _date(value: Any) -> date | None:
    try:
        return date.fromisoformat(value) if value else None
    except (TypeError, ValueError):
        return None
