"""What people write in a commitment and about it: parsed and explained, never saved here."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from goodstanding.commitments.domain import State
from goodstanding.commitments.services.making import Promise
from goodstanding.web.templatetags.web import text as say

if TYPE_CHECKING:
    from collections.abc import Iterable

    from goodstanding.catalogue.domain.commitments import CommitmentKind
    from goodstanding.catalogue.domain.model import Agency

MAX_TEXT = 4000
_DAY = {"required": _("请填写日期。"), "invalid": _("请按 2026-03-04 的样子填写日期。")}
OUTCOMES = [
    (State.KEPT, _("已履行")),
    (State.PARTLY, _("部分履行")),
    (State.BREACH_PROPOSED, _("拟认定未履行，告知当事人")),
]


def _day(label: Any, *, help_text: Any = "") -> forms.DateField:
    return forms.DateField(
        label=label, help_text=help_text, error_messages=_DAY, input_formats=["%Y-%m-%d"],
        widget=forms.DateInput(attrs={"type": "date", "class": "form-short"}, format="%Y-%m-%d"),
    )  # fmt: skip


class Making(forms.Form):
    kind = forms.ChoiceField(
        label=_("承诺类型"), widget=forms.RadioSelect,
        error_messages={"required": _("请选择一项。")},
    )  # fmt: skip
    body = forms.ChoiceField(
        label=_("向哪个机关承诺"), error_messages={"required": _("请选择一个机关。")}
    )
    matter = forms.CharField(
        label=_("事项"), max_length=200, error_messages={"required": _("请填写事项。")}
    )
    content = forms.CharField(
        label=_("承诺内容"), max_length=MAX_TEXT, widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("做什么、到什么程度、怎样可以核实。会向社会公开；不要写个人的证件号码。"),
        error_messages={"required": _("请填写承诺内容。"), "max_length": _("最多 4000 个字，请缩短。")},
    )  # fmt: skip
    due_on = _day(_("履行期限"))
    until = _day(_("公示截止日期"), help_text=_("不早于履行期限。"))

    def __init__(
        self, *args: Any, kinds: Iterable[CommitmentKind], agencies: Iterable[Agency],
        body: str = "", **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        offered = [(one.code, say(one.title)) for one in kinds]
        bodies = [(one.code, say(one.title)) for one in agencies]
        self._offer("kind", offered)
        self._offer("body", [("", "—"), *bodies])
        if body:  # an officer enters what was made to their own body
            del self.fields["body"]
        self._body = body

    def _offer(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices

    def promise(self) -> Promise:
        """The commitment as it was written."""
        given = self.cleaned_data
        return Promise(
            kind=given["kind"], body=self._body or given["body"], matter=given["matter"],
            content=given["content"], due_on=given["due_on"], until=given["until"],
        )  # fmt: skip


class Finding(forms.Form):
    outcome = forms.ChoiceField(
        label=_("核查结果"), choices=OUTCOMES, widget=forms.RadioSelect,
        error_messages={"required": _("请选择结果。")},
    )  # fmt: skip
    finding = forms.CharField(
        label=_("事实和理由"), max_length=MAX_TEXT, widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("当事人会看到这段文字；认定未履行的会公开。"),
        error_messages={"required": _("请写明事实和理由。")},
    )  # fmt: skip
