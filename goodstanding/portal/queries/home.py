"""The front page: what was published lately, in figures and as a few lines."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.urls import reverse

from goodstanding.catalogue.domain.model import Text
from goodstanding.disclosure.queries import columns, lists
from goodstanding.portal.queries.showing import show_all

if TYPE_CHECKING:
    from goodstanding.disclosure.queries.policy import Policy
    from goodstanding.portal.domain.shown import Shown

DAYS = 30
RECENT = 5
LAST_DAYS = Text(f"最近 {DAYS} 天", f"in the last {DAYS} days")


@dataclass(frozen=True)
class Figure:
    """A count with its noun, and the page where it is explained."""

    label: Text
    count: int
    note: Text
    address: str
    is_more: bool = False


@dataclass(frozen=True)
class Home:
    figures: tuple[Figure, ...]
    recent: tuple[Shown, ...]


def home(policy: Policy, today: date) -> Home:
    """Figures of the last days and the newest licences; no penalty is put on the front page."""
    since = columns.Filters(since=today - timedelta(days=DAYS))
    licences = columns.page("licence", filters=since, limit=RECENT)
    penalties = columns.page("penalty", filters=since, limit=1)
    listed = lists.counts(("hon", "lsta", "lsts"))
    by_class = {"hon": 0, "lists": 0}
    for item, number in listed.items():
        by_class["hon" if policy.family(item) == "hon" else "lists"] += number
    now = Text("目前", "now")
    figures = (
        Figure(Text("行政许可", "Licences"), licences.number, LAST_DAYS, reverse("portal:licences"), licences.more),
        Figure(Text("行政处罚", "Penalties"), penalties.number, LAST_DAYS, reverse("portal:penalties"), penalties.more),
        Figure(Text("荣誉", "Honours"), by_class["hon"], now, reverse("portal:lists") + "#honour"),
        Figure(Text("异常名录、严重失信名单", "Entries in lists"), by_class["lists"], now, reverse("portal:lists") + "#abnormal"),
    )  # fmt: skip
    return Home(figures, show_all(licences.records, policy, today))
