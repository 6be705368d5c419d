"""Records as columns: which count on a day, how severe they are, how long they live.

The same for one record is in `facts.py` and `single.py`.
"""

from __future__ import annotations

from datetime import date, datetime
from functools import reduce
from operator import and_
from typing import TYPE_CHECKING, Any

import ibis

from goodstanding.catalogue.domain.expression_columns import truth
from goodstanding.catalogue.domain.model import FieldType
from goodstanding.lib.engine import json_texts
from goodstanding.ratings.domain.columns_lives import (
    SEVERITIES,
    any_of,
    as_date,
    lives,
    optional,
    said_of,
    severities,
)
from goodstanding.ratings.domain.columns_numbers import half_up, number, whole
from goodstanding.ratings.domain.model import UNIT
from goodstanding.ratings.domain.windows import window

if TYPE_CHECKING:
    from collections.abc import Mapping

    from goodstanding.catalogue.domain.model import Field, Item
    from goodstanding.ratings.domain.facts import Rules
    from goodstanding.ratings.domain.model import Model, Source

    Named = tuple[str, ibis.Table]

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


def fields_read(model: Model, item: Item) -> tuple[str, ...]:
    """The fields of the item that the model can ask for, in order: the columns to be read."""
    texts = " ".join(
        f"{source.where or ''} {source.then or ''}"
        for one in model.indicators
        for source in one.sources
    )
    disclosure = item.disclosure
    asked = _asked(model) | {disclosure.start, disclosure.end, disclosure.extended, "severity", "kinds"}  # fmt: skip
    return tuple(name for name in _read(item) if name in asked or name in texts)


def _asked(model: Model) -> set[str | None]:
    """The fields that combining takes from the records that count."""
    named = {
        name
        for one in model.indicators
        for source in one.sources
        for name in (source.dated, source.by, source.number, source.per, source.about)
    }
    return named | {n for one in model.indicators for n in (one.group, one.weight, one.year_field)}


def _read(item: Item) -> list[str]:
    return [field.name for field in item.fields if not field.dropped and field.searchable]


class Facts:
    """The records of a model on a day, as they were known before an instant."""

    def __init__(
        self, model: Model, rules: Rules, day: date, known_before: datetime, name: str
    ) -> None:
        self._model, self._rules, self._day, self._known = model, rules, day, known_before
        self._name = name
        self._marks = ibis.table(MARKS, name="marks")
        sources = [source for one in model.indicators for source in one.sources]
        self._sources = {source: n for n, source in enumerate(sources)}
        self._ready: Mapping[str, ibis.Table] = {}

    def severities(self) -> list[Named]:
        """For each item that has severities a table of them, by all that its versions say of it.

        They come before all that is asked of these items: an engine that has not seen how few
        they are joins the other way round.
        """
        items = {item for source in self._sources for item in source.items}
        policies = self._rules.severity
        return [
            (self._severities(code), severities(self._versions(code), policies))
            for code in sorted(items)
            if policies and self._rules.items[code].disclosure.period == "severity"
        ]

    def _severities(self, code: str) -> str:
        return f"{self._name}_severities_of_{code}"

    def _versions(self, code: str) -> ibis.Table:
        fields = fields_read(self._model, self._rules.items[code])
        return ibis.table({**OWN, **dict.fromkeys(fields, "string")}, name=f"versions_{code}")

    def stand_on(self, ready: Mapping[str, ibis.Table]) -> None:
        """Take the tables of `known` by item from here instead of asking for them in each source."""
        self._ready = ready

    def counted(self, source: Source) -> ibis.Table:
        """The records of a source that count, with what combining needs of them.

        _organisation, _version, _agency, dated, amount, about, and the fields `extra` as text.
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
        """An item's versions that count for a source, as they were known, without those a mark excludes.

        counts_<n> says for which source, then_<n> whether its `then` holds. Of fields only those
        that combining asks for: of many millions every row and every column costs memory.
        """
        item = self._rules.items[code]
        table = self._severe(self._known_then(self._versions(code)), item)
        sources = {source: n for source, n in self._sources.items() if code in source.items}
        counts = {f"counts_{n}": self._within(table, source, item) for source, n in sources.items()}
        thens = {
            f"then_{n}": self._says(table, item, source.then)
            for source, n in sources.items()
            if source.then
        }
        table = table.mutate(**counts, **thens)
        table = self._unmarked(table.filter(any_of(table[name] for name in counts)))
        fields = [name for name in _read(item) if name in _asked(self._model)]
        return table.select(
            "_organisation", "_version", "_agency", "_from", *fields, *counts, *thens
        )

    def _of_item(self, source: Source, code: str) -> ibis.Table:
        table = self._ready[code] if code in self._ready else self.known(code)
        n = self._sources[source]
        table = table.filter(table[f"counts_{n}"])
        return table.select(
            "_organisation", "_version", "_agency", dated=_dated(table, source), amount=_amount(table, source),
            about=ibis.literal(f"{code} ") + (table[source.about].fill_null("") if source.about else ibis.literal("")),
            _then=table[f"then_{n}"] if source.then else ibis.literal(value=True),
            **{f"f_{name}": optional(table, name) for name in self._extra()},
        )  # fmt: skip

    def _extra(self) -> list[str]:
        named = {
            n for one in self._model.indicators for n in (one.group, one.weight, one.year_field)
        }
        return sorted(name for name in named if name)

    def _severe(self, table: ibis.Table, item: Item) -> ibis.Table:
        """Records with the severity of penalties, stated or by their kinds; null of other records."""
        if not self._rules.severity or item.disclosure.period != "severity":
            return table.mutate(_severity=ibis.null("string"))
        by = ibis.table(SEVERITIES, name=self._severities(item.code))
        joined = table.left_join(
            by,
            [
                said_of(table, "severity") == by["_stated"],
                said_of(table, "kinds") == by["_kinds"],
                table["_from"] >= by["_first"],
                table["_from"] < by["_before"],
            ],
        )
        return joined.drop("_stated", "_kinds", "_first", "_before")

    def _known_then(self, table: ibis.Table) -> ibis.Table:
        known = ibis.literal(self._known)
        standing = table["_superseded_at"].isnull() | (table["_superseded_at"] >= known)
        return table.filter(table["_recorded_at"] < known, ~table["_withdrawn"], standing)

    def _within(self, table: ibis.Table, source: Source, item: Item) -> Any:
        first, last = window(self._day, source.within)
        dated = _dated(table, source)
        asked = [dated <= ibis.literal(min(last, self._day))]
        if first > date.min:
            asked.append(dated >= ibis.literal(first))
        if source.live:
            asked.append(lives(table, item, self._rules.severity, self._day))
        if "minor" in self._model.exclude and item.disclosure.period == "severity":
            asked.append(table["_severity"].fill_null("") != "minor")
        if source.where:
            asked.append(self._says(table, item, source.where))
        return reduce(and_, asked)

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


def _dated(table: ibis.Table, source: Source) -> Any:
    return as_date(table[source.dated]) if source.dated else table["_from"]


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
