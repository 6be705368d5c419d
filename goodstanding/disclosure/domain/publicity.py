"""When a record is public, from when until when, and why: policy applied to one version.

The period is a function of the record's own dates, its content, and the edition of the
catalogue that took it in; nothing is stored that could differ from it.
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from goodstanding.catalogue.domain.durations import in_words
from goodstanding.catalogue.domain.model import (
    Disclosure,
    Item,
    LegalBasis,
    SeverityPeriod,
    SeverityPolicy,
    SoleTraders,
    Text,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_DURATION = re.compile(r"^P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?$")


@dataclass(frozen=True)
class Publicity:
    """The days on which a record is public; both null where it never is. `because` says why."""

    start: date | None
    until: date | None
    because: Text

    def covers(self, day: date) -> bool:
        """Whether the record is public on the day, the last day included."""
        return (
            self.start is not None
            and self.start <= day
            and (self.until is None or day <= self.until)
        )


def publicity_for(
    item: Item, payload: Mapping[str, Any], *, kind: str, sole_traders: SoleTraders | None,
    valid_from: date | None, valid_until: date | None, recorded_on: date,
    severity: Sequence[SeverityPolicy],
) -> Publicity:  # fmt: skip
    """The period of publicity of a record version of an organisation of this kind.

    A sole trader's record is public only where a legal text names the publication.
    """
    if kind == SOLE_TRADER and not (sole_traders and sole_traders.basis_of(item)):
        return Publicity(None, None, NOT_OF_SOLE_TRADERS)
    return publicity(
        item, payload, valid_from=valid_from, valid_until=valid_until, recorded_on=recorded_on,
        severity=severity,
    )  # fmt: skip


SOLE_TRADER = "sole_trader"
NOT_OF_SOLE_TRADERS = Text(
    "个体工商户的此类信息没有载明公开的法律依据，不公示",
    "no legal text names the publication of such records of a sole trader",
)


def publicity(
    item: Item, payload: Mapping[str, Any], *, valid_from: date | None, valid_until: date | None,
    recorded_on: date, severity: Sequence[SeverityPolicy],
) -> Publicity:  # fmt: skip
    """The period of publicity of one record version.

    It begins on the day the record came (publication follows loading), and ends as the
    item's disclosure says; the maximum is counted from the date of the document.
    """
    disclosure = item.disclosure
    if disclosure.audience != "public" or disclosure.period == "none":
        return Publicity(None, None, _not_public(disclosure))
    if disclosure.period == "severity":
        return _by_severity(payload, valid_from or recorded_on, recorded_on, severity)
    end = _end(disclosure, payload, valid_from, valid_until, recorded_on)
    return _from_arrival(recorded_on, end, period_words(item))


def add_duration(day: date, duration: str) -> date:
    """The day so much later; the last of the month where the month is shorter. P1Y2M3D."""
    match = _DURATION.match(duration)
    if match is None:
        raise ValueError(duration)
    years, months, weeks, days = (int(part or 0) for part in match.groups())
    month = day.month - 1 + months + 12 * years
    year, month = day.year + month // 12, month % 12 + 1
    last = monthrange(year, month)[1]
    return date(year, month, min(day.day, last)) + timedelta(days=days + 7 * weeks)


def severity_of(payload: Mapping[str, Any], policy: SeverityPolicy) -> tuple[str, bool]:
    """The severity of a penalty, and whether the agency stated it."""
    stated = payload.get("severity")
    if stated:
        return str(stated), True
    kinds = set(payload.get("kinds") or ())
    for rule in policy.rules:
        if kinds & set(rule.kinds):
            return rule.severity, False
    return policy.default, False


def _by_severity(
    payload: Mapping[str, Any], decided: date, recorded: date, policies: Sequence[SeverityPolicy]
) -> Publicity:
    policy = policy_on(policies, decided)
    if policy is None:
        return Publicity(None, None, Text("没有适用的公示期限规定", "No rule on publicity applies"))
    severity, stated = severity_of(payload, policy)
    period = next(period for period in policy.periods if period.severity == severity)
    words = severity_words(severity, period, policy, stated=stated)
    if not period.publish:
        return Publicity(None, None, words)
    return _from_arrival(recorded, add_duration(decided, period.maximum), words)


def policy_on(policies: Sequence[SeverityPolicy], day: date) -> SeverityPolicy | None:
    # The last day is the first of the next text: `valid_until` is not within.
    for policy in policies:
        ended = policy.valid_until is not None and day >= date.fromisoformat(policy.valid_until)
        if date.fromisoformat(policy.valid_from) <= day and not ended:
            return policy
    return None


_SEVERITIES = {"minor": Text("轻微", "minor"), "general": Text("一般", "general"), "serious": Text("严重", "serious")}  # fmt: skip


def severity_words(
    severity: str, period: SeverityPeriod, policy: SeverityPolicy, *, stated: bool
) -> Text:
    name = _SEVERITIES.get(severity, Text(severity, severity))
    by = (
        Text("报送单位认定", "stated by the agency")
        if stated
        else Text("按处罚种类推定", "by kind of penalty")
    )
    basis = cited(policy.legal_basis)
    if not period.publish:
        return Text(
            f"{name.zh}（{by.zh}），不公示{basis.zh}",
            f"{name.en} ({by.en}): not published{basis.en}",
        )
    longest = in_words(period.maximum)
    return Text(
        f"{name.zh}（{by.zh}），自文书日期起最长公示 {longest.zh}{basis.zh}",
        f"{name.en} ({by.en}): public for at most {longest.en} from the document's date{basis.en}",
    )


def period_words(item: Item) -> Text:
    """Why records of an item are public for as long as they are, other than by severity."""
    term = in_words(item.disclosure.term or "")
    words = {
        "valid": Text("记录有效期内公示", "public while the record is valid"),
        "listed": _listed_words(item),
    }.get(item.disclosure.period, Text(f"公示 {term.zh}", f"public for {term.en}"))
    basis = cited(item.disclosure.legal_basis or item.legal_basis)
    return Text(f"{words.zh}{basis.zh}", f"{words.en}{basis.en}")


def _listed_words(item: Item) -> Text:
    term, longest = in_words(item.disclosure.term or ""), item.disclosure.longest
    words = Text(f"列入期间公示，最长 {term.zh}", f"public while listed, at most {term.en}")
    if not longest:
        return words
    more = in_words(longest)
    return Text(
        f"{words.zh}，经决定延长的最长 {more.zh}",
        f"{words.en}, or {more.en} where a decision extended it",
    )


def longest_term(disclosure: Disclosure, payload: Mapping[str, Any]) -> str | None:
    """How long at most a record with this content is public: longer where a decision moved its end."""
    extended = disclosure.extended and payload.get(disclosure.extended)
    return disclosure.longest if extended else disclosure.term


def _end(
    disclosure: Disclosure, payload: Mapping[str, Any], valid_from: date | None,
    valid_until: date | None, recorded: date,
) -> date | None:  # fmt: skip
    if disclosure.period == "valid":
        return valid_until
    start = _date(payload.get(disclosure.start or "")) or valid_from or recorded
    term = longest_term(disclosure, payload)
    latest = add_duration(start, term) if term else None
    if disclosure.period == "listed":
        stated = _date(payload.get(disclosure.end or ""))
        ends = [day for day in (valid_until, latest, stated) if day]
        return min(ends) if ends else None
    return latest


def _from_arrival(recorded: date, end: date | None, because: Text) -> Publicity:
    if end is not None and end < recorded:
        over = Text("；报送时公示期已满", "; the period was over when the record came")
        return Publicity(None, None, Text(because.zh + over.zh, because.en + over.en))
    return Publicity(recorded, end, because)


def _not_public(disclosure: Disclosure) -> Text:
    if disclosure.audience == "on-authorisation":
        return Text("仅经授权查询，不公示", "shown on authorisation only")
    return Text("仅供政府部门使用，不公示", "for government bodies only")


def cited(bases: Sequence[LegalBasis]) -> Text:
    if not bases:
        return Text("", "")
    basis = bases[0]
    verify = Text("，待核实", ", to be verified") if basis.mark == "M" else Text("", "")
    article = f"第{basis.article}条" if basis.article else ""
    article_en = f", art. {basis.article}" if basis.article else ""
    return Text(
        f"（《{basis.title}》{article}{verify.zh}）", f" ({basis.title}{article_en}{verify.en})"
    )


def _date(value: Any) -> date | None:
    return date.fromisoformat(value) if isinstance(value, str) and value else None
