"""What an officer writes in any case: a reason, a letter, more days, a paper."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

MAX_TEXT = 4000


class Words(forms.Form):
    """A reason, a letter or a note: one text that must not be empty."""

    text = forms.CharField(
        label=_("说明"), max_length=MAX_TEXT, widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={
            "required": _("请写明内容。"),
            "max_length": _("最多 4000 个字，请缩短。"),
        },
    )  # fmt: skip


class Extension(Words):
    days = forms.IntegerField(
        label=_("延长几个工作日"), min_value=1, max_value=60,
        widget=forms.NumberInput(attrs={"class": "form-short"}),
        error_messages={"required": _("请写明延长几个工作日。")},
    )  # fmt: skip
    field_order = ("days", "text")


class Evidence(forms.Form):
    paper = forms.FileField(
        label=_("文件"), help_text=_("PDF、PNG 或 JPEG，每个不超过 20 MB。"),
        error_messages={
            "required": _("请选择一个文件。"),
            "empty": _("这个文件是空的，请换一个。"),
        },
    )  # fmt: skip
