"""What readers ask of the public columns; days are accepted as people write them."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from goodstanding.portal.domain.hits import cleaned

_DAY = re.compile(
    r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?|(\d{4})(\d{2})(\d{2})"
)
_DIGITS = str.maketrans("０１２３４５６７８９／－．", "0123456789/-.")
CODE = re.compile(r"[A-Za-z0-9_-]{1,32}")


class DayField(forms.CharField):
    """A day of the calendar: 2026-03-04, 2026/3/4, 2026年3月4日, 20260304; never 03/04/2026."""

    def __init__(self, **words: Any) -> None:
        widget = forms.TextInput(attrs={"class": "form-date", "inputmode": "numeric"})
        super().__init__(required=False, max_length=20, widget=widget, **words)

    def clean(self, value: Any) -> date | None:
        text = super().clean(value).translate(_DIGITS)
        if not text:
            return None
        found = _DAY.fullmatch(text)
        parts = [int(part) for part in found.groups() if part] if found else []
        try:
            return date(*parts) if len(parts) == 3 else self._refuse(text)
        except ValueError:
            return self._refuse(text)

    def _refuse(self, text: str) -> date | None:
        # A text that nobody can take for a day is not repeated.
        given = text if len(text) <= 20 else "…"
        raise forms.ValidationError(
            gettext("“%(given)s”不是能读出的日期。请写成 2026-03-04。") % {"given": given}
        )


class DecisionFilters(forms.Form):
    """The filters of the columns of licences and penalties; an empty one asks for anything."""

    since = DayField(label=_("从"))
    until = DayField(label=_("到"))
    authority = forms.CharField(label=_("机关"), required=False, max_length=200)
    division = forms.CharField(label=_("区划"), required=False, max_length=12)
    kind = forms.CharField(label=_("类别"), required=False, max_length=32)
    number = forms.CharField(label=_("文号"), required=False, max_length=128)

    def clean_authority(self) -> str:
        return cleaned(self.cleaned_data["authority"])

    def clean_number(self) -> str:
        return cleaned(self.cleaned_data["number"])

    def clean_division(self) -> str:
        return _code(self.cleaned_data["division"])

    def clean_kind(self) -> str:
        return _code(self.cleaned_data["kind"])

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or self.cleaned_data
        since, until = found.get("since"), found.get("until")
        if since and until and since > until:
            self.add_error(
                "until",
                gettext("结束日期 %(until)s 早于开始日期 %(since)s。请更正其中一个。")
                % {"until": until.isoformat(), "since": since.isoformat()},
            )
        return found


def _code(value: str) -> str:
    """A code that a facet offers; anything else finds nothing and is not repeated."""
    return value if not value or CODE.fullmatch(value) else "-"
