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


class Draft(forms.Form):
    """Another edition of a model, and by what those who move are told apart."""

    file = forms.FileField(
        label=gettext_lazy("新版本的模型文件"),
        help_text=gettext_lazy("policy/ratings/ 中这一模型的 YAML 文件的修改稿。只用来试算，不会保存，也不会生效。"),
        error_messages={"required": gettext_lazy("请选择模型文件。"), "empty": gettext_lazy("这个文件是空的，请换一个。")},
    )  # fmt: skip
    group = forms.ChoiceField(
        label=gettext_lazy("按什么分组"),
        choices=[("industry", gettext_lazy("行业门类")), ("division", gettext_lazy("所在区划")), ("kind", gettext_lazy("主体类别"))],
        widget=forms.RadioSelect,
        initial="industry",
    )  # fmt: skip


class Days(forms.Form):
    """Both times of a rating."""

    as_of = forms.DateField(label=gettext_lazy("评价日"), required=False)
    known_on = forms.DateField(label=gettext_lazy("当时所知"), required=False)
