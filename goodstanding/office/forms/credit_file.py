"""What is asked before a credit file is shown: for what purpose, and of which days."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms
from django.utils.translation import gettext_lazy

from goodstanding.office.forms.narrowing import day_field

if TYPE_CHECKING:
    from datetime import date

PURPOSES = (
    ("routine", gettext_lazy("日常监管")),
    ("licence", gettext_lazy("行政许可审批")),
    ("inspection", gettext_lazy("检查、执法")),
    ("support", gettext_lazy("资金、政策支持审核")),
    ("procurement", gettext_lazy("政府采购、招标投标")),
    ("objection", gettext_lazy("异议、修复办理")),
    ("quality", gettext_lazy("核对本单位报送的数据")),
)


class PurposeForm(forms.Form):
    """Why a person reads what is not public about an organisation."""

    purpose = forms.ChoiceField(
        label=gettext_lazy("查阅目的"),
        choices=PURPOSES,
        widget=forms.RadioSelect,
        error_messages={
            "required": gettext_lazy("没有选择查阅目的。请选一项；它会记入审计，组织本身也能看到。"),
            "invalid_choice": gettext_lazy("没有这个查阅目的。请从列表中选择。"),
        },
    )  # fmt: skip
    matter = forms.CharField(
        label=gettext_lazy("事项或案号（可不填）"), required=False, max_length=200
    )

    def told(self) -> str:
        """The purpose in the words that are put down."""
        words = str(dict(PURPOSES)[self.cleaned_data["purpose"]])
        matter = self.cleaned_data["matter"].strip()
        return f"{words}：{matter}" if matter else words


class TimesForm(forms.Form):
    """Both times of a credit file; a wrong day is told and today is shown."""

    as_of = day_field(gettext_lazy("当天有效"))
    known_on = day_field(gettext_lazy("当时所知"))

    def days(self, today: date) -> tuple[date, date]:
        """What was valid on which day, as known on which day; neither lies ahead."""
        self.full_clean()
        as_of = self.cleaned_data.get("as_of") or today
        known = self.cleaned_data.get("known_on") or today
        return as_of, min(known, today)
