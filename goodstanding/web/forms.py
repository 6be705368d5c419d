"""Fields of every kind, for the gallery."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import pgettext_lazy


class SampleForm(forms.Form):
    name = forms.CharField(
        label=pgettext_lazy("sample", "组织名称"),
        help_text=pgettext_lazy("sample", "按营业执照填写。"),
        error_messages={"required": pgettext_lazy("sample", "请填写组织名称。")},
    )
    code = forms.CharField(
        label=pgettext_lazy("sample", "统一社会信用代码"),
        help_text=pgettext_lazy("sample", "18 位数字和字母。"),
        required=False,
    )
    day = forms.DateField(
        label=pgettext_lazy("sample", "决定日期"),
        help_text=pgettext_lazy("sample", "例如 2026-03-04"),
        widget=forms.DateInput(attrs={"class": "form-date", "inputmode": "numeric"}),
        error_messages={"required": pgettext_lazy("sample", "请填写决定日期，写成 2026-03-04。")},
    )
    fine = forms.DecimalField(label=pgettext_lazy("sample", "罚款金额"), required=False)
    kind = forms.ChoiceField(
        label=pgettext_lazy("sample", "方式"),
        widget=forms.RadioSelect,
        choices=[
            ("upsert", pgettext_lazy("sample", "新增或更新")),
            ("withdraw", pgettext_lazy("sample", "撤回")),
        ],
        error_messages={"required": pgettext_lazy("sample", "请选择方式。")},
    )
    channels = forms.MultipleChoiceField(
        label=pgettext_lazy("sample", "通知方式"),
        widget=forms.CheckboxSelectMultiple,
        choices=[
            ("mail", pgettext_lazy("sample", "电子邮件")),
            ("post", pgettext_lazy("sample", "信函")),
        ],
        required=False,
    )
    agency = forms.ChoiceField(
        label=pgettext_lazy("sample", "机关"),
        choices=[
            ("", pgettext_lazy("sample", "全部")),
            ("market", pgettext_lazy("sample", "市市场监管局")),
        ],
        required=False,
    )
    reason = forms.CharField(
        label=pgettext_lazy("sample", "说明"),
        widget=forms.Textarea(attrs={"rows": 4}),
        required=False,
    )
    proof = forms.FileField(
        label=pgettext_lazy("sample", "证据"),
        help_text=pgettext_lazy("sample", "PDF 或图片，每个不超过 20 MB。"),
        required=False,
    )
    agreed = forms.BooleanField(
        label=pgettext_lazy("sample", "我确认所填属实"),
        error_messages={"required": pgettext_lazy("sample", "请确认所填属实。")},
    )

    def clean(self) -> dict[str, Any]:
        return super().clean() or {}
