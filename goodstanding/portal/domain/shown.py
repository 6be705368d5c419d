"""A published record as every page shows it: heading, marks, term, and where it came from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from goodstanding.catalogue.domain.model import Text

if TYPE_CHECKING:
    from datetime import date, datetime
    from decimal import Decimal

    from goodstanding.portal.domain.facts import Fact
    from goodstanding.web.domain import Point


@dataclass(frozen=True)
class Mark:
    """A state in a word, with its tone, its icon and the sentence that explains it."""

    tone: str
    icon: str
    word: Text
    means: Text


@dataclass(frozen=True)
class Period:
    """When something began, from when its publicity can end early, when it ends by itself."""

    kind: str  # publicity, validity, listing, honour, commitment
    start: date | None
    opens: date | None
    end: date | None
    published: date | None = None
    extended: date | None = None  # the end was moved by a decision on this day


@dataclass(frozen=True)
class Shown:
    """One record; `heading` is policy's words (`Text`) or the authority's own (`str`)."""

    id: int
    item: str
    item_title: Text
    section: str
    family: str
    polarity: str
    heading: Text | str
    number: str
    day: date | None
    authority: str
    source: Text
    summary: str
    fine: Decimal | None
    confiscated: Decimal | None
    marks: tuple[Mark, ...]
    period: Period
    until: date | None
    since: date | None
    updated: datetime | None
    organisation: str = ""
    uscc: str = ""
    masked: bool = False
    points: tuple[Point, ...] = ()
    facts: tuple[Fact, ...] = ()
    held: tuple[Text, ...] = ()
    because: Text | None = None

    @property
    def is_adverse(self) -> bool:
        return self.polarity == "negative"


PUBLISHED = Mark(
    "adverse", "gavel", Text("公示中", "Published"),
    Text("这条记录正在公示，到期自动停止。", "This record is published now and ends by itself."),
)  # fmt: skip
LISTED = Mark(
    "listed", "gavel", Text("严重失信名单", "Exclusion list"),
    Text("由主管机关依法决定列入，有期限。", "Listed by an authority under the law, for a term."),
)  # fmt: skip
ABNORMAL = Mark(
    "warning", "alert-triangle", Text("经营异常", "Abnormal"),
    Text("列入经营（活动）异常名录。", "On a list of abnormal operation."),
)  # fmt: skip
HONOUR = Mark(
    "honour", "award", Text("守信激励", "Honour list"),
    Text("行政机关授予的荣誉。", "An honour given by an authority."),
)  # fmt: skip
#: What may be said beside a record, by the code that disclosure keeps, in the order of showing.
MARKS = {
    "disputed": Mark(
        "disputed", "message-exclamation", Text("有异议", "Disputed"),
        Text("有人对这条记录提出异议，正在核查。核查期间仍公示。",
             "Somebody disputes this record. It is being checked and stays published meanwhile."),
    ),
    "extended": Mark(
        "listed", "calendar", Text("已延长期限", "Term extended"),
        Text("列入的期限经决定延长，到期自动移出。", "The term was extended by a decision; the entry ends by itself."),
    ),
    "repairing": Mark(
        "repair", "tool", Text("修复中", "Under repair"),
        Text("提前结束公示的申请已受理。", "A request to end the publication early is being dealt with."),
    ),
    "corrected": Mark(
        "neutral", "history", Text("已更正", "Corrected"),
        Text("来源单位更正过这条记录。", "The source has corrected this record."),
    ),
}  # fmt: skip


def marks(section: str, polarity: str, codes: tuple[str, ...]) -> tuple[Mark, ...]:
    """The marks of a record: its state first, then disputed, under repair, corrected."""
    state = {"severe_list": LISTED, "abnormal": ABNORMAL, "honour": HONOUR}.get(section)
    if state is None and polarity == "negative":
        state = PUBLISHED
    said = tuple(mark for code, mark in MARKS.items() if code in codes)
    return ((state,) if state else ()) + said


def period_of(
    section: str, family: str, *, day: date | None, valid_from: date | None,
    valid_until: date | None, opens: date | None, until: date | None, since: date | None,
    extended: date | None = None,
) -> Period:  # fmt: skip
    """Which dates make a record's term: those of its publicity if adverse, else of the thing itself."""
    if section in ("severe_list", "abnormal"):
        return Period("listing", day or valid_from, opens, until, since, extended)
    if section == "honour":
        return Period("honour", day or valid_from, None, valid_until, since)
    if section == "commitment":
        return Period("commitment", day or valid_from, None, valid_until, since)
    if family == "lic":
        return Period("validity", valid_from or day, None, valid_until, since)
    return Period("publicity", day or valid_from, opens, until, since)
