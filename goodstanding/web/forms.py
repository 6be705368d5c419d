"""Fields of every kind, for the gallery."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class SampleForm(forms.Form):
    name = forms.CharField(
        label=_("组织名称"),
        help_text=_("按营业执照填写。"),
        error_messages={"required": _("请填写组织名称。")},
    )
    code = forms.CharField(
        label=_("统一社会信用代码"), help_text=_("18 位数字和字母。"), required=False
    )
    day = forms.DateField(
        label=_("决定日期"),
        help_text=_("例如 2026-03-04"),
        widget=forms.DateInput(attrs={"class": "form-date", "inputmode": "numeric"}),
        error_messages={"required": _("请填写决定日期，写成 2026-03-04。")},
    )
    fine = forms.DecimalField(label=_("罚款金额"), required=False)
    kind = forms.ChoiceField(
        label=_("方式"),
        widget=forms.RadioSelect,
        choices=[("upsert", _("新增或更新")), ("withdraw", _("撤回"))],
        error_messages={"required": _("请选择方式。")},
    )
    channels = forms.MultipleChoiceField(
        label=_("通知方式"),
        widget=forms.CheckboxSelectMultiple,
        choices=[("mail", _("电子邮件")), ("post", _("信函"))],
        required=False,
    )
    agency = forms.ChoiceField(
        label=_("机关"), choices=[("", _("全部")), ("market", _("市市场监管局"))], required=False
    )
    reason = forms.CharField(
        label=_("说明"), widget=forms.Textarea(attrs={"rows": 4}), required=False
    )
    proof = forms.FileField(
        label=_("证据"), help_text=_("PDF 或图片，每个不超过 20 MB。"), required=False
    )
    agreed = forms.BooleanField(
        label=_("我确认所填属实"), error_messages={"required": _("请确认所填属实。")}
    )

    def clean(self) -> dict[str, Any]:
        return super().clean() or {}
