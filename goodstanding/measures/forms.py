"""What a body reports of a measure, and the question at the counter."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from goodstanding.web.templatetags.web import text as say

if TYPE_CHECKING:
    from goodstanding.catalogue.domain.model import CodeList

MAX_TEXT = 2000


class Reporting(forms.Form):
    """What was done, or why not: never empty."""

    text = forms.CharField(
        label=_("说明"), max_length=MAX_TEXT, widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("请写明内容。"), "max_length": _("最多 2000 个字，请缩短。")},
    )  # fmt: skip


class Checkup(forms.Form):
    """May this organisation do this here?"""

    organisation = forms.CharField(
        label=_("组织"), max_length=200, help_text=_("统一社会信用代码或者全称。"),
        error_messages={"required": _("请填写组织。")},
    )  # fmt: skip
    matter = forms.ChoiceField(
        label=_("事项"),
        error_messages={"required": _("请选择事项。"), "invalid_choice": _("请选择事项。")},
    )

    def __init__(self, *args: Any, matters: CodeList, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(one.code, say(one.title)) for one in matters.codes]
        self.fields["matter"].choices = [("", _("请选择")), *choices]  # type: ignore[attr-defined]
