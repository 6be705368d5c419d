"""The catalogue laid out for reading: groups by class, and one item with all that rules it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from goodstanding.catalogue.domain.durations import in_words
from goodstanding.catalogue.domain.model import FieldType, Text
from goodstanding.portal.domain import items as words
from goodstanding.portal.domain.sections import CLASS, CLASSES, KINDS, Section

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from goodstanding.catalogue.domain.model import Field, Item, LegalBasis, SeverityPolicy

ANY_AGENCY = Text("任何依法有权的机关", "Any body with the legal power")
FORMS = {
    FieldType.TEXT: Text("文字", "text"),
    FieldType.CODE: Text("选项", "one choice"),
    FieldType.CODES: Text("一个或多个选项", "one or more choices"),
    FieldType.DATE: Text("日期", "date"),
    FieldType.MONEY: Text("金额（万元）", "amount in CNY 10,000"),
    FieldType.DECIMAL: Text("数字", "number"),
    FieldType.INTEGER: Text("整数", "whole number"),
    FieldType.BOOLEAN: Text("是或否", "yes or no"),
    FieldType.USCC: Text("统一社会信用代码", "unified social credit code"),
    FieldType.INDUSTRY: Text("行业", "industry"),
    FieldType.DIVISION: Text("行政区划", "district"),
    FieldType.DOCUMENT: Text("文件", "document"),
}


@dataclass(frozen=True)
class Entry:
    """One line of the index."""

    code: str
    title: Text
    agency: Text
    audience: Text
    is_public: bool
    polarity: str


@dataclass(frozen=True)
class Group:
    """One class with its items; `public` counts those whose records are published."""

    section: Section
    items: tuple[Entry, ...]
    public: int


@dataclass(frozen=True)
class Basis:
    """One legal text: as cited, its kind, the text that was read; `to_verify` where none was."""

    cited: str
    level: Text
    edition: str
    note: str
    to_verify: bool


@dataclass(frozen=True)
class FieldLine:
    """One field: its name, how it is written, whether it must be given and whether it is shown."""

    title: Text
    form: Text
    standard: str
    required: bool
    shown: bool


@dataclass(frozen=True)
class Period:
    """How long a penalty of one severity is public; earliest and latest as words."""

    severity: Text
    published: bool
    earliest: Text
    latest: Text


@dataclass(frozen=True)
class ItemPage:
    """Everything a page about one item shows."""

    code: str
    title: Text
    section: Section
    is_on: bool
    off_because: Text | None
    polarity: Text
    agency: Text
    suppliers: tuple[Text, ...]
    subjects: tuple[Text, ...]
    bases: tuple[Basis, ...]
    audience: Text
    public_for: Text
    publicity_bases: tuple[Basis, ...]
    periods: tuple[Period, ...]
    deadline: int | None
    cycle: Text
    retention: Text | None
    fields: tuple[FieldLine, ...]
    is_list: bool


def by_class(items: Iterable[Item], agency: Callable[[str], Text]) -> tuple[Group, ...]:
    """The items in the order of the sections, the public ones of a class first, then by rank."""
    found: dict[str, list[Item]] = defaultdict(list)
    for item in items:
        found[item.item_class].append(item)
    return tuple(
        _group(section, found[section.code], agency) for section in CLASSES if found[section.code]
    )


def _group(section: Section, items: list[Item], agency: Callable[[str], Text]) -> Group:
    ordered = sorted(items, key=lambda one: (not is_public(one), one.rank or 10_000, one.code))
    entries = tuple(
        Entry(
            item.code, item.title, agency(item.agency), words.AUDIENCES[item.disclosure.audience],
            is_public(item), item.polarity.value,
        )
        for item in ordered
    )  # fmt: skip
    return Group(section, entries, sum(entry.is_public for entry in entries))


def is_public(item: Item) -> bool:
    """Whether records of the item are published for a time."""
    return item.disclosure.audience == "public" and item.disclosure.period != "none"


def item_page(
    item: Item,
    agency: Callable[[str], Text],
    severity: Sequence[SeverityPolicy],
    today: str,
) -> ItemPage:
    """One item in words, with the periods of publicity in force today if it is a penalty."""
    by_severity = item.disclosure.period == "severity"
    policy = words.severity_in_force(tuple(severity), today) if by_severity else None
    publicity = policy.legal_basis if policy else item.disclosure.legal_basis
    return ItemPage(
        code=item.code,
        title=item.title,
        section=CLASS[item.item_class],
        is_on=item.on,
        off_because=item.off_because,
        polarity=words.POLARITIES[item.polarity.value],
        agency=agency(item.agency),
        suppliers=tuple(ANY_AGENCY if one == "*" else agency(one) for one in item.suppliers),
        subjects=subjects_of(item.subjects),
        bases=bases_of(item.legal_basis),
        audience=words.AUDIENCES[item.disclosure.audience],
        public_for=words.public_for(item),
        publicity_bases=bases_of(publicity),
        periods=_periods(policy) if policy else (),
        deadline=item.deadline.working_days if item.deadline else None,
        cycle=words.cycle(item.update_cycle),
        retention=in_words(item.retention) if item.retention else None,
        fields=tuple(_line(item, one) for one in item.fields if not one.dropped),
        is_list=item.item_class in {"honour", "abnormal", "severe_list"} and is_public(item),
    )


def subjects_of(kinds: Iterable[str]) -> tuple[Text, ...]:
    """Kinds of organisation in words."""
    return tuple(KINDS.get(one, KINDS["other"]) for one in kinds)


def bases_of(bases: Iterable[LegalBasis]) -> tuple[Basis, ...]:
    """Legal texts as they are shown."""
    return tuple(basis(one) for one in bases)


def basis(basis: LegalBasis) -> Basis:
    """A legal text as a page cites it."""
    return Basis(
        words.cited(basis), words.level(basis.level), basis.edition, basis.note, basis.mark == "M"
    )


def _periods(policy: SeverityPolicy) -> tuple[Period, ...]:
    return tuple(
        Period(
            words.SEVERITIES.get(one.severity, Text(one.severity, one.severity)),
            one.publish, in_words(one.minimum), in_words(one.maximum),
        )
        for one in policy.periods
    )  # fmt: skip


def _line(item: Item, field: Field) -> FieldLine:
    shown = is_public(item) and field.name not in item.disclosure.hide
    return FieldLine(field.title, FORMS[field.type], field.standard or "", field.required, shown)
