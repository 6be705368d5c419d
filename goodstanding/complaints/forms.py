"""What somebody writes who complains, and what the body answers: parsed and explained, never saved here."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from goodstanding.complaints.domain import Outcome
from goodstanding.web.templatetags.web import text as say

if TYPE_CHECKING:
    from collections.abc import Iterable

    from goodstanding.catalogue.domain.complaints import Topic
    from goodstanding.catalogue.domain.model import Agency

MAX_TEXT = 4000
OUTCOMES = [
    (Outcome.FOUND, _("情况属实，已依法处理")),
    (Outcome.SETTLED, _("已改正或已解决")),
    (Outcome.NOT_FOUND, _("未发现所反映的情况")),
]


class Filing(forms.Form):
    topic = forms.ChoiceField(
        label=_("什么事"), widget=forms.RadioSelect,
        error_messages={"required": _("请选择一项。")},
    )  # fmt: skip
    organisation = forms.CharField(
        label=_("哪个组织"), max_length=200, help_text=_("名称或统一社会信用代码，尽量写全。"),
        error_messages={"required": _("请写明是哪个组织。")},
    )  # fmt: skip
    place = forms.CharField(label=_("在哪里"), max_length=200, required=False)
    facts = forms.CharField(
        label=_("发生了什么"), max_length=MAX_TEXT, widget=forms.Textarea(attrs={"rows": 7}),
        help_text=_("什么时候、怎样发生的。不要写个人的证件号码。"),
        error_messages={"required": _("请写明发生了什么。"), "max_length": _("最多 4000 个字，请缩短。")},
    )  # fmt: skip
    contact = forms.CharField(
        label=_("怎样联系您"), max_length=200, required=False,
        help_text=_("不填也受理；不填时，请凭编号和查询码看答复。"),
    )  # fmt: skip

    def __init__(self, *args: Any, topics: Iterable[Topic], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["topic"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(one.code, say(one.title)) for one in topics]


class Progress(forms.Form):
    number = forms.CharField(
        label=_("回执编号"), max_length=40, help_text=_("样子是 TS-2026-00891。"),
        error_messages={"required": _("请输入编号。")},
    )  # fmt: skip
    code = forms.CharField(
        label=_("查询码"), max_length=20, error_messages={"required": _("请输入查询码。")}
    )


class Reply(forms.Form):
    outcome = forms.ChoiceField(
        label=_("结果"), choices=OUTCOMES, widget=forms.RadioSelect,
        error_messages={"required": _("请选择结果。")},
    )  # fmt: skip
    text = forms.CharField(
        label=_("答复"), max_length=MAX_TEXT, widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("投诉人凭编号和查询码看到这段文字，不会公开。"),
        error_messages={"required": _("请写明答复。")},
    )  # fmt: skip


class Forwarding(forms.Form):
    agency = forms.ChoiceField(
        label=_("转给哪个机关"), error_messages={"required": _("请选择一个机关。")}
    )

    def __init__(self, *args: Any, agencies: Iterable[Agency], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["agency"]
        assert isinstance(field, forms.ChoiceField)
        titles = [(one.code, say(one.title)) for one in agencies]
        field.choices = [("", "—"), *titles]
