"""Statistics told one by one: a sentence, a table, and what was counted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from goodstanding.catalogue.domain.model import Text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import date

    from goodstanding.disclosure.domain.cells import Cell, Table

MONTHS = 12
NUMBER = Text("条数", "Records")
ORGANISATIONS = Text("个数", "Organisations")


@dataclass(frozen=True)
class Line:
    """One row of a figure's table. `shown` is the count as it may be told; `share` of the largest."""

    label: Text
    shown: str


@dataclass(frozen=True)
class Figure:
    """One figure; `form` is how it is drawn: bar (upright) or bars (lying)."""

    code: str
    title: Text
    sentence: Text
    form: str
    head: Text
    unit: Text
    lines: tuple[Line, ...]
    definition: Text

    @property
    def is_drawn(self) -> bool:
        """Whether a chart says more than its table: from two counts on."""
        return sum(line.shown.isdigit() and line.shown != "0" for line in self.lines) > 1


def months_before(today: date) -> tuple[str, ...]:
    """The last twelve months as 2026-11, the present one last."""
    last = today.year * 12 + today.month - 1
    return tuple(f"{n // 12}-{n % 12 + 1:02d}" for n in range(last - MONTHS + 1, last + 1))


def by_month(code: str, what: Text, table: Table, months: tuple[str, ...]) -> Figure:
    """Records by the month of their date; a month without any is told as 0."""
    counted = {cell.value: cell for cell in table.cells}
    lines = tuple(
        Line(Text(month, month), counted[month].shown if month in counted else "0")
        for month in months
    )
    return Figure(
        code=f"{code}-by-month",
        title=Text(f"{what.zh}：按月", f"{what.en} by month"),
        sentence=_sentence(what, table.total, months),
        form="bar",
        head=Text("月份", "Month"),
        unit=NUMBER,
        lines=lines,
        definition=Text(
            "按决定日期计，只计今天仍在公示的。", "By date of the decision; only what is published today."
        ),
    )  # fmt: skip


def by_value(
    code: str, title: Text, head: Text, table: Table, words: Callable[[str], Text]
) -> Figure:
    """Records of the last twelve months by something, the most first."""
    first = table.cells[0] if table.cells else None
    return Figure(
        code=code,
        title=title,
        sentence=_most(first, words),
        form="bars",
        head=head,
        unit=NUMBER,
        lines=_lines(table.cells, words),
        definition=Text(
            "最近 12 个月作出、今天仍在公示的。", "Dated in the last 12 months, and published today."
        ),
    )  # fmt: skip


def organisations(
    code: str, title: Text, head: Text, table: Table, words: Callable[[str], Text]
) -> Figure:
    """Organisations on file by something, the most first."""
    total = table.total
    sentence = Text(
        f"平台收录 {total:,} 个组织。" if total is not None else "各类组织的个数见下表。",
        f"The platform holds {total:,} organisations." if total is not None else "The table has the numbers.",
    )  # fmt: skip
    return Figure(
        code, title, sentence, "bars", head, ORGANISATIONS, _lines(table.cells, words),
        Text("今天收录的全部组织，含已注销的。", "All organisations on file today, ended ones included."),
    )  # fmt: skip


def _lines(cells: Iterable[Cell], words: Callable[[str], Text]) -> tuple[Line, ...]:
    return tuple(Line(words(cell.value), cell.shown) for cell in cells)


def _sentence(what: Text, total: int | None, months: tuple[str, ...]) -> Text:
    first, last = months[0], months[-1]
    if total is None:
        return Text(
            f"{first} 至 {last} 作出的{what.zh}，各月数字见下表。",
            f"{what.en} of {first} to {last}: the table has the numbers.",
        )
    return Text(
        f"{first} 至 {last} 作出、现在公示的{what.zh}共 {total:,} 条。",
        f"{total:,} {what.en.lower()} of {first} to {last} are published now.",
    )


def _most(first: Cell | None, words: Callable[[str], Text]) -> Text:
    if first is None:
        return Text("目前没有可以统计的信息。", "There is nothing to count now.")
    name = words(first.value)
    return Text(f"最多的是{name.zh}：{first.shown} 条。", f"The most: {name.en}, {first.shown}.")
