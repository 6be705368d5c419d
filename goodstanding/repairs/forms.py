"""What people write in a repair and about it: parsed and explained, never saved here."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from goodstanding.repairs.domain.procedure import Outcome, Proposal
from goodstanding.repairs.domain.rulings import RulingOutcome
from goodstanding.repairs.models import Ruling, Unremedied
from goodstanding.web.templatetags.web import text as say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from goodstanding.catalogue.domain.repairs import Proof

MAX_TEXT = 4000
OUTCOMES = [(Outcome.GRANT, _("准予修复")), (Outcome.REFUSE, _("不予修复"))]
_DAY = {"required": _("请填写日期。"), "invalid": _("请按 2026-03-04 的样子填写日期。")}


def _day(label: Any, *, required: bool, help_text: Any = "") -> forms.DateField:
    return forms.DateField(
        label=label, required=required, help_text=help_text, error_messages=_DAY,
        input_formats=["%Y-%m-%d"],
        widget=forms.DateInput(attrs={"type": "date", "class": "form-short"}, format="%Y-%m-%d"),
    )  # fmt: skip


class Application(forms.Form):
    cured_on = _day(
        _("哪一天纠正完毕"), required=True, help_text=_("义务已履行、违法行为已纠正的日期。")
    )
    statement = forms.CharField(
        label=_("怎样纠正的"), max_length=MAX_TEXT, widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("请写明已做了什么、怎样可以核实。不要写个人的证件号码。"),
        error_messages={"required": _("请写明怎样纠正的。"), "max_length": _("最多 4000 个字，请缩短。")},
    )  # fmt: skip
    proof = forms.FileField(
        label=_("证明材料"), help_text=_("PDF、PNG 或 JPEG，每个不超过 20 MB。提交后还可以补充。"),
        error_messages={"required": _("请选择证明材料。"), "empty": _("这个文件是空的，请换一个。")},
    )  # fmt: skip
    commits = forms.BooleanField(
        label=_("我单位作出上述信用承诺"),
        error_messages={"required": _("申请修复须作出信用承诺。")},
    )  # fmt: skip

    def __init__(self, *args: Any, asks_proof: bool, asks_commitment: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not asks_proof:
            del self.fields["proof"]
        if not asks_commitment:
            del self.fields["commits"]


class Refusal(forms.Form):
    """Why it isn't accepted, and when the next application is possible."""

    reason = forms.CharField(
        label=_("不予受理的理由"), max_length=MAX_TEXT, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("写明缺少哪一项条件。申请人会看到这段文字。"),
        error_messages={"required": _("请写明理由。")},
    )  # fmt: skip
    next_possible_on = _day(_("何时可以再次申请"), required=False)


class Decision(forms.Form):
    outcome = forms.ChoiceField(
        label=_("结果"), choices=OUTCOMES, widget=forms.RadioSelect,
        error_messages={"required": _("请选择结果。")},
    )  # fmt: skip
    proved = forms.MultipleChoiceField(
        label=_("已核实"), required=False, widget=forms.CheckboxSelectMultiple
    )
    finding = forms.CharField(
        label=_("理由"), max_length=MAX_TEXT, widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("申请人会看到这段文字。"), error_messages={"required": _("请写明理由。")},
    )  # fmt: skip
    next_possible_on = _day(_("不予修复的，何时可以再次申请"), required=False)

    def __init__(self, *args: Any, proofs: Sequence[Proof], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.wanted = {one.code: say(one.title) for one in proofs}
        field = self.fields["proved"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = list(self.wanted.items())

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("outcome") == Outcome.GRANT and set(self.wanted) - set(
            cleaned.get("proved", ())
        ):
            self.add_error("proved", _("准予修复须逐项核实。没有核实的，请先查证或不予修复。"))
        return cleaned

    def proposal(self) -> Proposal:
        """The decision as it was written."""
        given = self.cleaned_data
        return Proposal(
            outcome=Outcome(given["outcome"]), finding=given["finding"],
            proved=frozenset(given["proved"]), next_possible_on=given["next_possible_on"],
        )  # fmt: skip


class Found(forms.Form):
    """What a body found when the longest publicity of a record was over."""

    found = forms.ChoiceField(
        label=_("义务是否履行"), widget=forms.RadioSelect,
        choices=[(Unremedied.Found.DONE, _("已履行")), (Unremedied.Found.NOT_DONE, _("未履行，按本领域规定处理"))],
        error_messages={"required": _("请选择一项。")},
    )  # fmt: skip
    finding = forms.CharField(
        label=_("核查情况"), max_length=MAX_TEXT, widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("请写明核查情况。")},
    )  # fmt: skip


class CourtRuling(forms.Form):
    kind = forms.ChoiceField(
        label=_("裁定的事项"), widget=forms.RadioSelect,
        choices=[(Ruling.Kind.REORGANISATION, _("批准重整计划")), (Ruling.Kind.SETTLEMENT, _("认可和解协议"))],
        error_messages={"required": _("请选择一项。")},
    )  # fmt: skip
    court = forms.CharField(
        label=_("作出裁定的法院"), max_length=200, error_messages={"required": _("请填写法院。")}
    )
    court_number = forms.CharField(
        label=_("案号"), max_length=120, error_messages={"required": _("请填写案号。")}
    )
    ruled_on = _day(_("裁定日期"), required=True)
    statement = forms.CharField(
        label=_("说明"), max_length=MAX_TEXT, widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("请写明内容。")},
    )  # fmt: skip
    proof = forms.FileField(
        label=_("裁定书"), help_text=_("PDF、PNG 或 JPEG，每个不超过 20 MB。"),
        error_messages={"required": _("请选择裁定书。"), "empty": _("这个文件是空的，请换一个。")},
    )  # fmt: skip


class RulingDecision(forms.Form):
    outcome = forms.ChoiceField(
        label=_("处理意见"), widget=forms.RadioSelect,
        error_messages={"required": _("请选择结果。")},
    )  # fmt: skip
    finding = forms.CharField(
        label=_("理由"), max_length=MAX_TEXT, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("申请人会看到这段文字。"), error_messages={"required": _("请写明理由。")},
    )  # fmt: skip

    def __init__(self, *args: Any, outcomes: Sequence[RulingOutcome], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["outcome"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(one, RULING_OUTCOMES[one]) for one in outcomes]


RULING_OUTCOMES: dict[str, Any] = {
    RulingOutcome.SCREEN: _("暂停公示该组织的不利记录"),
    RulingOutcome.REFUSE: _("不予处理"),
    RulingOutcome.PERFORMED: _("计划或协议已履行，停止公示"),
    RulingOutcome.FAILED: _("未能履行，恢复公示"),
}
