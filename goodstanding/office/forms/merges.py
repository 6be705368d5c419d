"""What is asked to merge two organisations, or to split what was told of one."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy

from goodstanding.standards import uscc

LONGEST = 500
_NO_CODE = gettext_lazy("没有写代码。请写统一社会信用代码，例如 91339901100000016F。")
_NO_REASON = gettext_lazy("还没有写理由。请用几个字说明依据，以后有人问起时要看。")


class CodeField(forms.CharField):
    """A code as people type it, cleaned."""

    def __init__(self, label: object) -> None:
        super().__init__(label=label, max_length=64, error_messages={"required": _NO_CODE})  # type: ignore[arg-type]

    def clean(self, value: object) -> str:
        return uscc.clean(str(super().clean(value)))


class TwoForm(forms.Form):
    """The two that may be one."""

    source = CodeField(gettext_lazy("将并入另一个的主体（代码）"))
    target = CodeField(gettext_lazy("保留的主体（代码）"))


class ReasonForm(forms.Form):
    """Why, in words."""

    reason = forms.CharField(
        label=gettext_lazy("理由"), max_length=LONGEST, error_messages={"required": _NO_REASON}
    )


class SplitForm(ReasonForm):
    """To whom the chosen records belong."""

    target = CodeField(gettext_lazy("这些记录属于哪个主体（代码）"))
    field_order = ("target", "reason")
