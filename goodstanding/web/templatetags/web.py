"""`{% load web %}`: what every page is drawn with. Words of a business come from the caller."""

from __future__ import annotations

import json
import re
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django import template
from django.utils import timezone
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from goodstanding.lib.errors import GoodstandingError
from goodstanding.web import domain
from goodstanding.web.adapters import addresses, drawing
from goodstanding.web.adapters.once import once

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

register = template.Library()
register.tag("once", once)

NO_VALUE = "—"
_HAN = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff]")


def _language() -> str:
    return get_language() or "zh-hans"


# -- signs and marks ----------------------------------------------------------


@register.simple_tag
def icon(name: str, extra: str = "") -> SafeString:
    """A sign beside a word; says nothing by itself to a screen reader."""
    return drawing.icon(name, extra)


@register.simple_tag
def mark(tone: str, icon: str, label: object, title: str = "", lang: str = "") -> SafeString:
    """A state in a word.

    Tones: good adverse warning disputed repair honour listed neutral, and paused beside one.
    """
    return drawing.mark(tone, icon, label, title, lang)


@register.simple_tag
def term_line(points: Sequence[domain.Point], label: str = "") -> SafeString:
    """When it began, where it stands, when it ends: drawn, and complete in words below."""
    return drawing.term_line(domain.term_line(points), label)


@register.simple_tag
def shape(name: str) -> SafeString:
    """One sign of a term line, beside the words of its point."""
    return drawing.shape(name)


@register.simple_tag
def code(value: str, copy: bool = False, label: str = "") -> SafeString:  # noqa: FBT001, FBT002  a template gives it
    """A long code in groups; copied it has no spaces. `copy` adds a button where script runs."""
    groups = format_html_join(
        "", "<span>{}</span>", ((part,) for part in domain.uscc_groups(value))
    )
    shown = format_html('<code class="code" translate="no">{}</code>', groups)
    if not copy:
        return shown
    return format_html(
        '{} <button type="button" class="btn btn-quiet" data-copy="{}" hidden>{}<span>{}</span>'
        "</button>",
        shown,
        value,
        icon("copy"),
        label,
    )


# -- values -------------------------------------------------------------------


@register.filter
def day(value: object) -> str:
    """A date in a sentence, in the reader's language; 长期 stays the caller's word."""
    if not isinstance(value, date):
        return ""
    return domain.long_date(_civil(value), _language())


@register.filter
def iso(value: object) -> str:
    """A date in a table: 2026-03-04; a dash where there is none or no end."""
    if not isinstance(value, date) or domain.is_open_ended(value):
        return NO_VALUE
    return _civil(value).strftime("%Y-%m-%d")


@register.filter
def moment(value: object) -> str:
    """An instant in civil time: 2026-11-21 22:10."""
    if not isinstance(value, datetime):
        return NO_VALUE
    return _local(value).strftime("%Y-%m-%d %H:%M")


def _local(value: datetime) -> datetime:
    return timezone.localtime(value) if timezone.is_aware(value) else value


def _civil(value: date) -> date:
    return _local(value).date() if isinstance(value, datetime) else value


@register.filter
def amount(value: object) -> str:
    """An amount given in 10,000 CNY, in words of the language."""
    number = _number(value)
    return NO_VALUE if number is None else domain.amount(number, _language())


@register.filter
def thousands(value: object) -> str:
    """A figure with separators."""
    number = _number(value)
    return NO_VALUE if number is None else domain.thousands(domain.plain(number))


def _number(value: object) -> Decimal | None:
    if value is None or value == "" or isinstance(value, bool):
        return None
    return Decimal(str(value))


@register.filter
def text(value: Any) -> str:
    """The Chinese or English of a text with `zh` and `en`, or of a refusal; Chinese where there is no English.

    Code that has words to say in the reader's language says them by this too.
    """
    if value is None or isinstance(value, str):
        return value or ""
    if isinstance(value, GoodstandingError):
        value = value.messages
    zh, en = (value.get("zh"), value.get("en")) if isinstance(value, dict) else (value.zh, value.en)
    return str(zh if _language().startswith("zh") else en or zh or "")


@register.filter
def enumerated(words: Iterable[object]) -> str:
    """Several words in one line, divided as the reader's language divides them."""
    return (", " if _language() == "en" else "、").join(str(word) for word in words)


@register.filter
def said(value: Any) -> SafeString:
    """A text in the reader's language, or data as received; Chinese on an English page is marked."""
    shown = value if isinstance(value, SafeString) else text(value)
    if _language().startswith("zh") or not _HAN.search(shown):
        return conditional_escape(shown)
    return format_html('<span lang="zh-Hans">{}</span>', shown)


@register.filter
def titled(titles: Mapping[str, Any], code: str) -> SafeString:
    """The title that a code has; the code itself where it has none any more."""
    return said(titles.get(code, code))


@register.filter
def json_data(value: object) -> str:
    """A value for a `data-` attribute."""
    return json.dumps(value, ensure_ascii=False, default=str)


# -- forms --------------------------------------------------------------------


@register.inclusion_tag("web/components/error_summary.html")
def error_summary(form: Any) -> dict[str, object]:
    """All faults of a sent form, each a link to its field; nothing where there is none."""
    if form is None or not form.is_bound or form.is_valid():
        return {"faults": []}
    faults = [{"href": "", "text": fault} for fault in form.non_field_errors()]
    for bound in form:
        target = f"#{_first_control(bound)}"
        faults += [{"href": target, "text": fault} for fault in bound.errors]
    return {"faults": faults}


def _first_control(bound: Any) -> str:
    return f"{bound.auto_id}_0" if _is_group(bound) else str(bound.auto_id)


def _is_group(bound: Any) -> bool:
    return bound.field.widget.__class__.__name__ in {
        "RadioSelect",
        "CheckboxSelectMultiple",
    }


@register.inclusion_tag("web/components/field.html")
def field(bound: Any, suffix: str = "", legend: str = "") -> dict[str, Any]:
    """One field: label, hint, faults, control, and what ties them together for a screen reader."""
    kind = _kind(bound)
    describedby = _described_by(bound)
    attrs: dict[str, Any] = {"class": _CLASSES.get(kind, "form-control")}
    if bound.errors and kind not in {"radios", "checkboxes"}:
        attrs["class"] += " is-invalid"
    if describedby and kind not in {"radios", "checkboxes"}:
        attrs["aria-describedby"] = describedby
    own = bound.field.widget.attrs.get("class")
    if own:
        attrs["class"] += f" {own}"
    return {
        "bound": bound,
        "kind": kind,
        "control": bound.as_widget(attrs=attrs) if kind not in {"radios", "checkboxes"} else "",
        "options": _options(bound) if kind in {"radios", "checkboxes"} else [],
        "describedby": describedby,
        "suffix": suffix,
        "legend": legend,
        "is_hidden": bound.is_hidden,
        "is_optional": _is_optional(bound, kind),
    }


def _is_optional(bound: Any, kind: str) -> bool:
    """Whether nothing need be answered; of radio buttons one of which stands for no value, one is always chosen."""
    always = kind == "radios" and any(value == "" for value, _ in bound.field.choices)
    return not bound.field.required and not always


_CLASSES = {"checkbox": "form-check-input", "select": "form-select", "file": "form-control"}


def _kind(bound: Any) -> str:
    names = {kind.__name__ for kind in type(bound.field.widget).__mro__}
    for name, kind in (
        ("CheckboxSelectMultiple", "checkboxes"),
        ("RadioSelect", "radios"),
        ("CheckboxInput", "checkbox"),
        ("Select", "select"),
        ("FileInput", "file"),
        ("Textarea", "textarea"),
        ("DateInput", "date"),
    ):
        if name in names:
            return kind
    return "text"


def _described_by(bound: Any) -> str:
    parts = []
    if bound.help_text:
        parts.append(f"{bound.auto_id}_helptext")
    if bound.errors:
        parts.append(f"{bound.auto_id}_error")
    return " ".join(parts)


def _options(bound: Any) -> list[dict[str, Any]]:
    found = []
    for option in bound:
        option.data["attrs"]["class"] = "form-check-input"
        option.data["attrs"].pop("required", None)  # the group says it
        found.append(
            {"control": option.tag(), "id": option.id_for_label, "label": option.choice_label}
        )
    return found


# -- ways through -------------------------------------------------------------


@register.inclusion_tag("web/components/pager.html", takes_context=True)
def pager(context: Mapping[str, Any], page: Any, label: str = "") -> dict[str, Any]:
    """Earlier and later: `page.previous` and `page.next` are query strings, or empty."""
    return {"page": page, "label": label, "path": context["request"].path}


@register.simple_tag(takes_context=True)
def same_page(context: Mapping[str, Any], language: str) -> str:
    """The address of this page in another language."""
    return addresses.in_language(context["request"].get_full_path(), language)


@register.simple_tag(takes_context=True)
def query(context: Mapping[str, Any], **changes: object) -> str:
    """The page's own query string with some parameters changed; None or "" takes one away."""
    given = context["request"].GET.copy()
    for name, value in changes.items():
        given.pop(name, None)
        if value not in {None, ""}:
            given[name] = str(value)
    return "?" + urlencode(list(given.lists()), doseq=True) if given else context["request"].path


@register.simple_tag(takes_context=True)
def keep_view(context: Mapping[str, Any]) -> SafeString:
    """A hidden field that carries the large view through a GET form."""
    view = context["request"].GET.get("view")
    if view != "large":
        return mark_safe("")
    return format_html('<input type="hidden" name="view" value="{}">', view)
