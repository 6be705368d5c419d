"""A model as one columnar plan: the ratings of all organisations, with the numbers of `single.py`."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import ibis

from goodstanding.lib.engine import chained, compile_plan
from goodstanding.ratings.domain.columns_facts import SUBJECTS, Facts
from goodstanding.ratings.domain.columns_numbers import half_up, whole
from goodstanding.ratings.domain.columns_values import combined
from goodstanding.ratings.domain.model import UNIT, at
from goodstanding.ratings.domain.result import NotRated
from goodstanding.ratings.domain.windows import before, due_years

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from goodstanding.lib.engine import Step
    from goodstanding.ratings.domain.columns_facts import Named
    from goodstanding.ratings.domain.facts import Rules
    from goodstanding.ratings.domain.model import Dimension, Grade, Indicator, Model, Number


def plan(
    model: Model, rules: Rules, *, day: date, known_before: datetime, engine: str,
    name: str = "rated",
) -> list[Step]:  # fmt: skip
    """The ratings of all over the tables `subjects`, `marks`, `versions_<item>`: steps for an engine.

    The last one has the name; those before it begin with it, and read no subjects. Its columns: id, not_rated, grade,
    points; d_<dimension>; v_<indicator> and p_<indicator> (value and points in units). Not rated:
    only `not_rated` is given.
    """
    made = _Plan(model, rules, day, known_before, name)
    kept = made.kept()
    return [*_compiled(kept, engine), chained(_compiled(made.derived(), engine))]


def counting(
    model: Model, rules: Rules, *, day: date, known_before: datetime, engine: str, name: str
) -> Sequence[Step]:
    """Which records each indicator counts: _organisation, _version, and the indicator's number n.

    Steps over `marks` and `versions_<item>`, of which the last has the name.
    """
    facts = Facts(model, rules, day, known_before, name)
    tables = [
        facts.counted(source).select("_organisation", "_version", n=ibis.literal(n, "int32"))
        for n, one in enumerate(model.indicators)
        for source in one.sources
    ]
    counted = tables[0] if len(tables) == 1 else ibis.union(*tables)
    return _compiled([*facts.severities(), (name, counted)], engine)


class _Plan:
    """Each step is a table to the next: Ibis writes a column out anew wherever it is used.

    In one statement the points of an indicator stood in its dimension, in the total and in the
    grade, many times in each.
    """

    def __init__(
        self, model: Model, rules: Rules, day: date, known_before: datetime, name: str
    ) -> None:
        self._model, self._rules, self._day, self._name = model, rules, day, name
        self._facts = Facts(model, rules, day, known_before, name)
        self._subjects = ibis.table(SUBJECTS, name="subjects")

    def kept(self) -> list[Named]:
        """The records of each item that count, read once for all indicators."""
        items = {
            code: (f"{self._name}_of_{code}", self._facts.known(code)) for code in self._items()
        }
        self._facts.stand_on({code: _next(step) for code, step in items.items()})
        return [*self._facts.severities(), *items.values()]

    def derived(self) -> list[Named]:
        """Values, points, dimensions, total, grade, each from the ones before."""
        name = self._name
        values = (f"{name}_values", self._values())
        found = _next(values)
        points = (f"{name}_points", found.mutate(**self._points(found)))
        found = _next(points)
        made = {f"d_{one.code}": self._dimension(one, found) for one in self._model.dimensions}
        dimensions = (f"{name}_dimensions", found.mutate(**made))
        found = _next(dimensions)
        sum_ = sum((found[one] for one in made), whole(0))
        step = UNIT // 10**self._model.decimals
        total = (f"{name}_total", found.mutate(points=half_up(sum_, whole(step)) * step))
        found = _next(total)
        found = found.mutate(not_rated=self._not_rated(found), grade=self._grade(found))
        graded = (f"{name}_graded", found)
        return [values, points, dimensions, total, graded, (name, self._shown(_next(graded)))]

    def _items(self) -> list[str]:
        looked_at = (one for one in self._model.indicators if self._looked_at(one))
        return sorted(
            {item for one in looked_at for source in one.sources for item in source.items}
        )

    def _shown(self, found: ibis.Table) -> ibis.Table:
        rated = found["not_rated"].isnull()
        shown = [
            c for c in found.columns if c in {"points", "grade"} or c[:2] in {"d_", "v_", "p_"}
        ]
        blank = {c: rated.ifelse(found[c], ibis.null(found[c].type())) for c in shown}
        return found.select("id", "not_rated", **blank)

    # -- values ---------------------------------------------------------------

    def _values(self) -> ibis.Table:
        """One row an organisation, with the value of every indicator that looks at records."""
        ones = [one for one in self._model.indicators if self._looked_at(one)]
        joined = self._subjects
        for one in ones:
            found = self._found(one)
            joined = joined.left_join(found, self._subjects["id"] == found[f"of_{one.code}"])
        filled = {name: self._filled(joined, one, name) for one in ones for name in _names(one)}
        return joined.select(*self._subjects.columns, **filled)

    def _looked_at(self, one: Indicator) -> bool:
        items = {item for source in one.sources for item in source.items}
        collected = one.not_collected is None or bool(items & self._rules.collected)
        return one.take != "none_of" and collected

    def _filled(self, table: ibis.Table, one: Indicator, name: str) -> Any:
        if one.take == "missing_years":
            return whole(UNIT) * self._due(table["registered_on"], one) - table[name].fill_null(0)
        return table[name].fill_null(0) if one.counts else table[name]

    def _due(self, registered_on: Any, one: Indicator) -> Any:
        """How many reports were due of an organisation."""
        first = registered_on.year().fill_null(0)
        years = due_years(self._day, one.years, one.due)
        return sum(((first <= year).cast("int64") for year in years), whole(0))

    def _found(self, one: Indicator) -> ibis.Table:
        """of, v and w with the indicator's code: one row of each organisation with a record that counts."""
        tables = [self._facts.counted(source) for source in one.sources]
        table = tables[0] if len(tables) == 1 else ibis.union(*tables)
        value = combined(
            table, one, subjects=self._subjects, domains=self._rules.domains, day=self._day
        )
        more = {f"w_{one.code}": value["weighed"]} if one.repeat else {}
        named = {f"of_{one.code}": value["_organisation"], f"v_{one.code}": value["value"]}
        return value.select(**named, **more)

    # -- points ---------------------------------------------------------------

    def _points(self, table: ibis.Table) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for one in self._model.indicators:
            name = f"v_{one.code}"
            if one.take == "none_of":
                found[name] = self._none_of(one, table, found)
            elif not self._looked_at(one):
                found[name] = ibis.null("int64")
                found[f"p_{one.code}"] = whole(one.not_collected)
                continue
            value = _value_of(one.code, table, found)
            weighed = table[f"w_{one.code}"] if one.repeat else value
            points = self._points_of(one, weighed)
            absent = whole(one.absent)
            found[f"p_{one.code}"] = value.isnull().ifelse(absent, points)
        return found

    def _none_of(self, one: Indicator, table: ibis.Table, found: dict[str, Any]) -> Any:
        clean = ibis.literal(value=True)
        for code in one.none_of:
            clean &= _value_of(code, table, found).fill_null(0) <= 0
        return clean.ifelse(whole(UNIT), whole(0))

    def _points_of(self, one: Indicator, value: Any) -> Any:
        if one.steps:
            cases = [(value >= step.least, self._at(step.points)) for step in reversed(one.steps)]
            points = ibis.cases(*cases, else_=whole(0))
        elif one.each:
            points = one.start + half_up(whole(at(one.each, self._day)) * value, whole(one.per))
        else:
            points = one.start + value
        if one.cap:
            cap = self._at(one.cap)
            points = (
                ibis.greatest(points, cap)
                if at(one.cap, self._day) < 0
                else ibis.least(points, cap)
            )
        return points if one.floor is None else ibis.greatest(points, whole(one.floor))

    def _at(self, number_: Number) -> Any:
        return whole(at(number_, self._day))

    # -- dimensions and grades ------------------------------------------------

    def _dimension(self, one: Dimension, table: ibis.Table) -> Any:
        within = [ind for ind in self._model.indicators if ind.dimension == one.code]
        nought = whole(0)
        if not one.rescaled:
            total = sum((table[f"p_{ind.code}"] for ind in within), whole(one.start))
            return ibis.greatest(whole(one.floor), ibis.least(whole(one.maximum), total))
        known = {ind.code: table[f"v_{ind.code}"].notnull() for ind in within}
        available = sum((known[i.code].ifelse(whole(i.available), nought) for i in within), nought)  # fmt: skip
        got = sum((known[i.code].ifelse(table[f"p_{i.code}"], nought) for i in within), nought)
        step = UNIT // 10**self._model.decimals
        enough = (available > 0) & (available >= one.least)
        scaled = half_up(got * whole(one.maximum), available.nullif(0) * step) * step
        return enough.ifelse(scaled, whole(one.neutral))

    def _grade(self, table: ibis.Table) -> Any:
        codes = [grade.code for grade in self._model.grades]
        by_points = ibis.cases(
            *[(self._within(table["points"], g), ibis.literal(n, "int8")) for n, g in enumerate(self._model.grades)],
            else_=ibis.literal(len(codes) - 1, "int8"),
        )  # fmt: skip
        ranks = [by_points]
        for cap in self._model.caps:
            holds = ibis.literal(value=False)
            for code, least in cap.conditions:
                holds |= table[f"v_{code}"].fill_null(0) >= least
            ranks.append(holds.ifelse(ibis.literal(codes.index(cap.at_most), "int8"), ibis.literal(0, "int8")))  # fmt: skip
        worst = ibis.greatest(*ranks) if len(ranks) > 1 else by_points
        return ibis.cases(*[(worst == n, ibis.literal(code)) for n, code in enumerate(codes)], else_=ibis.null("string"))  # fmt: skip

    def _within(self, points: Any, grade: Grade) -> Any:
        bound = self._at(grade.bound)
        return points <= bound if self._model.more_is_worse else points >= bound

    def _not_rated(self, table: ibis.Table) -> Any:
        kinds = dict(self._model.subjects)
        needing = [kind for kind, consent in kinds.items() if consent]
        cases: list[Any] = [(~table["kind"].isin(list(kinds)), NotRated.NOT_A_SUBJECT.value)]
        if needing:
            cases.append(
                (table["kind"].isin(needing) & ~table["consent"], NotRated.NO_CONSENT.value)
            )
        if self._model.statuses:
            cases.append((~table["status"].isin(list(self._model.statuses)), NotRated.NOT_IN_OPERATION.value))  # fmt: skip
        if self._model.youngest:
            oldest = ibis.literal(before(self._day, self._model.youngest))
            young = table["registered_on"].isnull() | (table["registered_on"] > oldest)
            cases.append((young, NotRated.TOO_YOUNG.value))
        return ibis.cases(*cases, else_=ibis.null("string"))


def _next(step: Named) -> ibis.Table:
    """What a step made, as a table that the next one reads."""
    name, made = step
    return ibis.table(made.schema(), name=name)


def _compiled(steps: Sequence[Named], engine: str) -> tuple[Step, ...]:
    made = dict(steps)
    return compile_plan(
        [(name, partial(made.__getitem__, name)) for name in made], engine=engine
    ).steps


def _value_of(code: str, table: ibis.Table, found: dict[str, Any]) -> Any:
    """The value of an indicator: worked out just before, or a column of the table."""
    name = f"v_{code}"
    return found[name] if name in found else table[name]


def _names(one: Indicator) -> Sequence[str]:
    return (f"v_{one.code}", f"w_{one.code}") if one.repeat else (f"v_{one.code}",)
