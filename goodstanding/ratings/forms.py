"""What is asked before a rating is shown, and of which days."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy


class Purpose(forms.Form):
    """Why an officer reads a rating."""

    purpose = forms.CharField(
        label=gettext_lazy("查阅目的"),
        max_length=200,
        error_messages={"required": gettext_lazy("没有写明查阅目的。请写一句；它会记入审计。")},
    )


class Days(forms.Form):
    """Both times of a rating."""

    as_of = forms.DateField(label=gettext_lazy("评价日"), required=False)
    known_on = forms.DateField(label=gettext_lazy("当时所知"), required=False)
