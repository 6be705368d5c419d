"""What a holder answers to a recall."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from goodstanding.recall.domain import Answer

ANSWERS = [
    (Answer.REMOVED, _("已删除，不再使用")),
    (Answer.UPDATED, _("已按现在的状态更新")),
    (Answer.NOT_KEPT, _("当时只是查看，没有留存")),
]


class Receipt(forms.Form):
    answer = forms.ChoiceField(
        label=_("对这份副本作了什么处理"), choices=ANSWERS, widget=forms.RadioSelect,
        error_messages={"required": _("请选择一项。")},
    )  # fmt: skip
    note = forms.CharField(
        label=_("补充说明"), max_length=1000, required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip
