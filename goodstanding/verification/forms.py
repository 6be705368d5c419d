"""What is checked, for what."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy

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
