"""How severe records are, and which live on a day, as columns."""

from __future__ import annotations

import json
from datetime import date
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Any

import ibis

from goodstanding.ratings.domain.windows import first_reaching

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from goodstanding.catalogue.domain.model import Item, SeverityPolicy

SEVERITIES = {
    "_stated": "string", "_kinds": "string", "_first": "date", "_before": "date", "_severity": "string",
}  # fmt: skip


def severities(versions: ibis.Table, policies: Sequence[SeverityPolicy]) -> ibis.Table:
    """SEVERITIES: by each policy, for documents of its days, of each combination that versions say."""
    said = versions.select(_stated=said_of(versions, "severity"), _kinds=said_of(versions, "kinds"))
    said = said.distinct()
    by = [
        said.mutate(
            _first=ibis.literal(date.fromisoformat(one.valid_from)),
            _before=ibis.literal(date.fromisoformat(one.valid_until) if one.valid_until else date.max),
            _severity=_by_kinds(said, one),
        )
        for one in policies
    ]  # fmt: skip
    return by[0] if len(by) == 1 else ibis.union(*by)


def said_of(table: ibis.Table, name: str) -> Any:
    return optional(table, name).fill_null("")


def _by_kinds(said: ibis.Table, policy: SeverityPolicy) -> Any:
    rules = [(_has_any(said["_kinds"], rule.kinds), rule.severity) for rule in policy.rules]
    found = ibis.cases(*rules, else_=policy.default) if rules else ibis.literal(policy.default)
    return ibis.coalesce(said["_stated"].nullif(""), found)


def _has_any(listed: Any, wanted: Iterable[str]) -> Any:
    """Whether a list, as JSON writes it, has any of the codes: each stands in it between its quotation marks."""
    return any_of(listed.contains(json.dumps(code, ensure_ascii=False)) for code in wanted)


def _in_force(day: Any, policy: SeverityPolicy, first: str = "") -> Any:
    """Whether a policy was in force on the day, and the day not before `first`."""
    since = day >= ibis.literal(date.fromisoformat(max(policy.valid_from, first)))
    if policy.valid_until is None:
        return since
    return since & (day < ibis.literal(date.fromisoformat(policy.valid_until)))


def any_of(conditions: Iterable[Any]) -> Any:
    return reduce(or_, conditions, ibis.literal(value=False))


def lives(table: ibis.Table, item: Item, policies: Iterable[SeverityPolicy], day: date) -> Any:
    """Whether records have no end or live on the day (see `facts.lives_until`).

    Told by the day they begin: which is early enough is worked out once, not the end of each.
    """
    disclosure, begins = item.disclosure, table["_from"]
    if disclosure.period == "severity":
        return _public(table, policies, day)
    lasts = _from(table["_until"], day)
    if disclosure.period not in {"term", "listed"} or not disclosure.term:
        return lasts
    if disclosure.start:
        begins = ibis.coalesce(as_date(optional(table, disclosure.start)), begins)
    within = _since(begins, day, disclosure.term)
    if disclosure.extended and disclosure.longest:
        moved = as_date(optional(table, disclosure.extended)).notnull()
        within = moved.ifelse(_since(begins, day, disclosure.longest), within)
    return lasts & within & _from(as_date(optional(table, disclosure.end or "")), day)


def _public(table: ibis.Table, policies: Iterable[SeverityPolicy], day: date) -> Any:
    periods = [(policy, one) for policy in policies for one in policy.periods if one.publish]
    begun = [first_reaching(day, one.maximum).isoformat() for _, one in periods]
    return any_of(
        _in_force(table["_from"], policy, first) & (table["_severity"] == period.severity)
        for (policy, period), first in zip(periods, begun, strict=True)
        if policy.valid_until is None or first < policy.valid_until
    )


def _since(begins: Any, day: date, duration: str) -> Any:
    return _from(begins, first_reaching(day, duration))


def _from(column: Any, day: date) -> Any:
    """From the day on, or never said."""
    return column.isnull() | (column >= ibis.literal(day))


def optional(table: ibis.Table, name: str) -> Any:
    return table[name] if name in table.columns else ibis.null("string")


def as_date(column: Any) -> Any:
    return column.try_cast("date")
