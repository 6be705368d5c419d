"""The special report: what is on file in some domains for some years, and what that rests on.

It proves absence, so it says with care what was looked at: whose data, from when to when,
what never came. A domain without data is never answered with "none found".
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from goodstanding.catalogue.domain.model import Text
from goodstanding.disclosure.domain.publicity import add_duration
from goodstanding.reports.domain.content import Asked, Content, Part, Result
from goodstanding.reports.domain.public_report import basis, newest_first
from goodstanding.reports.domain.refusals import PeriodError, UnknownDomainError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from goodstanding.reports.domain.content import Entry, Subject
    from goodstanding.reports.domain.layouts import Domain, SpecialLayout


@dataclass(frozen=True)
class Source:
    """What an agency has brought of the items in question, for all organisations."""

    agency: str
    title: Text
    earliest: date | None  # of the documents
    received: date | None  # the last arrival
    number: int


@dataclass(frozen=True)
class Found:
    """One record of the organisation: whose, whether of a list, on which day decided."""

    agency: str
    is_list: bool
    entry: Entry


def require_asked(layout: SpecialLayout, asked: Asked, today: date) -> None:
    """Refuse a period that ends before it begins, has not ended, or is too long; unknown domains."""
    longest = add_duration(asked.start, layout.longest)
    if not (asked.start <= asked.end <= today and asked.end <= longest):
        raise PeriodError(start=asked.start, end=asked.end, today=today, longest=layout.longest)
    known = {domain.code for domain in layout.domains}
    unknown = [code for code in asked.domains if code not in known]
    if unknown or not asked.domains:
        raise UnknownDomainError(given=", ".join(unknown) or "-", accepted=", ".join(sorted(known)))


def compose(
    layout: SpecialLayout, *, asked: Asked, subject: Subject, found: Iterable[Found],
    sources: Mapping[str, Source], day: date, issuer: Text,
) -> Content:  # fmt: skip
    """The report on the domains asked for; raises what `require_asked` raises."""
    require_asked(layout, asked, day)
    records = list(found)
    chosen = [domain for domain in layout.domains if domain.code in asked.domains]
    results = tuple(_result(one, asked, records, sources) for one in chosen)
    agencies = {agency for domain in chosen for agency in domain.agencies}
    told = [one for one in records if not one.is_list and one.agency in agencies]
    lists = [one for one in records if one.is_list]
    heading = layout.heading
    return Content(
        kind=heading.kind, edition=heading.edition, title=heading.title,
        subtitle=heading.subtitle, issuer=issuer, subject=subject, day=day,
        parts=(_decisions(told, asked), _lists(lists, day)), left_out=layout.left_out,
        not_covered=layout.not_covered + _not_asked(layout, asked), notes=heading.notes,
        basis=basis(heading.legal_basis), asked=asked, results=results,
    )  # fmt: skip


def _result(
    domain: Domain, asked: Asked, records: Sequence[Found], sources: Mapping[str, Source]
) -> Result:
    own = [sources[agency] for agency in domain.agencies if agency in sources]
    with_data = [one for one in own if one.number]
    number = sum(not one.is_list and one.agency in domain.agencies for one in records)
    starts = [one.earliest for one in with_data if one.earliest]
    start = max([asked.start, min(starts)]) if starts else None
    return Result(
        code=domain.code, title=domain.title, bodies=tuple(one.title for one in own),
        covered_from=start,
        covered_until=max((one.received for one in with_data if one.received), default=None),
        number=number, said=_said(number, has_data=bool(with_data)),
        gap=_gap(own, with_data, start, asked),
    )  # fmt: skip


def _said(number: int, *, has_data: bool) -> Text:
    if number:
        return Text(f"有 {number} 条", f"{number} found")
    if has_data:
        return Text("未发现", "None found")
    return Text("无法判断", "Can't be told")


def _gap(
    own: Sequence[Source], with_data: Sequence[Source], start: date | None, asked: Asked
) -> Text | None:
    """What is missing under a result: bodies that brought nothing, years before the first record."""
    silent = [one for one in own if not one.number]
    if not with_data:
        return Text("平台没有收到该领域的数据", "No data of this domain have come to the platform")
    if silent:
        zh = "、".join(one.title.zh for one in silent)
        en = ", ".join(one.title.en for one in silent)
        return Text(f"未收到：{zh}", f"Nothing came from: {en}")
    if start and start > asked.start:
        return Text(
            f"数据自 {start.isoformat()} 起，此前的期间未覆盖",
            f"Data begin on {start.isoformat()}; the time before is not covered",
        )
    return None


def _decisions(told: Sequence[Found], asked: Asked) -> Part:
    entries = newest_first(one.entry for one in told)
    return Part(
        code="decisions", title=Text("行政处罚和行政强制", "Penalties and compulsion"),
        short=Text("处罚、强制", "Penalties"), entries=entries,
        absent=Text(
            f"{asked.start.isoformat()} 至 {asked.end.isoformat()}，在上表所列数据范围内未发现。",
            f"None found from {asked.start.isoformat()} to {asked.end.isoformat()} in the data of the table above.",
        ),
        latest=max((one.dated_on for one in entries if one.dated_on), default=None),
    )  # fmt: skip


def _lists(told: Sequence[Found], day: date) -> Part:
    entries = newest_first(one.entry for one in told)
    return Part(
        code="severe_list", title=Text("严重失信主体名单", "Lists of severe dishonesty"),
        short=Text("严重失信名单", "Severe lists"), entries=entries,
        absent=Text(
            f"截至 {day.isoformat()}，不在平台收录的名单上。",
            f"On no list that the platform holds, as of {day.isoformat()}.",
        ),
        latest=max((one.dated_on for one in entries if one.dated_on), default=None),
    )  # fmt: skip


def _not_asked(layout: SpecialLayout, asked: Asked) -> tuple[Text, ...]:
    rest = [domain.title for domain in layout.domains if domain.code not in asked.domains]
    if not rest:
        return ()
    zh, en = "、".join(one.zh for one in rest), ", ".join(one.en for one in rest)
    return (Text(f"未申请的领域：{zh}", f"Domains that were not asked for: {en}"),)
