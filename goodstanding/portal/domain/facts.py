"""A record's fields told to a reader: what heads it, what sums it up, and each fact with its label."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

from goodstanding.catalogue.domain.model import FieldType, Text

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from goodstanding.catalogue.domain.model import Field, Item

#: Told elsewhere on the page: who it is about, who brought it, how long it is public.
ELSEWHERE = frozenset(
    {
        "name", "uscc", "registration_number", "organisation_code", "tax_number",
        "public_institution_number", "social_organisation_number", "subject_category",
        "source", "source_uscc", "authority_uscc", "registrar_uscc", "commitment_body_uscc",
        "publish_until", "severity", "remarks", "currency", "former_name", "renamed_on",
    }
)  # fmt: skip
#: The first of these that a record has stands over it.
HEADINGS = (
    "violation_type", "honour_name", "document_name", "certificate_name", "reason", "grade",
    "commitment_kind", "title", "result", "conclusion",
)  # fmt: skip
NUMBERS = ("document_number", "licence_number", "case_number", "removal_document")
DAYS = (
    "decided_on", "listed_on", "awarded_on", "made_on", "registered_on", "found_on", "graded_on",
    "checked_on", "reported_on", "filed_on", "valid_from",
)  # fmt: skip
AUTHORITIES = ("authority", "awarding_body", "commitment_body", "court", "source")
SHORT = 20  # characters: a content so short says no more than the amount does
SUMMARIES = ("content", "commitment_content", "facts", "reason", "handling")


@dataclass(frozen=True)
class Fact:
    """One field with its value. `form` says how it is written: text, words, day, money, code, long."""

    name: str
    label: Text
    form: str
    value: Any


@dataclass(frozen=True)
class Told:
    """What a list shows of a record; the heading is from policy (`Text`) or as received (`str`)."""

    heading: Text | str
    number: str
    day: date | None
    authority: str
    summary: str
    fine: Decimal | None
    confiscated: Decimal | None


def told(item: Item, payload: Mapping[str, Any], words: Callable[[str, str], Text]) -> Told:
    """The record in a few words. `words` gives the title of a code of a code list."""
    return Told(
        heading=_heading(item, payload, words),
        number=_first(payload, NUMBERS),
        day=first_day(payload),
        authority=_first(payload, AUTHORITIES),
        summary=_summary(item, payload),
        fine=amount(payload.get("fine")),
        confiscated=amount(payload.get("confiscated")),
    )


def facts(
    item: Item, payload: Mapping[str, Any], words: Callable[[str, str], Text]
) -> tuple[Fact, ...]:
    """Every field with a value, in the order of the item, but for what is told elsewhere."""
    return tuple(
        _fact(field, payload[field.name], words)
        for field in item.fields
        if not field.dropped
        and field.name not in ELSEWHERE
        and payload.get(field.name) not in (None, "", [])
    )


def first_day(payload: Mapping[str, Any]) -> date | None:
    """The day that the record is known by: of the decision, the listing, the award and so on."""
    return next((day for name in DAYS if (day := as_day(payload.get(name)))), None)


def as_day(value: Any) -> date | None:
    """A payload's date; nothing for what is no date."""
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None


def amount(value: Any) -> Decimal | None:
    """A payload's amount above nothing; None for none."""
    try:
        read = Decimal(str(value)) if value not in (None, "") else None
    except InvalidOperation:
        return None
    return read if read else None


def _fact(field: Field, value: Any, words: Callable[[str, str], Text]) -> Fact:
    label = without_unit(field.title)
    if field.codes or field.type in (FieldType.DIVISION, FieldType.INDUSTRY):
        codes = value if isinstance(value, list) else [value]
        code_list = field.codes or field.type.value
        return Fact(field.name, label, "words", tuple(words(code_list, str(one)) for one in codes))
    form, read = _FORMS.get(field.type, ("text", str))
    return Fact(field.name, label, form, read(value))


def _yes(value: Any) -> tuple[Text, ...]:
    return (Text("是", "yes") if value in (True, "true", "1", 1) else Text("否", "no"),)


_FORMS: dict[FieldType, tuple[str, Callable[[Any], Any]]] = {
    FieldType.DATE: ("day", as_day),
    FieldType.MONEY: ("money", lambda value: amount(value) or Decimal(0)),
    FieldType.USCC: ("code", str),
    FieldType.BOOLEAN: ("words", _yes),
}


def without_unit(title: Text) -> Text:
    """The title of an amount without its unit, which stands beside the figure."""
    return Text(
        title.zh.replace("（万元）", "").replace("（公示，不可检索）", ""),
        title.en.replace(" (10,000 CNY)", "").replace(" (published, never searched)", ""),
    )


def _heading(
    item: Item, payload: Mapping[str, Any], words: Callable[[str, str], Text]
) -> Text | str:
    for name in HEADINGS:
        value = payload.get(name)
        if value in (None, "", []) or not any(field.name == name for field in item.fields):
            continue
        field = item.field(name)
        if field.codes and not isinstance(value, list):
            return words(field.codes, str(value))
        return str(value)
    return item.title


def _summary(item: Item, payload: Mapping[str, Any]) -> str:
    """The sentence that tells most; not one that only repeats the amount of a fine."""
    names: tuple[str, ...] = SUMMARIES
    if amount(payload.get("fine")) and len(str(payload.get("content") or "")) < SHORT:
        names = tuple(name for name in SUMMARIES if name != "content")
    for name in filter(payload.get, names):
        field = next((one for one in item.fields if one.name == name), None)
        if field and not field.codes:
            return str(payload[name])
    return ""


def _first(payload: Mapping[str, Any], names: tuple[str, ...]) -> str:
    return next((str(payload[name]) for name in names if payload.get(name)), "")
