"""What the auditor looks for in the log."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from goodstanding.audit.queries import Filter
from goodstanding.lib.environment import CIVIL_TIME

if TYPE_CHECKING:
    from datetime import date

DAY = forms.DateInput(attrs={"type": "date"})


class PeriodForm(forms.Form):
    since = forms.DateField(label=_("开始日期"), required=False, widget=DAY)
    until = forms.DateField(label=_("结束日期"), required=False, widget=DAY, help_text=_("含当日"))

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        since, until = said.get("since"), said.get("until")
        if since and until and since > until:
            self.add_error("until", gettext("结束日期早于开始日期。请更正其中一个。"))
        return said

    def period(self) -> tuple[datetime | None, datetime | None]:
        """From the first instant of the first day up to, not including, the day after the last."""
        since, until = self.cleaned_data.get("since"), self.cleaned_data.get("until")
        return (
            _midnight(since) if since else None,
            _midnight(until + timedelta(days=1)) if until else None,
        )


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, tzinfo=CIVIL_TIME)


class FilterForm(PeriodForm):
    """A search in the log; `actions` are those that were ever recorded."""

    actor = forms.CharField(label=_("操作人"), required=False)
    subject = forms.CharField(
        label=_("对象"), required=False, help_text=_("例如 organisation:91330106MA2X12343Y")
    )
    action = forms.ChoiceField(label=_("动作"), required=False)
    purpose = forms.CharField(label=_("目的"), required=False)

    field_order = ["actor", "action", "subject", "purpose", "since", "until"]

    def __init__(self, *args: Any, actions: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["action"]
        field.choices = [("", gettext("全部")), *actions]

    def chosen(self) -> Filter:
        since, until = self.period()
        said = self.cleaned_data
        return Filter(
            actor=said["actor"].strip(), action=said["action"], subject=said["subject"].strip(),
            purpose=said["purpose"].strip(), since=since, until=until,
        )  # fmt: skip
