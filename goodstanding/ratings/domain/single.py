"""The rating of one organisation, with every record behind it.

The meaning of a model for all organisations at once is in `columns.py`; a property test holds
the two to the same numbers.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from goodstanding.catalogue.domain.expression_rows import evaluate
from goodstanding.ratings.domain.facts import Fact, Rules, Subject, lives_until, severity
from goodstanding.ratings.domain.model import UNIT, at, half_up
from goodstanding.ratings.domain.result import Counted, LeftOut, Line, NotRated, Rating
from goodstanding.ratings.domain.values import Taken, combined, points_of, worth
from goodstanding.ratings.domain.windows import before, due_years, window

if TYPE_CHECKING:
    from collections.abc import Sequence

    from goodstanding.ratings.domain.model import Dimension, Indicator, Model, Source


def rate(
    model: Model, subject: Subject, facts: Sequence[Fact], *, day: date, rules: Rules
) -> Rating:
    """The rating of the organisation on the day, by what is known in `facts`.

    The order of the facts has no effect.
    """
    refused = not_rated(model, subject, day)
    if refused:
        return Rating(None, None, refused)
    sheet = _Sheet(model, subject, facts, day, rules)
    lines = sheet.lines()
    found = {line.indicator: line for line in lines}
    dimensions, neutral = [], []
    for one in model.dimensions:
        points, known = _dimension(model, one, found)
        dimensions.append((one.code, points))
        neutral += [] if known else [one.code]
    total = rounded(sum(points for _, points in dimensions), model.decimals)
    by_points = _graded(model, total, day)
    caps = tuple(n for n, cap in enumerate(model.caps) if _holds(cap.conditions, found))
    worst = max([by_points, *(model.caps[n].at_most for n in caps)], key=model.rank)
    return Rating(
        worst, total, None, by_points, caps, tuple(dimensions), tuple(neutral), tuple(lines)
    )


def counted_lines(
    model: Model, subject: Subject, facts: Sequence[Fact], *, day: date, rules: Rules
) -> list[Line]:
    """The indicators alone, whoever the model is for: which records count for each."""
    return _Sheet(model, subject, facts, day, rules).lines()


def not_rated(model: Model, subject: Subject, day: date) -> NotRated | None:
    """Why the organisation has no rating by this model on the day; None where it has one."""
    kinds = dict(model.subjects)
    if subject.kind not in kinds:
        return NotRated.NOT_A_SUBJECT
    if kinds[subject.kind] and not subject.consent:
        return NotRated.NO_CONSENT
    if model.statuses and subject.status not in model.statuses:
        return NotRated.NOT_IN_OPERATION
    if model.youngest and (
        subject.registered_on is None or subject.registered_on > before(day, model.youngest)
    ):
        return NotRated.TOO_YOUNG
    return None


def rounded(units: int, decimals: int) -> int:
    """Half up to so many decimals."""
    step: int = UNIT // 10**decimals
    return half_up(units, step) * step


def _holds(conditions: Sequence[tuple[str, int]], lines: dict[str, Line]) -> bool:
    return any((lines[code].value or 0) >= least for code, least in conditions)


def _graded(model: Model, points: int, day: date) -> str:
    for grade in model.grades:
        bound = at(grade.bound, day)
        if points <= bound if model.more_is_worse else points >= bound:
            return grade.code
    return model.grades[-1].code


def _dimension(model: Model, one: Dimension, lines: dict[str, Line]) -> tuple[int, bool]:
    """The points of a dimension, and whether enough was known for them."""
    within = [ind for ind in model.indicators if ind.dimension == one.code]
    if not one.rescaled:
        total = one.start + sum(lines[ind.code].points for ind in within)
        return max(one.floor, min(one.maximum, total)), True
    known = [ind for ind in within if lines[ind.code].value is not None]
    available = sum(ind.available for ind in known)
    if available == 0 or available < one.least:
        return one.neutral, False
    got = sum(lines[ind.code].points for ind in known)
    step = UNIT // 10**model.decimals
    return half_up(got * one.maximum, available * step) * step, True


class _Sheet:
    """The indicators of one organisation, one after the other."""

    def __init__(
        self, model: Model, subject: Subject, facts: Sequence[Fact], day: date, rules: Rules
    ) -> None:
        self._model, self._subject, self._day, self._rules = model, subject, day, rules
        self._excluded = frozenset(model.exclude)
        self._facts = sorted(facts, key=lambda fact: _order(fact.id))

    def lines(self) -> list[Line]:
        found: dict[str, Line] = {}
        for one in self._model.indicators:
            found[one.code] = (
                self._none_of(one, found) if one.take == "none_of" else self._line(one)
            )
        return list(found.values())

    def _none_of(self, one: Indicator, lines: dict[str, Line]) -> Line:
        clean = all((lines[code].value or 0) <= 0 for code in one.none_of)
        value = UNIT if clean else 0
        return Line(one.code, value, points_of(one, value, self._day))

    def _line(self, one: Indicator) -> Line:
        if one.not_collected is not None and not self._collected(one):
            return Line(one.code, None, one.not_collected)
        taken: list[Taken] = []
        left: list[LeftOut] = []
        for source in one.sources:
            selected, others = self._select(source)
            taken += selected
            left += others
        taken.sort(key=lambda record: (record.dated, _order(record.fact.id)))
        if one.repeat:
            return self._repeated(one, taken, left)
        value = self._value(one, taken)
        points = one.absent if value is None else points_of(one, value, self._day)
        counted = tuple(Counted(t.fact.id, t.fact.item, t.dated, t.amount) for t in taken)
        return Line(one.code, value, points, counted, tuple(left))

    def _collected(self, one: Indicator) -> bool:
        items = {item for source in one.sources for item in source.items}
        return bool(items & self._rules.collected)

    # -- records --------------------------------------------------------------

    def _select(self, source: Source) -> tuple[list[Taken], list[LeftOut]]:
        """The records that count, and those of the kind that don't."""
        kept: list[tuple[Fact, date]] = []
        left: list[LeftOut] = []
        for fact in self._facts:
            dated = self._dated(source, fact) if fact.item in source.items else None
            if dated is None or dated > self._day:
                continue
            why = self._left_out(source, fact, dated)
            if why == "":
                continue
            if why:
                left.append(LeftOut(fact.id, fact.item, dated, why))
                continue
            kept.append((fact, dated))
        if source.latest and kept:
            newest = max(kept, key=lambda one: (one[1], _order(one[0].id)))
            kept = [newest] if self._says(source.then, newest[0]) else []
        taken = [self._taken(source, *one) for one in kept]
        return [one for one in taken if one is not None], left

    def _taken(self, source: Source, fact: Fact, dated: date) -> Taken | None:
        amount = worth(source, fact)
        if amount is None:
            return None
        domain = self._rules.domains.get(fact.agency, fact.agency)
        about = f"{fact.item} {fact.payload.get(source.about or '') or ''}"
        return Taken(fact, dated, amount, domain, about)

    def _left_out(self, source: Source, fact: Fact, dated: date) -> str | None:
        """Why a record doesn't count; empty where it is of another kind, None where it counts."""
        if "minor" in self._model.exclude and severity(fact, self._rules) == "minor":
            return "minor"
        if not self._says(source.where, fact):
            return ""
        marks = [mark for mark in ("repaired", "taken_down") if mark in fact.marks & self._excluded]
        # A disputed record that would not count anyway is left out for that reason.
        outside = self._outside(source, fact, dated)
        disputed = "disputed" if "disputed" in fact.marks & self._excluded else None
        return marks[0] if marks else outside or disputed

    def _outside(self, source: Source, fact: Fact, dated: date) -> str | None:
        first, last = window(self._day, source.within)
        if not first <= dated <= last:
            return "outside"
        if source.live:
            until = lives_until(fact, self._rules)
            if until is not None and until < self._day:
                return "ended"
        return None

    def _dated(self, source: Source, fact: Fact) -> date | None:
        return _date(fact.payload.get(source.dated)) if source.dated else fact.valid_from

    def _says(self, expression: str | None, fact: Fact) -> bool:
        if expression is None:
            return True
        row = dict(fact.payload)
        found = severity(fact, self._rules)
        if found is not None:
            row["severity"] = found
        return evaluate(self._rules.expression(fact.item, expression), row, self._day) is True

    # -- values ---------------------------------------------------------------

    def _value(self, one: Indicator, taken: list[Taken]) -> int | None:
        if one.take == "missing_years":
            return self._missing(one, taken)
        if not taken and not one.counts:
            return None
        return combined(one, taken)

    def _missing(self, one: Indicator, taken: list[Taken]) -> int:
        registered = self._subject.registered_on
        first = registered.year if registered else 0
        due = {year for year in due_years(self._day, one.years, one.due) if year >= first}
        had = {str(record.fact.payload.get(one.year_field or "")) for record in taken}
        return UNIT * sum(str(year) not in had for year in due)

    def _repeated(self, one: Indicator, taken: list[Taken], left: list[LeftOut]) -> Line:
        assert one.repeat is not None
        last: dict[str, date] = {}
        counted: list[Counted] = []
        for record in taken:
            earlier = last.get(record.domain)
            again = earlier is not None and earlier >= before(record.dated, one.repeat.within)
            weight = one.repeat.factor if again else UNIT
            counted.append(Counted(record.fact.id, record.fact.item, record.dated, weight, again))
            last[record.domain] = record.dated
        weighed = sum(record.amount for record in counted)
        points = points_of(one, weighed, self._day)
        return Line(one.code, UNIT * len(taken), points, tuple(counted), tuple(left))


def _order(version: str) -> tuple[int, str]:
    """Numbers of versions in their own order."""
    return len(version), version


def _date(value: Any) -> date | None:
    try:
        return date.fromisoformat(value) if value else None
    except (TypeError, ValueError):
        return None
