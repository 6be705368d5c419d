"""Records as columns: which count on a day, how severe they are, how long they live.

The same for one record is in `facts.py` and `single.py`.
"""

from __future__ import annotations

import json
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import ibis

from goodstanding.catalogue.domain.expression_columns import NUMBER, truth
from goodstanding.catalogue.domain.model import FieldType
from goodstanding.lib.engine import json_texts
from goodstanding.ratings.domain.model import UNIT
from goodstanding.ratings.domain.windows import parts, window

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from goodstanding.catalogue.domain.model import Field, Item, SeverityPolicy
    from goodstanding.ratings.domain.facts import Rules
    from goodstanding.ratings.domain.model import Model, Source

OWN = {
    "_organisation": "int64", "_version": "int64", "_fact": "string", "_agency": "string",
    "_from": "date", "_until": "date", "_recorded_at": "timestamp('UTC')", "_withdrawn": "boolean",
    "_superseded_at": "timestamp('UTC')",
}  # fmt: skip
SUBJECTS = {
    "id": "int64", "kind": "string", "status": "string", "registered_on": "date",
    "consent": "boolean",
}  # fmt: skip
MARKS = {"_version": "int64", "mark": "string"}
_NEVER = date(1, 1, 1)


def fields_read(model: Model, item: Item) -> tuple[str, ...]:
    """The fields of the item that the model can ask for, in order: the columns to be read."""
    return _fields(model, item, {"severity", "kinds"})


def _fields(model: Model, item: Item, more: set[str]) -> tuple[str, ...]:
    named = [field.name for field in item.fields if not field.dropped and field.searchable]
    texts = " ".join(
        f"{source.where or ''} {source.then or ''}"
        for one in model.indicators
        for source in one.sources
    )
    asked = {
        name
        for one in model.indicators
        for source in one.sources
        for name in (source.dated, source.by, source.number, source.per, source.about)
    }
    asked |= {name for one in model.indicators for name in (one.group, one.weight, one.year_field)}
    asked |= {item.disclosure.start, item.disclosure.end, item.disclosure.extended, *more}
    return tuple(name for name in named if name in asked or name in texts)


class Facts:
    """The records of a model on a day, as they were known before an instant."""

    def __init__(self, model: Model, rules: Rules, day: date, known_before: datetime) -> None:
        self._model, self._rules, self._day, self._known = model, rules, day, known_before
        self._marks = ibis.table(MARKS, name="marks")
        self._ready: Mapping[str, ibis.Table] = {}

    def stand_on(self, ready: Mapping[str, ibis.Table]) -> None:
        """Take the tables of `known` by item from here instead of asking for them in each source."""
        self._ready = ready

    def counted(self, source: Source) -> ibis.Table:
        """The records of a source that count, with what combining needs of them.

        _organisation, _version, dated, amount, domain, about, and the fields `extra` as text.
        """
        tables = [self._of_item(source, code) for code in source.items]
        found = tables[0] if len(tables) == 1 else ibis.union(*tables)
        if not source.latest:
            return found.filter(found["amount"].notnull())
        newest = ibis.window(
            group_by="_organisation", order_by=[ibis.desc("dated"), ibis.desc("_version")]
        )
        found = found.mutate(_place=ibis.row_number().over(newest))
        first = found.filter(found["_place"] == 0, found["_then"]).drop("_place")
        return first.filter(first["amount"].notnull())

    def known(self, code: str) -> ibis.Table:
        """An item's versions as they were known, with `_severity`, without those that a mark excludes.

        Only what sources ask for: of many millions every column costs memory.
        """
        item = self._rules.items[code]
        schema = {**OWN, **dict.fromkeys(fields_read(self._model, item), "string")}
        table = self._unmarked(self._known_then(ibis.table(schema, name=f"versions_{code}")))
        fields = _fields(self._model, item, set())
        return table.select(
            "_organisation", "_version", "_agency", "_from", "_until", *fields,
            _severity=severity(table, item, self._rules.severity),
        )  # fmt: skip

    def _of_item(self, source: Source, code: str) -> ibis.Table:
        item = self._rules.items[code]
        table = self._ready[code] if code in self._ready else self.known(code)
        table = table.mutate(dated=_date(table[source.dated]) if source.dated else table["_from"])
        table = table.filter(self._within(table, source, item))
        amount = _amount(table, source)
        return table.select(
            "_organisation", "_version", "dated", amount=amount,
            domain=_recode(table["_agency"], self._rules.domains),
            about=ibis.literal(f"{code} ") + (table[source.about].fill_null("") if source.about else ibis.literal("")),
            _then=self._says(table, item, source.then),
            **{f"f_{name}": _optional(table, name) for name in self._extra()},
        )  # fmt: skip

    def _extra(self) -> list[str]:
        named = {
            n for one in self._model.indicators for n in (one.group, one.weight, one.year_field)
        }
        return sorted(name for name in named if name)

    def _known_then(self, table: ibis.Table) -> ibis.Table:
        known = ibis.literal(self._known)
        standing = table["_superseded_at"].isnull() | (table["_superseded_at"] >= known)
        return table.filter(table["_recorded_at"] < known, ~table["_withdrawn"], standing)

    def _within(self, table: ibis.Table, source: Source, item: Item) -> list[Any]:
        first, last = window(self._day, source.within)
        asked = [table["dated"] <= ibis.literal(min(last, self._day))]
        if first > date.min:
            asked.append(table["dated"] >= ibis.literal(first))
        if source.where:
            asked.append(self._says(table, item, source.where))
        if "minor" in self._model.exclude and item.disclosure.period == "severity":
            asked.append(table["_severity"].fill_null("") != "minor")
        if source.live:
            until = lives_until(table, item, self._rules.severity)
            asked.append(until.isnull() | (until >= ibis.literal(self._day)))
        return asked

    def _says(self, table: ibis.Table, item: Item, text: str | None) -> Any:
        if text is None:
            return ibis.literal(value=True)
        columns = _columns(table, item)
        found = truth(self._rules.expression(item.code, text), columns, self._day)
        return found.fill_null(ibis.literal(value=False))

    def _unmarked(self, table: ibis.Table) -> ibis.Table:
        excluded = [word for word in self._model.exclude if word != "minor"]
        marks = self._marks.filter(self._marks["mark"].isin(excluded))
        return table.anti_join(marks, "_version")


def severity(table: ibis.Table, item: Item, policies: Iterable[SeverityPolicy]) -> Any:
    """The severity of penalties, stated or by their kinds; null of other records."""
    if item.disclosure.period != "severity":
        return ibis.null("string")
    stated = _optional(table, "severity").nullif("")
    kinds = _optional(table, "kinds")
    cases = []
    for policy in policies:
        rules = [(_any_of(kinds, rule.kinds), ibis.literal(rule.severity)) for rule in policy.rules]
        found = ibis.cases(*rules, else_=policy.default) if rules else ibis.literal(policy.default)
        cases.append((_in_force(table["_from"], policy), ibis.coalesce(stated, found)))
    return ibis.cases(*cases, else_=ibis.null("string")) if cases else ibis.null("string")


def _any_of(listed: Any, wanted: Iterable[str]) -> Any:
    """Whether a list, as JSON writes it, has any of the codes: each stands in it between its quotation marks.

    Not read as JSON: of all that a plan does that took most of the time.
    """
    found = ibis.literal(value=False)
    for code in wanted:
        found |= listed.contains(json.dumps(code, ensure_ascii=False)).fill_null(ibis.literal(value=False))  # fmt: skip
    return found


def _in_force(day: Any, policy: SeverityPolicy) -> Any:
    since = day >= ibis.literal(date.fromisoformat(policy.valid_from))
    if policy.valid_until is None:
        return since
    return since & (day < ibis.literal(date.fromisoformat(policy.valid_until)))


def lives_until(table: ibis.Table, item: Item, policies: Iterable[SeverityPolicy]) -> Any:
    """The last day of records; null where there is none (see `facts.lives_until`)."""
    disclosure = item.disclosure
    if disclosure.period == "severity":
        cases = [
            (
                _in_force(table["_from"], policy) & (table["_severity"] == period.severity),
                later(table["_from"], period.maximum) if period.publish else ibis.literal(_NEVER),
            )
            for policy in policies
            for period in policy.periods
        ]
        return ibis.cases(*cases, else_=ibis.literal(_NEVER))
    if disclosure.period not in {"term", "listed"} or not disclosure.term:
        return table["_until"]
    begins = table["_from"]
    if disclosure.start:
        begins = ibis.coalesce(_date(_optional(table, disclosure.start)), begins)
    stated = _date(_optional(table, disclosure.end or ""))
    latest = later(begins, disclosure.term)
    if disclosure.extended and disclosure.longest:
        moved = _date(_optional(table, disclosure.extended)).notnull()
        latest = moved.ifelse(later(begins, disclosure.longest), latest)
    return ibis.least(table["_until"], latest, stated)


def later(day: Any, duration: str) -> Any:
    """The day so much later, the last of the month where the month is shorter."""
    months, days = parts(duration)
    moved = day + ibis.interval(months=months) if months else day
    moved = moved + ibis.interval(days=days) if days else moved
    return moved.cast("date")


def _amount(table: ibis.Table, source: Source) -> Any:
    if source.by:
        given = table[source.by]
        cases = [(given == code, whole(units)) for code, units in source.scale]
        return ibis.cases(*cases, else_=ibis.null("int64"))
    if source.number is None:
        return whole(UNIT)
    above = number(table[source.number])
    if source.per is None:
        return above
    below = number(table[source.per])
    return half_up(above * whole(UNIT), (below > 0).ifelse(below, ibis.null("int64")))


def whole(value: int | None) -> Any:
    """A number wide enough for products: an engine takes a bare literal for a narrow one."""
    return ibis.null("int64") if value is None else ibis.literal(str(value)).cast("int64")


def number(column: Any) -> Any:
    """Decimal text in units."""
    found = column.try_cast(NUMBER).round(4) * UNIT
    return found.cast("int64")


def half_up(above: Any, below: Any) -> Any:
    """The nearest whole number, upwards in the middle; `below` is above nought."""
    top, bottom = whole(2) * above + below, whole(2) * below
    rest = ((top % bottom) + bottom) % bottom  # never below nought, whatever the engine's %
    return ((top - rest) / bottom).round().cast("int64")


def _recode(column: Any, names: Mapping[str, str]) -> Any:
    cases = [(column == code, ibis.literal(name)) for code, name in sorted(names.items())]
    return ibis.cases(*cases, else_=column) if cases else column


def _columns(table: ibis.Table, item: Item) -> dict[str, Any]:
    """The fields as an expression reads them; the severity is the one that was found."""
    found = {field.name: _typed(table[field.name], field) for field in item.fields if field.name in table.columns}  # fmt: skip
    if item.disclosure.period == "severity":
        found["severity"] = table["_severity"]
    return found


def _typed(column: Any, field: Field) -> Any:
    if field.type is FieldType.CODES:
        return _array(column)
    if field.type is FieldType.BOOLEAN:
        return column.nullif("") == "true"
    return column


def _array(column: Any) -> Any:
    return json_texts(column)


def _optional(table: ibis.Table, name: str) -> Any:
    return table[name] if name in table.columns else ibis.null("string")


def _date(column: Any) -> Any:
    return column.try_cast("date")
