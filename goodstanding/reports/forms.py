"""What people write to get a document or to verify one: parsed and explained, never saved here."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from goodstanding.reports.domain import codes
from goodstanding.reports.domain.content import Asked
from goodstanding.standards import uscc

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from goodstanding.reports.domain.layouts import Domain

MAX_PURPOSE = 120
MAX_FILE = 20 << 20
DAY = {"class": "form-date", "inputmode": "numeric"}


class Verify(forms.Form):
    """A code, or a file: the file decides where both are given."""

    code = forms.CharField(
        label=_("核验码"), required=False, max_length=200,
        help_text=_("文件上二维码旁的 12 位字母和数字，例如 ABCD-EFGH-JKLM。不用 I、O、0、1。"),
    )  # fmt: skip
    file = forms.FileField(
        label=_("或选择文件"), required=False,
        help_text=_("PDF 文件或证明凭证（.jwt），不超过 20 MB。只比对，不保存。"),
    )  # fmt: skip

    def clean_code(self) -> str:
        given = str(self.cleaned_data["code"])
        if given.strip() and not codes.clean(given):
            raise forms.ValidationError(
                _("这不是核验码：应为 12 位字母和数字，不用 I、O、0、1。请对照文件重新输入。")
            )
        return codes.clean(given)

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file is not None and file.size > MAX_FILE:
            raise forms.ValidationError(_("文件超过 20 MB。请选择平台出具的原文件。"))
        return file

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if not self.errors and not given.get("code") and not given.get("file"):
            self.add_error("code", _("请输入核验码，或选择文件。"))
        return given


class Purposed(forms.Form):
    """What a document is for: it is printed on it."""

    purpose = forms.CharField(
        label=_("用途"), max_length=MAX_PURPOSE,
        help_text=_("交给谁、办什么事，例如“参加某项目投标，交招标人”。会印在文件上。"),
        error_messages={"required": _("请填写用途：交给谁、办什么事。")},
    )  # fmt: skip


class Certificate(Purposed):
    """What is to be certified: good standing, or one of the grades offered."""

    grade = forms.ChoiceField(label=_("证明内容"), widget=forms.RadioSelect, required=False)
    field_order = ("grade", "purpose")

    def __init__(self, *given: Any, choices: Sequence[tuple[str, str]], **named: Any) -> None:
        super().__init__(*given, **named)
        self.fields["grade"].choices = choices  # type: ignore[attr-defined]


class Special(Purposed):
    """A special report: from when to when, which domains, what for."""

    start = forms.DateField(
        label=_("开始日期"), widget=forms.DateInput(attrs=DAY, format="%Y-%m-%d"), help_text=_("例如 2023-11-23"),
        error_messages={"required": _("请填写开始日期，写成 2023-11-23。"),
                        "invalid": _("请把日期写成 2023-11-23。")},
    )  # fmt: skip
    end = forms.DateField(
        label=_("结束日期"), widget=forms.DateInput(attrs=DAY, format="%Y-%m-%d"), help_text=_("不晚于今天"),
        error_messages={"required": _("请填写结束日期，写成 2026-11-23。"),
                        "invalid": _("请把日期写成 2026-11-23。")},
    )  # fmt: skip
    domains = forms.MultipleChoiceField(
        label=_("领域"), widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("请至少选择一个领域。")},
    )  # fmt: skip
    field_order = ("start", "end", "domains", "purpose")

    def __init__(self, *given: Any, domains: Sequence[Domain], **named: Any) -> None:
        super().__init__(*given, **named)
        in_english = get_language() == "en"
        self.fields["domains"].choices = [  # type: ignore[attr-defined]
            (one.code, one.title.en if in_english else one.title.zh) for one in domains
        ]

    def asked(self) -> Asked:
        given = self.cleaned_data
        return Asked(given["start"], given["end"], tuple(given["domains"]))


class Authorise(Purposed):
    """Whom an organisation lets see its file, what for, until when."""

    body = forms.CharField(
        label=_("被授权单位的统一社会信用代码"), max_length=40,
        error_messages={"required": _("请填写 18 位统一社会信用代码。")},
    )  # fmt: skip
    body_name = forms.CharField(
        label=_("被授权单位名称"), max_length=120,
        error_messages={"required": _("请填写单位全称。")},
    )  # fmt: skip
    valid_until = forms.DateField(
        label=_("授权至"), widget=forms.DateInput(attrs=DAY, format="%Y-%m-%d"),
        help_text=_("到期自动结束，也可以随时提前结束。最长一年。"),
        error_messages={"required": _("请填写日期，写成 2026-12-23。"),
                        "invalid": _("请把日期写成 2026-12-23。")},
    )  # fmt: skip
    field_order = ("body", "body_name", "purpose", "valid_until")

    def __init__(self, *given: Any, today: date, latest: date, own: str, **named: Any) -> None:
        super().__init__(*given, **named)
        self._today, self._latest, self._own = today, latest, own

    def clean_body(self) -> str:
        code = uscc.clean(str(self.cleaned_data["body"]))
        if not uscc.is_valid(code):
            raise forms.ValidationError(_("这不是有效的统一社会信用代码。请对照营业执照更正。"))
        if code == self._own:
            raise forms.ValidationError(_("这是本单位的代码。请填写被授权单位的代码。"))
        return code

    def clean_valid_until(self) -> date:
        day: date = self.cleaned_data["valid_until"]
        if not self._today <= day <= self._latest:
            raise forms.ValidationError(
                _("日期须在 %(first)s 和 %(last)s 之间。"),
                params={"first": self._today.isoformat(), "last": self._latest.isoformat()},
            )
        return day
