"""What is checked, for what."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext, gettext_lazy

from goodstanding.standards import uscc

if TYPE_CHECKING:
    from collections.abc import Iterable


class CheckForm(forms.Form):
    """A purpose, a matter, and a list: pasted or as a file."""

    purpose = forms.ChoiceField(
        label=gettext_lazy("核查目的"),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("没有选择核查目的。请选一项；它会记入审计。")},
    )
    matter = forms.CharField(
        label=gettext_lazy("事项或者项目编号"),
        max_length=200,
        error_messages={"required": gettext_lazy("没有写明事项。请写项目名称或者编号；它会记入审计。")},
    )  # fmt: skip
    text = forms.CharField(
        label=gettext_lazy("粘贴名称或者统一社会信用代码，每行一个组织"),
        required=False,
        max_length=200_000,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 8}),
    )
    file = forms.FileField(label=gettext_lazy("或者选择文件（CSV、XLSX）"), required=False)

    def __init__(self, *args: Any, purposes: Iterable[tuple[str, str]], **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["purpose"].choices = list(purposes)  # type: ignore[attr-defined]


class SubscribeForm(CheckForm):
    """The same for a list that is saved, and how its changes are told."""

    name = forms.CharField(
        label=gettext_lazy("名单的名称"),
        max_length=100,
        error_messages={"required": gettext_lazy("没有给名单起名。请写一个名称，例如“在建项目承包商”。")},
    )  # fmt: skip
    by_mail = forms.BooleanField(label=gettext_lazy("有变化时发邮件到我的邮箱"), required=False)
    webhook = forms.CharField(
        label=gettext_lazy("有变化时发送到这个网址"),
        help_text=gettext_lazy("以 https 开头的公开地址，内容有签名。"),
        max_length=500,
        required=False,
    )


class KeyForm(forms.Form):
    """A system that is to have a key, and what for; of which body, unless it is the person's agency."""

    name = forms.CharField(
        label=gettext_lazy("使用密钥的系统"),
        max_length=100,
        error_messages={"required": gettext_lazy("没有写明系统。请写系统名称，例如“政务大厅窗口系统”。")},
    )  # fmt: skip
    purpose = forms.ChoiceField(
        label=gettext_lazy("核查目的"),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("没有选择核查目的。请选一项；它会记入审计。")},
    )
    organisation = forms.CharField(
        label=gettext_lazy("被授权机构的统一社会信用代码"),
        max_length=40,
        error_messages={"required": gettext_lazy("没有写明机构。请写被授权机构的统一社会信用代码。")},
    )  # fmt: skip

    def __init__(
        self, *args: Any, purposes: Iterable[tuple[str, str]], agency: str, **more: Any
    ) -> None:
        super().__init__(*args, **more)
        self.fields["purpose"].choices = list(purposes)  # type: ignore[attr-defined]
        if agency:
            del self.fields["organisation"]

    def clean_organisation(self) -> str:
        code = uscc.clean(self.cleaned_data["organisation"])
        if not uscc.is_valid(code):
            raise forms.ValidationError(gettext("这不是统一社会信用代码。请检查这 18 位字符。"))
        return code
