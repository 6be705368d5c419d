"""Which records of an organisation can be repaired, from when, on which proof, or why not."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.utils.translation import gettext

from goodstanding.catalogue.domain.model import Polarity
from goodstanding.disclosure.domain.publicity import add_duration, policy_on, severity_of
from goodstanding.disclosure.queries.office import standings
from goodstanding.lib.environment import CIVIL_TIME
from goodstanding.records import queries as records
from goodstanding.repairs.domain.eligibility import (
    Answer,
    Eligibility,
    Facts,
    earliest_on,
    eligibility,
    rule_for,
)
from goodstanding.repairs.domain.procedure import OPEN, State
from goodstanding.repairs.models import Repair
from goodstanding.web.domain import Point

if TYPE_CHECKING:
    from collections.abc import Sequence

    from goodstanding.catalogue.domain.model import Item
    from goodstanding.catalogue.domain.repairs import RepairRule
    from goodstanding.catalogue.queries import LoadedCatalogue
    from goodstanding.disclosure.queries.office import Standing
    from goodstanding.lib.environment import Environment
    from goodstanding.organisations.models import Organisation
    from goodstanding.records.queries import VersionRow


@dataclass(frozen=True)
class Assessed:
    """One adverse record and what can be done about it; `minimum` is an ISO 8601 duration."""

    version: VersionRow
    item: Item
    label: str
    standing: Standing
    eligibility: Eligibility
    minimum: str
    repair: Repair | None  # the latest
    points: tuple[Point, ...]


def assess(
    organisation: Organisation, versions: Sequence[VersionRow], *, loaded: LoadedCatalogue,
    environment: Environment, today: date,
) -> list[Assessed]:  # fmt: skip
    """Each of these versions, if it is adverse, with its answer; a bounded number of questions."""
    adverse = [one for one in versions if _is_adverse(one.item, loaded)]
    stand = standings(adverse, kind=organisation.kind, on=today, environment=environment)
    repairs = _repairs_of({one.organisation_id for one in adverse})
    return [_assessed(version, stand[version.id], repairs, loaded, today) for version in adverse]


def of_organisation(
    organisation: Organisation, *, loaded: LoadedCatalogue, environment: Environment, today: date
) -> list[Assessed]:
    """Every adverse record that was ever public or is, those that can be repaired now first."""
    found = assess(
        organisation, records.standing(organisation.pk), loaded=loaded, environment=environment,
        today=today,
    )  # fmt: skip
    shown = [one for one in found if one.eligibility.answer is not Answer.NO_RULE]
    return sorted(shown, key=lambda one: _ORDER.index(one.eligibility.answer))


_ORDER = (
    Answer.UNDER_REPAIR, Answer.MAY_APPLY, Answer.TOO_EARLY, Answer.DISPUTED, Answer.BARRED,
    Answer.ELSEWHERE, Answer.EXCLUDED, Answer.AUTOMATIC, Answer.REPAIRED, Answer.NOT_PUBLIC,
    Answer.NO_RULE,
)  # fmt: skip


def _is_adverse(code: str, loaded: LoadedCatalogue) -> bool:
    return code in loaded.items and loaded.item(code).polarity is Polarity.NEGATIVE


def _repairs_of(told_of: set[int]) -> dict[tuple[str, object], list[Repair]]:
    found: dict[tuple[str, object], list[Repair]] = {}
    rows = Repair.objects.filter(organisation_id__in=told_of).select_related("case")
    for repair in rows.order_by("-pk"):
        found.setdefault((repair.item, repair.fact), []).append(repair)
    return found


def _assessed(
    version: VersionRow, standing: Standing, repairs: dict[tuple[str, object], list[Repair]],
    loaded: LoadedCatalogue, today: date,
) -> Assessed:  # fmt: skip
    item = loaded.item(version.item)
    rule = rule_for(item.code, item.family, loaded.repairs)
    minimum = _minimum(rule, version, loaded)
    own = repairs.get((version.item, version.fact), [])
    revoked_on = max(
        (one.revoked_on for all_ in repairs.values() for one in all_ if one.revoked_on),
        default=None,
    )
    facts = _facts(rule, version, standing, own, revoked_on)
    answer = eligibility(rule, facts, minimum=minimum, today=today)
    first = earliest_on(rule, facts, minimum) if rule else None
    return Assessed(
        version, item, _label(version, item), standing, answer, minimum, own[0] if own else None,
        _points(facts, standing, first, today),
    )  # fmt: skip


def _barred_until(rule: RepairRule | None, revoked_on: date | None) -> date | None:
    """Whoever was once repaired on false material waits, whichever record it is about."""
    bar = rule.bar if rule else None
    return add_duration(revoked_on, bar) if bar and revoked_on else None


def _facts(
    rule: RepairRule | None, version: VersionRow, standing: Standing, own: list[Repair],
    revoked_on: date | None,
) -> Facts:  # fmt: skip
    kinds = frozenset(version.payload.get("kinds") or ())
    ended = [one for one in standing.suppressions if one.because == "repaired"]
    waiting = [one for one in own if one.state in OPEN]
    refused = own[0] if own and own[0].state in {State.REFUSED, State.DECLINED} else None
    return Facts(
        public=standing.public,
        dated_on=version.valid_from or _recorded_on(version),
        ends_on=standing.publicity.until,
        not_before=_not_before(rule, version, kinds),
        kinds=kinds,
        disputed=any(mark.what == "disputed" for mark in standing.marks),
        open_case=waiting[0].case.number if waiting else "",
        refused_until=refused.next_possible_on if refused else None,
        barred_until=_barred_until(rule, revoked_on),
        repaired=bool(ended) or any(one.state == State.GRANTED for one in own),
    )


def _not_before(rule: RepairRule | None, version: VersionRow, kinds: frozenset[str]) -> date | None:
    if rule is None or rule.not_before is None:
        return None
    if rule.not_before_kinds and not kinds & set(rule.not_before_kinds):
        return None
    value = version.payload.get(rule.not_before)
    return date.fromisoformat(value) if value else None


def _minimum(rule: RepairRule | None, version: VersionRow, loaded: LoadedCatalogue) -> str:
    """How long a record is public at least, by its rule, its severity or its list."""
    if rule is None:
        return ""
    if rule.earliest == "list":
        exits = (one.earliest_exit for one in loaded.lists.values() if one.item == version.item)
        return next((one for one in exits if one), rule.otherwise or "")
    if rule.earliest != "severity":
        return rule.earliest
    policy = policy_on(loaded.severity, version.valid_from or _recorded_on(version))
    if policy is None:
        return ""
    severity, _ = severity_of(version.payload, policy)
    return next((one.minimum for one in policy.periods if one.severity == severity), "")


def _recorded_on(version: VersionRow) -> date:
    return version.recorded_at.astimezone(CIVIL_TIME).date()


def _label(version: VersionRow, item: Item) -> str:
    """What people call the record by: its numbers, else its title."""
    names = [name for name in item.key if not name.endswith("_uscc")]
    found = " ".join(str(version.payload[name]) for name in names if version.payload.get(name))
    return found or item.title.zh


def _points(facts: Facts, standing: Standing, first: date | None, today: date) -> tuple[Point, ...]:
    """The term line of a record: its document, the first day of repair, today, its end by itself."""
    if standing.publicity.start is None:
        return ()
    opens = (Point(shape="opens", label=gettext("最早可申请修复"), date=first),) if first else ()
    return (
        Point(shape="start", label=gettext("文书日期"), date=facts.dated_on),
        *opens,
        Point(shape="today", label=gettext("今天"), date=today),
        Point(shape="end", label=gettext("最迟停止公示"), date=facts.ends_on),
    )
