"""What lists of the office are narrowed to."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from goodstanding.collection.domain.fault_titles import Reason
from goodstanding.collection.queries.quarantine import Narrowed
from goodstanding.collection.queries.submissions import STATES, Filters, sees_all
from goodstanding.lib.environment import CIVIL_TIME
from goodstanding.office.queries import catalogue as policy
from goodstanding.web.templatetags.web import text as say

if TYPE_CHECKING:
    from datetime import date

    from goodstanding.accounts.models import Person
    from goodstanding.catalogue.queries import LoadedCatalogue

STATE_WORDS = {
    "received": gettext_lazy("处理中"),
    "waiting": gettext_lazy("有待改的行"),
    "loaded": gettext_lazy("已入库"),
    "refused": gettext_lazy("整份未收"),
}
REASON_WORDS = {
    Reason.CORRECT: gettext_lazy("待改"),
    Reason.MATCH: gettext_lazy("待匹配"),
    Reason.PERSON: gettext_lazy("涉及自然人"),
}
DAY_FORMATS = ("%Y-%m-%d", "%Y/%m/%d", "%Y年%m月%d日", "%Y%m%d", "%Y.%m.%d")
WRONG_DAY = gettext_lazy("这不是日期。请写成 2026-03-05 这样。")


def day_field(label: Any) -> forms.DateField:
    return forms.DateField(
        label=label,
        required=False,
        input_formats=DAY_FORMATS,
        widget=forms.DateInput({"type": "date", "class": "form-date"}, format="%Y-%m-%d"),
        error_messages={"invalid": WRONG_DAY},
    )


class _Narrowing(forms.Form):
    """A GET form whose wrong parts narrow nothing."""

    item = forms.CharField(label=gettext_lazy("目录项"), required=False, widget=forms.Select)
    agency = forms.CharField(label=gettext_lazy("单位"), required=False, widget=forms.Select)

    def __init__(self, data: Any, *, person: Person, catalogue: LoadedCatalogue) -> None:
        super().__init__(data)
        everything = [("", _("全部"))]
        own = policy.items_on(catalogue) if sees_all(person) else policy.items_of(person, catalogue)
        items = sorted((say(item.title), item.code) for item in own)
        self.fields["item"].widget.choices = everything + [(code, title) for title, code in items]
        if not sees_all(person):
            del self.fields["agency"]
        else:
            bodies = [(code, say(one.title)) for code, one in catalogue.agencies.items()]
            self.fields["agency"].widget.choices = everything + bodies
        self.full_clean()

    def given(self, name: str) -> Any:
        return self.cleaned_data.get(name) or ""

    def before(self) -> int | None:
        """Where the list goes on from."""
        place = str(self.data.get("before", ""))
        return int(place) if place.isdecimal() and len(place) < 18 else None


class SubmissionFilters(_Narrowing):
    """What the list of submissions is narrowed to."""

    state = forms.CharField(
        label=gettext_lazy("状态"),
        required=False,
        widget=forms.Select(choices=[("", gettext_lazy("全部")), *STATE_WORDS.items()]),
    )
    since = day_field(gettext_lazy("从"))
    until = day_field(gettext_lazy("到"))
    field_order = ("state", "item", "agency", "since", "until")

    def filters(self) -> Filters:
        until = self.given("until")
        return Filters(
            state=self.given("state") if self.given("state") in STATES else "",
            item=self.given("item"),
            agency=self.given("agency"),
            since=_midnight(self.given("since")),
            until=_midnight(until + timedelta(days=1)) if until else None,
        )


class QuarantineFilters(_Narrowing):
    """What the quarantine is narrowed to."""

    reason = forms.CharField(
        label=gettext_lazy("原因"),
        required=False,
        widget=forms.Select(choices=[("", gettext_lazy("全部")), *REASON_WORDS.items()]),
    )
    field_order = ("reason", "item", "agency")

    def narrowed(self) -> Narrowed:
        reason = self.given("reason")
        return Narrowed(
            agency=self.given("agency"),
            item=self.given("item"),
            reason=reason if reason in set(Reason) else "",
        )

    def after(self) -> tuple[int, int]:
        """The last row that was shown."""
        submission, _dash, row = str(self.data.get("after", "")).partition("-")
        if submission.isdecimal() and row.isdecimal() and len(submission) < 18 and len(row) < 10:
            return int(submission), int(row)
        return 0, 0


def _midnight(day: date | str) -> datetime | None:
    return datetime.combine(day, time(), CIVIL_TIME) if day and not isinstance(day, str) else None
