"""`{% load office %}`: words of the office for what the catalogue and the clock say."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import template
from django.conf import settings
from django.forms import Select
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from goodstanding.catalogue.domain.sheets import UNITS
from goodstanding.collection.domain.suggestions import suggestions
from goodstanding.collection.domain.wrong_characters import wrong_characters
from goodstanding.collection.queries.backlog import STAGES
from goodstanding.collection.queries.finding_groups import field_title
from goodstanding.collection.queries.submissions import sees_all
from goodstanding.lib.environment import CIVIL_TIME
from goodstanding.lib.environment import now as read_clock
from goodstanding.office.forms.narrowing import REASON_WORDS
from goodstanding.office.queries import catalogue as policy
from goodstanding.web.templatetags import web

if TYPE_CHECKING:
    from datetime import date

    from django.utils.safestring import SafeString

    from goodstanding.accounts.models import Person
    from goodstanding.catalogue.domain.model import Field, Item, Text
    from goodstanding.catalogue.queries import LoadedCatalogue
    from goodstanding.collection.domain.fault_titles import Reason
    from goodstanding.collection.models import Submission
    from goodstanding.collection.queries.backlog import Progress
    from goodstanding.collection.queries.finding_groups import Told
    from goodstanding.collection.queries.quarantine import Waiting
    from goodstanding.office.forms.mending import Asked
    from goodstanding.office.queries.credit_file import CreditFile

register = template.Library()
SOON = 3
LONGEST = 60


@register.filter
def item_title(catalogue: LoadedCatalogue, code: str) -> Text:
    return policy.item_title(catalogue, code)


@register.filter
def agency_title(catalogue: LoadedCatalogue, code: str) -> Text:
    return policy.agency_title(catalogue, code)


@register.filter
def reason_word(reason: Reason) -> str:
    return str(REASON_WORDS[reason])


@register.filter
def taken(submission: Submission) -> int:
    """How many rows were taken in."""
    return submission.rows - submission.quarantined


@register.filter
def share(value: float) -> str:
    """Per cent as SVG writes it, in every language with a point."""
    return f"{value:.1f}"


@dataclass(frozen=True)
class Clock:
    tone: str
    icon: str
    words: str


@register.simple_tag
def days_left(last: date) -> Clock:
    """How long until a day: a mark in words."""
    left = (last - read_clock(settings.ENVIRONMENT).astimezone(CIVIL_TIME).date()).days
    if left < 0:
        return Clock("adverse", "clock-exclamation", _("逾期 %(n)s 天") % {"n": -left})
    if left == 0:
        return Clock("warning", "clock-exclamation", _("今天到期"))
    words = _("还剩 %(n)s 天") % {"n": left}
    return Clock("warning" if left <= SOON else "neutral", "hourglass", words)


STAGE_WORDS = {
    "read": gettext_lazy("读取"),
    "check": gettext_lazy("检查"),
    "match": gettext_lazy("匹配组织"),
    "load": gettext_lazy("入库"),
    "answer": gettext_lazy("汇总结果"),
}
CYCLE_WORDS = {
    "7wd": gettext_lazy("发生后按时限"),
    "daily": gettext_lazy("每日"),
    "weekly": gettext_lazy("每周"),
    "monthly": gettext_lazy("每月"),
    "quarterly": gettext_lazy("每季"),
    "yearly": gettext_lazy("每年"),
}


@register.simple_tag
def stage_word(stage: str) -> str:
    return str(STAGE_WORDS[stage])


@register.simple_tag
def stage_list(progress: Progress) -> list[tuple[str, str]]:
    """Every stage in its order, with done, now or coming."""
    reached = STAGES.index(progress.stage) if progress.stage else -1
    states = [
        "done" if n < reached else "now" if n == reached else "coming" for n in range(len(STAGES))
    ]
    return [(str(STAGE_WORDS[stage]), state) for stage, state in zip(STAGES, states, strict=True)]


@register.filter
def cycle_word(cycle: str) -> str:
    return str(CYCLE_WORDS.get(cycle, cycle))


@register.simple_tag
def given(told: Told) -> SafeString:
    """What stood in the cell; of a credit code the characters that can't be right are marked."""
    if not told.given:
        return format_html('<span class="quiet">{}</span>', _("空"))
    text = told.given if len(told.given) <= LONGEST else told.given[:LONGEST] + "…"
    wrong = wrong_characters(told.code, told.given)
    if not wrong or text != told.given:
        return format_html('<span class="given">{}</span>', text)
    parts = (
        (format_html('<span class="wrong">{}</span>', c) if n in wrong else c,)
        for n, c in enumerate(text)
    )
    return format_html('<span class="code">{}</span>', format_html_join("", "{}", parts))


@register.simple_tag
def field_of(asked: Asked) -> SafeString:
    """The control of a row's field, tied to what is said about it above."""
    faults = [n for n, one in enumerate(asked.told, start=1) if one.level == "error"]
    if faults:
        names = " ".join(f"told-{asked.field.name}-{n}" for n in faults)
        widget = asked.bound.field.widget
        widget.attrs |= {"aria-describedby": names, "aria-invalid": "true"}
        widget.attrs["class"] = f"{widget.attrs.get('class', '')} is-invalid".strip()
    return field_alone(asked.field, asked.bound)


@register.simple_tag
def field_alone(field: Field, bound: Any) -> SafeString:
    """A field of an item with the unit behind it."""
    unit = UNITS.get(field.unit or "")
    context = web.field(bound, suffix=web.text(unit) if unit else "")
    return render_to_string("web/components/field.html", context)


STATUSES = {
    "active": ("good", "circle-check", gettext_lazy("存续")),
    "deregistered": ("neutral", "archive", gettext_lazy("注销")),
    "revoked": ("neutral", "archive", gettext_lazy("吊销")),
    "moved": ("neutral", "archive", gettext_lazy("迁出")),
    "suspended": ("warning", "clock-pause", gettext_lazy("停业")),
}
MARKS = {
    "disputed": ("disputed", "message-exclamation", gettext_lazy("有异议")),
    "repairing": ("repair", "tool", gettext_lazy("修复中")),
    "corrected": ("neutral", "history", gettext_lazy("已更正")),
}
RECORD_STATES = {
    "valid": gettext_lazy("有效"),
    "coming": gettext_lazy("尚未生效"),
    "ended": gettext_lazy("已到期"),
    "withdrawn": gettext_lazy("已撤回"),
}


@register.inclusion_tag("web/components/mark.html")
def status_mark(status: str) -> dict[str, object]:
    """The status of an organisation as a mark."""
    tone, icon, label = STATUSES.get(status, ("neutral", "info-circle", status))
    return {"tone": tone, "icon": icon, "label": label}


@register.inclusion_tag("web/components/mark.html")
def mark_of(mark: str) -> dict[str, object]:
    """What is said beside a published record, as a mark."""
    tone, icon, label = MARKS.get(mark, ("neutral", "info-circle", mark))
    return {"tone": tone, "icon": icon, "label": label}


@register.filter
def record_state(state: str) -> str:
    return str(RECORD_STATES[state])


@register.filter
def all_records(file: CreditFile) -> int:
    return sum(file.counts.values())


@register.filter
def field_word(item: Item, name: str) -> Text | str:
    """The title of an item's field."""
    return field_title(item, name) or name


@register.filter
def may_see(person: Person, agency: str) -> bool:
    """Whether the person sees what this agency sent."""
    return sees_all(person) or person.agency == agency


LINE_WORDS = {
    "name": gettext_lazy("名称"),
    "code": gettext_lazy("代码"),
    "former": gettext_lazy("曾用名"),
    "address": gettext_lazy("地址"),
    "industry": gettext_lazy("行业"),
    "registered_on": gettext_lazy("成立日期"),
    "capital": gettext_lazy("注册资本（万元）"),
}
REASSIGNMENT_STATES = {
    "proposed": ("warning", "hourglass", gettext_lazy("等另一人确认")),
    "in_force": ("good", "circle-check", gettext_lazy("已生效")),
    "declined": ("neutral", "arrow-back-up", gettext_lazy("已退回")),
    "undone": ("neutral", "arrow-back-up", gettext_lazy("已撤销")),
}


@register.inclusion_tag("web/components/mark.html")
def reassignment_mark(state: str) -> dict[str, object]:
    """How a merge or a split stands, as a mark."""
    tone, icon, label = REASSIGNMENT_STATES[state]
    return {"tone": tone, "icon": icon, "label": label}


@register.filter
def line_word(title: str) -> str:
    return str(LINE_WORDS[title])


@register.simple_tag
def likely(told: Told, item: Item, catalogue: LoadedCatalogue) -> SafeString:
    """What the cell may have been meant to hold, and why."""
    field = next((one for one in item.fields if one.name == told.field), None)
    listed = catalogue.code_lists.get(field.codes or "") if field else None
    found = suggestions(field, told.given, listed) if field else ()
    if not found:
        return format_html('<span class="quiet">{}</span>', "—")
    return format_html(
        '<span class="code">{}</span> <span class="quiet small">{}</span>',
        found[0].value,
        web.text(found[0].why),
    )


@register.simple_tag
def filter_field(bound: Any) -> SafeString:
    """One control of a filter: a label and the control, on one line with the others."""
    kind = "form-select" if isinstance(bound.field.widget, Select) else "form-control"
    own = bound.field.widget.attrs.get("class", "")
    return format_html(
        '<div class="field"><label for="{}">{}</label>{}{}</div>',
        bound.id_for_label,
        bound.label,
        bound.as_widget(attrs={"class": f"{kind} {own}".strip()}),
        format_html(
            '<p class="invalid-feedback d-block" id="{}_error">{}</p>',
            bound.auto_id,
            bound.errors[0],
        )
        if bound.errors
        else "",
    )


ROW_STATES = {
    "waiting": ("warning", "clock-exclamation", gettext_lazy("待改")),
    "corrected": ("good", "circle-check", gettext_lazy("已改正")),
    "discarded": ("neutral", "archive", gettext_lazy("已放弃")),
}


@register.simple_tag
def cell(told: Told | Waiting) -> SafeString:
    """Where it is: the cell of the agency's sheet, or the row."""
    if told.cell:
        return format_html('<span class="code">{}</span>', told.cell)
    return format_html("{}", _("第 %(n)s 行") % {"n": told.row} if told.row else _("整份文件"))


@register.simple_tag
def row_action(told: Told, submission: Submission, can_correct: bool) -> SafeString:  # noqa: FBT001  a template gives it
    """What can be done about a row, or what became of it."""
    if told.state == "waiting" and can_correct:
        return format_html(
            '<a href="{}?field={}">{}<span class="visually-hidden"> {}</span></a>',
            reverse("office:row", args=[submission.number, told.row]),
            told.field,
            _("改"),
            told.cell or told.row,
        )
    if told.state not in ROW_STATES:
        return format_html('<span class="quiet">{}</span>', _("已入库"))
    tone, icon, label = ROW_STATES[told.state]
    return render_to_string(
        "web/components/mark.html", {"tone": tone, "icon": icon, "label": label}
    )
