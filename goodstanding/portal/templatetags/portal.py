"""`{% load portal %}`: records in a list and rows of facts; a page has dozens, and templates cost."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from django import template
from django.urls import reverse
from django.utils.html import conditional_escape as escaped
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import Truncator
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from goodstanding.web.templatetags.web import amount, code, day, iso, mark, said, term_line, text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from goodstanding.portal.domain.facts import Fact
    from goodstanding.portal.domain.shown import Shown

register = template.Library()

SUMMARY = 140  # characters
# Everything that is put between tags below is escaped by a filter of ours, or is a word of ours.


@register.simple_tag
def record_in_list(record: Shown, heading: str = "h3") -> SafeString:
    """One record, the same in every list of the portal."""
    adverse = " record-adverse" if record.is_adverse else ""
    before, after = _address_of_records(get_language())
    return mark_safe(  # noqa: S308
        f'\n<article class="record{adverse}">\n'
        f'  <{heading}><a href="{before}{record.id}{after}">{said(record.heading)}</a></{heading}>\n'
        f'  <p class="marks">{_marks(record)}<span>{_what(record)}</span></p>\n'
        f"  {_summary(record.summary)}\n"
        f"  {term_line(record.points) if record.points else ''}\n"
        f'  <p class="source">{_source(record)}</p>\n'
        "</article>\n"
    )


@lru_cache(maxsize=8)
def _address_of_records(_language: str | None) -> tuple[str, str]:
    """What stands before the number of a record in its address, and behind it."""
    before, _number, after = reverse("portal:record", args=[0]).rpartition("0")
    return before, after


def _marks(record: Shown) -> str:
    drawn = (mark(one.tone, one.icon, text(one.word), text(one.means)) for one in record.marks)
    return "".join(f"{one} " for one in drawn)


def _what(record: Shown) -> str:
    number = f' · <span class="number">{said(record.number)}</span>' if record.number else ""
    fine = f" · {_('罚款')} {_money(record.fine)}" if record.fine else ""
    taken = f" · {_('没收')} {_money(record.confiscated)}" if record.confiscated else ""
    return f"{said(record.item_title)}{number}{fine}{taken}"


def _summary(given: str) -> str:
    if not given:
        return ""
    short = given if len(given) <= SUMMARY else Truncator(given).chars(SUMMARY)
    return f'<p class="summary">{said(short)}</p>'


def _source(record: Shown) -> str:
    authority = f"{said(record.authority)} · " if record.authority else ""
    since = _("首次公示 %(day)s") % {"day": iso(record.since)} if record.since else ""
    until = " · " + _("公示至 %(day)s") % {"day": iso(record.until)} if record.until else ""
    return f"{authority}{since}{until}"


@register.simple_tag
def fact_rows(facts: Iterable[Fact]) -> SafeString:
    """Facts as rows of a list of terms, each value written as its form says."""
    return mark_safe("".join(map(_fact, facts)))  # noqa: S308


def _fact(fact: Fact) -> str:
    value = _FORMS.get(fact.form, said)(fact.value)
    return f"<div><dt>{escaped(text(fact.label))}</dt><dd>{value}</dd></div>\n"


def _words(value: Any) -> SafeString:
    return mark_safe(_("、").join(said(one) for one in value))  # noqa: S308


def _day(value: Any) -> SafeString:
    if not value:
        return SafeString()
    return mark_safe(f'<time datetime="{value:%Y-%m-%d}">{day(value)}</time>')  # noqa: S308


def _money(value: Any) -> SafeString:
    return mark_safe(f'<span class="num">{amount(value)}</span>')  # noqa: S308


def _masked(_value: Any) -> SafeString:
    return escaped(_("已隐去"))


_FORMS = {"words": _words, "day": _day, "money": _money, "code": code, "masked": _masked}
