"""What people write in an objection and about it: parsed and explained, never saved here."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from goodstanding.objections.domain import Claim, Effect, Ground, Outcome, Proposal
from goodstanding.web.templatetags.web import text as say

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from goodstanding.catalogue.domain.model import Field

MAX_TEXT = 4000
GROUNDS = [
    (Ground.CONTENT, _("内容有误")),
    (Ground.NOT_OURS, _("不是本单位的信息")),
    (Ground.ANNULLED, _("原决定已被撤销或变更")),
    (Ground.OVER, _("已过公示期限仍在公示")),
]
OUTCOMES = [
    (Outcome.UPHELD, _("成立")),
    (Outcome.PARTLY, _("部分成立")),
    (Outcome.REJECTED, _("不成立")),
]
EFFECTS = [
    (Effect.CORRECT, _("更正记录")),
    (Effect.WITHDRAW, _("撤回记录")),
    (Effect.NONE, _("不改变记录")),
]


class _PerField(forms.Form):
    """A form with one optional field for each field of the record, under a prefix."""

    part = ""

    def __init__(
        self, *args: Any, fields: Iterable[Field], payload: Mapping[str, str], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.stated = {
            field.name: payload[field.name] for field in fields if payload.get(field.name)
        }
        for field in fields:
            if field.name in self.stated:
                self.fields[self.part + field.name] = forms.CharField(
                    required=False, max_length=MAX_TEXT, label=say(field.title),
                    help_text=_("现为：%(stated)s") % {"stated": self.stated[field.name]},
                )  # fmt: skip

    def given(self) -> dict[str, str]:
        """What was written for each field that was touched."""
        found = {name: self.cleaned_data.get(self.part + name, "").strip() for name in self.stated}
        return {name: text for name, text in found.items() if text}

    def parts(self) -> list[forms.BoundField]:
        """The fields of the record, for the page."""
        return [self[self.part + name] for name in self.stated]


class Filing(_PerField):
    part = "claim_"
    ground = forms.ChoiceField(
        label=_("哪里不对"), choices=GROUNDS, widget=forms.RadioSelect,
        error_messages={"required": _("请选择一项。")},
    )  # fmt: skip
    statement = forms.CharField(
        label=_("说明"), max_length=MAX_TEXT, widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("请写明哪里不对、依据是什么。不要写个人的证件号码。"),
        error_messages={
            "required": _("请写明理由。"),
            "max_length": _("说明最多 4000 个字，请缩短。"),
        },
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("ground") == Ground.CONTENT and not self.given():
            self.add_error("ground", _("请在下面写出哪一项应改成什么。"))
        return cleaned

    def claims(self) -> list[Claim]:
        """The fields that are said to be wrong, with what they should say."""
        return [Claim(name, self.stated[name], text) for name, text in self.given().items()]


class Decision(_PerField):
    part = "correct_"
    outcome = forms.ChoiceField(
        label=_("结果"), choices=OUTCOMES, widget=forms.RadioSelect,
        error_messages={"required": _("请选择结果。")},
    )  # fmt: skip
    effect = forms.ChoiceField(
        label=_("对记录的处理"), choices=EFFECTS, widget=forms.RadioSelect,
        error_messages={"required": _("请选择怎样处理记录。")},
    )  # fmt: skip
    finding = forms.CharField(
        label=_("理由"), max_length=MAX_TEXT, widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("异议人会看到这段文字。"), error_messages={"required": _("请写明理由。")},
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        rejected = cleaned.get("outcome") == Outcome.REJECTED
        effect = cleaned.get("effect")
        if effect and rejected != (effect == Effect.NONE):
            self.add_error("effect", _("不成立的，记录不变；成立或部分成立的，须更正或撤回记录。"))
        if effect == Effect.CORRECT and not self.given():
            self.add_error("effect", _("请在下面写出更正后的内容。"))
        return cleaned

    def proposal(self) -> Proposal:
        """The decision as it was written."""
        effect = Effect(self.cleaned_data["effect"])
        return Proposal(
            outcome=Outcome(self.cleaned_data["outcome"]), effect=effect,
            finding=self.cleaned_data["finding"],
            corrections=self.given() if effect is Effect.CORRECT else {},
        )  # fmt: skip


class Note(forms.Form):
    """A text that may be left out."""

    text = forms.CharField(
        label=_("说明"), max_length=MAX_TEXT, required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip
