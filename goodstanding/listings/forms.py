"""What people write in the procedure of a list: parsed and explained, never saved here."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from goodstanding.casework.models import Notice
from goodstanding.catalogue.domain.model import FieldType
from goodstanding.listings.domain.extensions import Proposal
from goodstanding.listings.domain.papers import Decision
from goodstanding.listings.domain.procedure import Ending
from goodstanding.web.templatetags.web import text as say

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from goodstanding.catalogue.domain.lists import ListKind
    from goodstanding.catalogue.domain.model import Field
    from goodstanding.listings.queries.grounds import Choice

MAX_TEXT = 4000
DAY_FORMATS = ("%Y-%m-%d", "%Y/%m/%d", "%Y年%m月%d日", "%Y%m%d", "%Y.%m.%d")
CHANNELS = [
    (Notice.Channel.LETTER, _("邮寄")),
    (Notice.Channel.IN_PERSON, _("直接送达")),
    (Notice.Channel.PORTAL, _("平台送达")),
]
ENDINGS = [
    (Ending.ANNULLED, _("依据或者决定已撤销")),
    (Ending.WITHDRAWN, _("决定机关收回")),
    (Ending.REPAIRED, _("信用修复")),
]


def area(label: Any, rows: int, missing: Any, **more: Any) -> forms.CharField:
    """A text of some lines."""
    return forms.CharField(
        label=label, max_length=MAX_TEXT, widget=forms.Textarea(attrs={"rows": rows}),
        error_messages={"required": missing, "max_length": _("最多 4000 个字，请缩短。")}, **more,
    )  # fmt: skip


def day(label: Any, missing: Any, **more: Any) -> forms.DateField:
    """A day, written as 2026-03-05."""
    return forms.DateField(
        label=label, input_formats=DAY_FORMATS,
        widget=forms.DateInput({"type": "date", "class": "form-date"}, format="%Y-%m-%d"),
        error_messages={"required": missing, "invalid": _("这不是日期。请写成 2026-03-05 这样。")},
        **more,
    )  # fmt: skip


class Start(forms.Form):
    """Which list, which organisation."""

    kind = forms.ChoiceField(
        label=_("名单"), error_messages={"required": _("请选择名单。"), "invalid_choice": _("请选择名单。")}
    )  # fmt: skip
    organisation = forms.CharField(
        label=_("组织"), max_length=200, help_text=_("统一社会信用代码或者全称。"),
        error_messages={"required": _("请填写组织。")},
    )  # fmt: skip

    def __init__(self, *args: Any, kinds: Iterable[ListKind], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(kind.code, say(kind.title)) for kind in kinds]
        self.fields["kind"].choices = [("", _("请选择")), *choices]  # type: ignore[attr-defined]


class Proposing(forms.Form):
    """Why, on which records; and what else the list's item wants."""

    part = "with_"
    ground = forms.ChoiceField(
        label=_("列入情形"), widget=forms.RadioSelect,
        error_messages={"required": _("请选择一种情形。")},
    )  # fmt: skip
    records = forms.MultipleChoiceField(
        label=_("依据的记录"), widget=forms.CheckboxSelectMultiple,
        help_text=_("记录被撤回或更正时，本程序自动终止。"),
        error_messages={"required": _("请至少选择一条记录。")},
    )  # fmt: skip
    reason = forms.CharField(
        label=_("列入事由"), max_length=200, help_text=_("一句话，公布时照此显示。"),
        error_messages={"required": _("请写明列入事由。"), "max_length": _("最多 200 个字。")},
    )  # fmt: skip
    facts = area(_("事实"), 6, _("请写明事实。"), help_text=_("不要写个人的姓名和证件号码。"))
    basis = area(_("依据的条款"), 3, _("请写明依据。"))

    def __init__(
        self, *args: Any, kind: ListKind, choices: Iterable[Choice], wanted: Iterable[Field],
        **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        self.choices = list(choices)
        self.fields["ground"].choices = [  # type: ignore[attr-defined]
            (one.code, say(one.title)) for one in kind.grounds
        ]
        self.fields["records"].choices = [  # type: ignore[attr-defined]
            (one.value, f"{say(one.title)} {one.label}") for one in self.choices
        ]
        for name in ("ground", "records"):
            self.fields[name].required = not kind.is_honour
        if not kind.grounds:
            del self.fields["ground"]
        if kind.is_honour:
            self.fields["reason"].label = _("推荐理由")
            self.fields["facts"].label = _("事迹")
        self.wanted = list(wanted)
        for field in self.wanted:
            self.fields[self.part + field.name] = _field(field)

    def particulars(self) -> dict[str, str]:
        """What was given for the fields of the item, as an agency would type it."""
        given = {one.name: self.cleaned_data.get(self.part + one.name) for one in self.wanted}
        return {name: str(value) for name, value in given.items() if value not in (None, "")}

    def parts(self) -> list[forms.BoundField]:
        """The fields of the item, for the page."""
        return [self[self.part + one.name] for one in self.wanted]


def _field(field: Field) -> forms.Field:
    missing = {"required": _("请填写这一项。")}
    label = say(field.title)
    if field.type is FieldType.DATE:
        return day(label, missing["required"])
    if field.type in (FieldType.MONEY, FieldType.DECIMAL):
        return forms.DecimalField(label=label, min_value=0, error_messages=missing)
    if field.type is FieldType.INTEGER:
        return forms.IntegerField(label=label, min_value=0, error_messages=missing)
    return forms.CharField(label=label, max_length=field.max or 500, error_messages=missing)


class Sending(forms.Form):
    """How a paper goes to the organisation."""

    channel = forms.ChoiceField(
        label=_("送达方式"), choices=CHANNELS, widget=forms.RadioSelect,
        error_messages={"required": _("请选择送达方式。")},
    )  # fmt: skip
    address = forms.CharField(label=_("地址"), max_length=300, required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("channel") == Notice.Channel.LETTER and not cleaned.get("address"):
            self.add_error("address", _("邮寄的请写明地址。"))
        return cleaned


class Served(forms.Form):
    """The day and the proof of service, or of a consent: words, and the paper where it is at hand."""

    on = day(_("日期"), _("请填写日期。"))
    text = forms.CharField(
        label=_("凭证"), max_length=300, help_text=_("回执号、文号等。"),
        error_messages={"required": _("请写明凭证。")},
    )  # fmt: skip
    paper = forms.FileField(
        label=_("凭证文件"), required=False, help_text=_("PDF、PNG 或 JPEG，每个不超过 20 MB。")
    )


class Heard(forms.Form):
    text = area(
        _("对陈述、申辩的意见"), 4, _("请写明意见；没有陈述的，写明逾期未提出。"),
        help_text=_("当事人会看到这段文字。"),
    )  # fmt: skip


class Hearing(Heard):
    on = day(_("听证日期"), _("请填写听证日期。"))
    field_order = ("on", "text")


class Deciding(forms.Form):
    number = forms.CharField(
        label=_("决定书文号"), max_length=128, error_messages={"required": _("请填写文号。")}
    )
    facts = area(_("认定的事实"), 6, _("请写明事实。"))
    basis = area(_("依据的条款"), 3, _("请写明依据。"))
    way_out = area(_("怎样移出"), 3, _("请写明怎样移出。"))
    remedies = area(_("救济途径"), 3, _("请写明救济途径。"))

    def decision(self) -> Decision:
        """The decision as it was written."""
        return Decision(**{name: self.cleaned_data[name] for name in self.fields})


class Removing(forms.Form):
    because = forms.ChoiceField(
        label=_("为什么移出"), choices=ENDINGS, widget=forms.RadioSelect,
        error_messages={"required": _("请选择一项。")},
    )  # fmt: skip
    text = area(_("说明和凭证"), 3, _("请写明理由和文号。"))


class Extending(Sending):
    """Why the term is to be longer, until when, shown by which record; and how the notice goes."""

    ground = forms.ChoiceField(
        label=_("延长事由"), widget=forms.RadioSelect,
        error_messages={"required": _("请选择一种事由。")},
    )  # fmt: skip
    record = forms.ChoiceField(
        label=_("依据的记录"), widget=forms.RadioSelect, required=False,
        help_text=_("列入之后作出的处罚等记录；事由需要记录证明的，必须选择。"),
    )  # fmt: skip
    facts = area(_("事实"), 4, _("请写明事实。"), help_text=_("不要写个人的姓名和证件号码。"))
    basis = area(_("依据的条款"), 2, _("请写明依据。"))
    new_end = day(_("延长至"), _("请填写新的届满日。"))
    field_order = ("ground", "record", "facts", "basis", "new_end", "channel", "address")

    def __init__(
        self, *args: Any, kind: ListKind, choices: Iterable[Choice], latest: date, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["ground"].choices = [  # type: ignore[attr-defined]
            (one.code, say(one.title)) for one in kind.extension_grounds
        ]
        found = [(one.value, f"{say(one.title)} {one.label}") for one in choices]
        self.fields["record"].choices = found  # type: ignore[attr-defined]
        if not found:
            del self.fields["record"]
        limit = _("不迟于 %(day)s。") % {"day": f"{latest:%Y-%m-%d}"}
        self.fields["new_end"].help_text = limit

    def proposal(self) -> Proposal:
        """The proposal as it was written."""
        said = self.cleaned_data
        return Proposal(
            said["ground"], said["facts"], said["basis"], said["new_end"], said.get("record", "")
        )


class DecidingExtension(forms.Form):
    number = forms.CharField(
        label=_("决定书文号"), max_length=128, error_messages={"required": _("请填写文号。")}
    )
    remedies = area(_("救济途径"), 3, _("请写明救济途径。"))
