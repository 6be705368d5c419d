"""The findings of a submission as people read them: by rule, by column, by row.

However many findings there are, a page asks a bounded number of questions and shows a
bounded number of rows; what is left out is counted.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.db.models import Count, Q

from goodstanding.catalogue.domain.model import Text
from goodstanding.collection.domain.fault_titles import advice, heading
from goodstanding.collection.models import Finding, QuarantinedRow, Submission
from goodstanding.collection.queries.findings import Cells

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from django.db.models import QuerySet

    from goodstanding.catalogue.domain.model import Item

SHOWN = 50
OPEN = 3  # rules whose rows are shown at once; of the others only the FIRST
FIRST = 5
ROWS = 25
LONGEST = 80

# One scan of the submission's findings: how many each rule has, and its first rows.
_BY_RULE = """
SELECT rule, "row", given, n, rows FROM (
    SELECT rule, "row", given,
           count(*) OVER (PARTITION BY rule) AS n,
           row_number() OVER (PARTITION BY rule ORDER BY "row") AS place,
           count("row") OVER (PARTITION BY rule) AS rows
    FROM collection_finding WHERE submission_id = %s
) f WHERE place <= %s
ORDER BY rule, place
"""


@dataclass(frozen=True)
class Told:
    """One finding at its place in the agency's sheet."""

    row: int | None
    cell: str | None
    field: str
    title: Text | None  # of the field
    code: str
    level: str
    given: str | None
    message: Text
    state: str | None  # of the row, where it was not taken in
    who: tuple[str, ...]  # what tells the row to its clerk: name and number


@dataclass(frozen=True)
class RuleGroup:
    """All findings of one rule; `told` are the first, `count` says how many there are."""

    number: int
    code: str
    field: str
    heading: Text
    advice: Text
    level: str
    count: int
    told: tuple[Told, ...]

    @property
    def more(self) -> int:
        return self.count - len(self.told)


@dataclass(frozen=True)
class Column:
    """All that was found in one column, rule by rule; `count` over all of them."""

    field: str
    title: Text | None
    letters: str | None
    count: int
    groups: tuple[RuleGroup, ...]


@dataclass(frozen=True)
class Row:
    """All that was found in one row."""

    row: int | None
    state: str | None
    who: tuple[str, ...]
    told: tuple[Told, ...]


@dataclass(frozen=True)
class Grouped:
    """The findings of a submission: about the file, and by rule, what weighs most first."""

    file: tuple[Told, ...]
    rules: tuple[RuleGroup, ...]

    @property
    def errors(self) -> int:
        return sum(group.count for group in self.rules if group.level == "error")

    @property
    def warnings(self) -> int:
        found = sum(group.count for group in self.rules if group.level != "error")
        return found + len(self.file)


def by_rule(submission: Submission, item: Item, *, first: int | None = None) -> Grouped:
    """Findings grouped by rule: errors before warnings, the most frequent first.

    The rows of the rule `first` and of those that weigh most are told up to SHOWN, of the
    others up to FIRST: a page has a bounded length.
    """
    if submission.refused_because:
        return Grouped((_refusal(submission.refused_because),), ())
    with connection.cursor() as cursor:
        cursor.execute(_BY_RULE, [submission.pk, SHOWN])
        lines = cursor.fetchall()
    told = _Teller(submission, item, [row for _, row, _, _, _ in lines])
    groups: dict[int, RuleGroup] = {}
    about_file = []
    for rule, row, given, count, _ in lines:
        one = told(rule, row, given)
        if row is None:
            about_file.append(one)
            continue
        group = groups.get(rule) or _group(submission, item, rule, count)
        groups[rule] = replace(group, told=(*group.told, one))
    ordered = sorted(
        groups.values(), key=lambda one: (one.number != first, one.level != "error", -one.count)
    )
    return Grouped(tuple(about_file), tuple(_cut(ordered)))


def _cut(groups: list[RuleGroup]) -> list[RuleGroup]:
    return [
        group if place < OPEN else replace(group, told=group.told[:FIRST])
        for place, group in enumerate(groups)
    ]


def tallies(submission: Submission) -> dict[str, int]:
    """How many errors and how many warnings there are, without looking at any."""
    counts = {"errors": 0, "warnings": 0}
    lines = Finding.objects.filter(submission=submission).order_by().values_list("rule")
    for rule, count in lines.annotate(n=Count("*")):
        level = submission.rules[rule]["level"]
        counts["errors" if level == "error" else "warnings"] += count
    return counts


def by_column(submission: Submission, item: Item, grouped: Grouped) -> list[Column]:
    """The groups of `by_rule` under the column they were found in, in the order of the sheet."""
    cells = Cells(submission.columns)
    columns: dict[str, list[RuleGroup]] = {}
    for group in grouped.rules:
        columns.setdefault(group.field, []).append(group)
    places = (submission.columns or {}).get("places", {})
    return [
        Column(
            field, field_title(item, field), cells.letters(field),
            sum(group.count for group in groups), tuple(groups),
        )
        for field, groups in sorted(columns.items(), key=lambda one: places.get(one[0], 10_000))
    ]  # fmt: skip


def by_row(
    submission: Submission, item: Item, *, after: int = 0, limit: int = ROWS
) -> tuple[list[Row], int | None]:
    """The next faulty rows in the order of the sheet, and where to go on from."""
    found = Finding.objects.filter(submission=submission, row__gt=after)
    numbers = list(found.order_by("row").values_list("row", flat=True).distinct()[: limit + 1])
    rows = numbers[:limit]
    lines = found.filter(row__in=rows).order_by("row", "rule").values_list("row", "rule", "given")
    teller = _Teller(submission, item, rows)
    told: dict[int | None, list[Told]] = {}
    for row, rule, given in lines:
        told.setdefault(row, []).append(teller(rule, row, given))
    shown = [Row(row, teller.state(row), teller.who(row), tuple(told[row])) for row in rows]
    return shown, rows[-1] if len(numbers) > limit else None


def of_row(submission: Submission, item: Item, row: int) -> list[Told]:
    """What was found in one row."""
    lines = Finding.objects.filter(submission=submission, row=row).order_by("rule")
    teller = _Teller(submission, item, [row])
    return [teller(rule, row, given) for rule, given in lines.values_list("rule", "given")]


def same_fault(
    submission: Submission, item: Item, rule: int, given: str | None, *, limit: int = 1_000
) -> list[Told]:
    """Findings of one rule with the same value, in rows that still wait."""
    rows = list(
        _alike(submission, rule, given).order_by("row").values_list("row", flat=True)[:limit]
    )
    teller = _Teller(submission, item, rows)
    return [teller(rule, row, given) for row in rows]


def count_alike(submission: Submission, rule: int, given: str | None) -> int:
    """How many rows that still wait have the same value under the same rule."""
    return _alike(submission, rule, given).count()


def _alike(submission: Submission, rule: int, given: str | None) -> QuerySet[Finding]:
    waiting = QuarantinedRow.objects.filter(
        submission=submission, state=QuarantinedRow.State.WAITING
    )
    found = Finding.objects.filter(submission=submission, rule=rule, row__in=waiting.values("row"))
    return found.filter(given=given) if given else found.filter(Q(given=None) | Q(given=""))


def field_title(item: Item, field: str) -> Text | None:
    """The title of a field; none for a finding that is about no field."""
    return next((one.title for one in item.fields if one.name == field), None)


def _group(submission: Submission, item: Item, number: int, count: int) -> RuleGroup:
    rule = submission.rules[number]
    title = field_title(item, rule["field"])
    says = Text(**rule["says"])
    text = heading(rule["code"], title, says)
    return RuleGroup(
        number, rule["code"], rule["field"], text, advice(says), rule["level"], count, ()
    )


def _refusal(because: Mapping[str, Any]) -> Told:
    text = Text(because["zh"], because["en"])
    return Told(None, None, "", None, because["code"], "error", None, text, None, ())


class _Teller:
    """Makes what is shown of findings in some rows; looks those rows up once."""

    def __init__(self, submission: Submission, item: Item, rows: Iterable[int | None]) -> None:
        self._submission = submission
        self._item = item
        self._cell = Cells(submission.columns)
        kept = QuarantinedRow.objects.filter(submission=submission, row__in=set(rows))
        self._rows = {row: (state, cells) for row, state, cells in kept.values_list("row", "state", "cells")}  # fmt: skip

    def __call__(self, number: int, row: int | None, given: str | None) -> Told:
        rule = self._submission.rules[number]
        shown = shortened(given)
        says = {language: text.replace("{given}", shown) for language, text in rule["says"].items()}
        return Told(
            row, self._cell(rule["field"], row), rule["field"],
            field_title(self._item, rule["field"]), rule["code"], rule["level"], given or None,
            Text(**says), self.state(row), self.who(row),
        )  # fmt: skip

    def state(self, row: int | None) -> str | None:
        return self._rows[row][0] if row in self._rows else None

    def who(self, row: int | None) -> tuple[str, ...]:
        cells = self._rows[row][1] if row in self._rows else {}
        return known_by(self._item, cells)


def known_by(item: Item, cells: Mapping[str, str]) -> tuple[str, ...]:
    """What tells a row to its clerk: the organisation's name and the record's own number."""
    numbers = [name for name in item.key if not name.endswith("_uscc")]
    names: Sequence[str] = ("name", *numbers[:1])
    return tuple(shortened(cells[name]) for name in names if cells.get(name))


def shortened(text: str | None) -> str:
    if text is None:
        return ""
    return text if len(text) <= LONGEST else text[:LONGEST] + "…"
