"""`domain.publicity` in SQL: the same period for a whole batch of versions.

The expressions speak of the columns `payload`, `valid_from`, `valid_until` and `recorded_on`
of one version. What policy says goes in as places (parameters), never as text.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from goodstanding.disclosure.domain.publicity import period_words, severity_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from goodstanding.catalogue.domain.model import Item, SeverityPolicy, Text


@dataclass
class PeriodQuery:
    """Two expressions: `number`, the reason of publication (null: never public); `until`.

    `until` is the last day, null where there is none; it may use `number` as the column n.
    `reasons` are counted from 1. The first day is the day of record; a period that ends
    before it is none.
    """

    number: str = "NULL::integer"
    until: str = "NULL::date"
    reasons: list[Text] = field(default_factory=list)
    places: dict[str, Any] = field(default_factory=dict)

    def place(self, value: Any) -> str:
        """A place for a value of policy."""
        name = f"period_{len(self.places)}"
        self.places[name] = value
        return f"%({name})s"


def period_query(item: Item, severity: Sequence[SeverityPolicy]) -> PeriodQuery:
    """The period of every version of the item."""
    query = PeriodQuery()
    disclosure = item.disclosure
    if disclosure.audience != "public" or disclosure.period == "none":
        return query
    if disclosure.period == "severity":
        return _by_severity(query, severity)
    query.number = "1"
    query.reasons.append(period_words(item))
    latest = _latest(query, item)
    query.until = {
        "valid": "valid_until",
        "listed": f"least(valid_until, {latest}, {_stated(query, item)})",
    }.get(disclosure.period, latest)
    return query


def _latest(query: PeriodQuery, item: Item) -> str:
    term, start = item.disclosure.term, item.disclosure.start
    if not term:
        return "NULL::date"
    from_field = f"nullif(payload ->> {query.place(start or '')}, '')::date"
    begins = f"coalesce({from_field}, valid_from, recorded_on)"
    return f"({begins} + {_term(query, item)}::interval)::date"


def _term(query: PeriodQuery, item: Item) -> str:
    disclosure = item.disclosure
    if not disclosure.extended:
        return query.place(disclosure.term)
    moved = f"nullif(payload ->> {query.place(disclosure.extended)}, '') IS NULL"
    return f"CASE WHEN {moved} THEN {query.place(disclosure.term)} ELSE {query.place(disclosure.longest)} END"


def _stated(query: PeriodQuery, item: Item) -> str:
    if not item.disclosure.end:
        return "NULL::date"
    return f"nullif(payload ->> {query.place(item.disclosure.end)}, '')::date"


_DECIDED = "coalesce(valid_from, recorded_on)"


def _by_severity(query: PeriodQuery, policies: Sequence[SeverityPolicy]) -> PeriodQuery:
    terms: list[str] = []
    cases = [
        f"WHEN {_in_force(query, policy)} THEN {_numbers(query, policy, terms)}"
        for policy in policies
    ]
    if cases:
        query.number = f"CASE {' '.join(cases)} END"
        query.until = f"({_DECIDED} + ({query.place(terms)}::interval[])[n])::date"
    return query


def _in_force(query: PeriodQuery, policy: SeverityPolicy) -> str:
    since = f"{_DECIDED} >= {query.place(policy.valid_from)}::date"
    if policy.valid_until is None:
        return since
    return f"{since} AND {_DECIDED} < {query.place(policy.valid_until)}::date"


def _numbers(query: PeriodQuery, policy: SeverityPolicy, terms: list[str]) -> str:
    """The number of the reason under one policy, by the severity stated or else by kind."""
    stated: list[str] = []
    by_kind: list[str] = []
    for period in policy.periods:
        for numbers, is_stated in ((stated, True), (by_kind, False)):
            words = severity_words(period.severity, period, policy, stated=is_stated)
            if period.publish:
                query.reasons.append(words)
                terms.append(period.maximum)
            number = str(len(query.reasons)) if period.publish else "NULL"
            numbers.append(f"WHEN {query.place(period.severity)} THEN {number}")
    rules = [
        f"WHEN payload -> 'kinds' ?| {query.place(list(rule.kinds))}::text[]"
        f" THEN {query.place(rule.severity)}"
        for rule in policy.rules
    ]
    default = query.place(policy.default)
    kind = f"CASE {' '.join(rules)} ELSE {default} END" if rules else default
    return (
        "CASE WHEN nullif(payload ->> 'severity', '') IS NOT NULL"
        f" THEN CASE payload ->> 'severity' {' '.join(stated)} END"
        f" ELSE CASE {kind} {' '.join(by_kind)} END END"
    )
