"""A record as a report tells it: its fields in the order of its item, its term, its marks."""

from __future__ import annotations

from datetime import date
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any, Final

from goodstanding.catalogue.domain.model import FieldType, Text
from goodstanding.reports.domain.content import Entry, Line, Point
from goodstanding.web.domain import OPEN_ENDED, amount

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from goodstanding.catalogue.domain.model import Field, Item

    Words = Callable[[str, str], Text]

TOLD_ELSEWHERE: Final = frozenset(
    {
        "name", "uscc", "registration_number", "organisation_code", "tax_number",
        "public_institution_number", "social_organisation_number", "subject_category",
        "source", "source_uscc", "authority_uscc", "registrar_uscc", "commitment_body_uscc", "publish_until", "severity", "currency",
    }
)  # fmt: skip
"""On the cover, or beside the record: who it is about, who brought it, how long it is public."""

HEADINGS: Final = ("violation_type", "honour_name", "document_name", "certificate_name", "reason", "grade", "title")  # fmt: skip
NUMBERS: Final = ("document_number", "licence_number", "case_number", "removal_document")
DAYS: Final = (
    "decided_on", "listed_on", "awarded_on", "made_on", "registered_on", "found_on", "graded_on",
    "checked_on", "reported_on", "filed_on", "valid_from",
)  # fmt: skip
LONG: Final = 18  # characters: a longer value takes the whole width

MARKS: Final = {
    "disputed": Text("有异议，正在核查", "disputed, being checked"),
    "repairing": Text("修复申请已受理", "repair asked for"),
    "corrected": Text("已更正", "corrected"),
}
ENDED: Final = Text("公示已结束", "no longer published")
NEVER_PUBLIC: Final = Text("不公示", "not published")
OPEN: Final = Text("长期", "no end date")


def entry(
    item: Item, payload: Mapping[str, Any], words: Words, *, version: int, source: Text,
    public_until: date | None = None, marks: Iterable[Text] = (), held: Iterable[str] = (),
) -> Entry:  # fmt: skip
    """One record. `held` names fields that are not shown until somebody has looked at them."""
    titles = {field.name: field.title for field in item.fields}
    return Entry(
        version=version,
        item=item.code,
        title=item.title,
        heading=_heading(item, payload, words),
        lines=tuple(_lines(item, payload, words)),
        source=source,
        dated_on=dated_on(payload),
        public_until=public_until,
        term=_term(item, payload, public_until),
        marks=tuple(marks),
        held=tuple(titles[name] for name in held if name in titles),
    )


def dated_on(payload: Mapping[str, Any]) -> date | None:
    """The day that a record is known by: of the decision, the listing, the award and so on."""
    return next((day for name in DAYS if (day := as_day(payload.get(name)))), None)


def as_day(value: object) -> date | None:
    """A payload's date; nothing for what is no date or has no end."""
    try:
        day = date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None
    return None if day == OPEN_ENDED else day


def _heading(item: Item, payload: Mapping[str, Any], words: Words) -> str:
    """What stands over a record, in Chinese as it came, with its number."""
    for name in HEADINGS:
        value = payload.get(name)
        if not value or isinstance(value, list) or all(name != f.name for f in item.fields):
            continue
        codes = item.field(name).codes
        return words(codes, str(value)).zh if codes else str(value)
    return next((str(payload[name]) for name in NUMBERS if payload.get(name)), "")


def _lines(item: Item, payload: Mapping[str, Any], words: Words) -> Iterable[Line]:
    for field in item.fields:
        value = payload.get(field.name)
        if field.dropped or field.name in TOLD_ELSEWHERE or value in (None, "", []):
            continue
        yield line(field, value, words)


def line(field: Field, value: Any, words: Words) -> Line:
    """One field of a record with its value."""
    said = _value(field, value, words)
    length = len(said.zh if isinstance(said, Text) else said)
    return Line(_label(field.title), said, is_long=length > LONG)


def _label(title: Text) -> Text:
    """The title of a field without its unit, which stands beside the figure."""
    zh = title.zh.replace("（万元）", "").replace("（公示，不可检索）", "")
    en = title.en.replace(" (10,000 CNY)", "").replace(" (published, never searched)", "")
    return Text(zh, en)


def _value(field: Field, value: Any, words: Words) -> Text | str:
    if field.codes or field.type in (FieldType.DIVISION, FieldType.INDUSTRY):
        codes = value if isinstance(value, list) else [value]
        said = [words(field.codes or field.type.value, str(one)) for one in codes]
        return Text("；".join(one.zh for one in said), "; ".join(one.en for one in said))
    if field.type is FieldType.MONEY:
        return _money(value)
    if field.type is FieldType.BOOLEAN:
        return Text("是", "yes") if value in (True, "true", "1", 1) else Text("否", "no")
    if field.type is FieldType.DATE and str(value) == OPEN_ENDED.isoformat():
        return OPEN
    return str(value)


def _money(value: object) -> Text | str:
    try:
        read = Decimal(str(value))
    except InvalidOperation:
        return str(value)
    return Text(amount(read, "zh-hans"), amount(read, "en"))


def _term(item: Item, payload: Mapping[str, Any], public_until: date | None) -> tuple[Point, ...]:
    """When it began and when it ends by itself; nothing where it has no beginning."""
    start = dated_on(payload)
    if start is None:
        return ()
    valid_until = as_day(payload.get(item.valid_until or ""))
    adverse = item.polarity.value == "negative"
    end = public_until if adverse else valid_until
    begun = Text("决定", "Decided") if adverse else Text("起", "From")
    ended = Text("最迟停止公示", "Published until at latest") if adverse else Text("有效期至", "Valid until")  # fmt: skip
    return (Point("start", begun, start), Point("end", ended, end))
