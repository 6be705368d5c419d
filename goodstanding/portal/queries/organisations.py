"""The page of one organisation: four queries, however many records it has."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from goodstanding.catalogue.domain.model import Text
from goodstanding.disclosure.queries import parts, published
from goodstanding.portal.domain import facts, sections, shown
from goodstanding.portal.queries.showing import show_all

if TYPE_CHECKING:
    from datetime import date, datetime

    from goodstanding.disclosure.queries.policy import Policy
    from goodstanding.portal.domain.facts import Fact
    from goodstanding.portal.domain.sections import Section, Status
    from goodstanding.portal.domain.shown import Mark, Shown

NEWEST = 10
PAGE = 20
#: What the page says elsewhere of who the organisation is.
SAID = frozenset({"kind", "status", "deregistered_on"})
SUCCESSIONS = {
    "merger": Text("已并入", "Merged into"),
    "split": Text("已分立出", "Split off"),
    "recode": Text("已换发新代码", "Now under a new code"),
}


@dataclass(frozen=True)
class Filled:
    """A section with the newest of its records and how many there are."""

    section: Section
    count: int
    records: tuple[Shown, ...]


@dataclass(frozen=True)
class Standing:
    """What adverse is published of an organisation; `newest` is its latest penalty."""

    penalties: int
    abnormal: int
    severe: int
    others: int
    newest: Shown | None
    is_disputed: bool

    @property
    def adverse(self) -> int:
        return self.penalties + self.abnormal + self.severe + self.others


@dataclass(frozen=True)
class Successor:
    kind: Text
    uscc: str
    name: str
    on: date | None


@dataclass(frozen=True)
class Former:
    name: str
    until: date | None


@dataclass(frozen=True)
class OrganisationPage:
    """Everything that the page shows."""

    uscc: str
    name: str
    kind: Text
    status: Status
    marks: tuple[Mark, ...]
    standing: Standing
    registration: tuple[Fact, ...]
    former_names: tuple[Former, ...]
    successors: tuple[Successor, ...]
    deregistered_on: date | None
    filled: tuple[Filled, ...]
    absent: tuple[Section, ...]
    owner_masked: bool
    updated_at: datetime


def page(uscc: str, policy: Policy, today: date) -> OrganisationPage | None:
    """The organisation of that code; None where none is public."""
    found = published.organisation(uscc)
    if found is None:
        return None
    counts = published.counts(found.id)
    newest = parts.newest(found.id, [part_of(one) for one in sections.SECTIONS], limit=NEWEST)
    records = {code: show_all(some, policy, today) for code, some in newest.items()}
    by_section = _by_section(counts, policy)
    registration = _registration(found, policy)
    filled, absent = _sections(by_section, records, has_registration=bool(registration))
    standing = _standing(counts, by_section, records)
    return OrganisationPage(
        uscc=found.uscc,
        name=found.name,
        kind=sections.kind(found.kind),
        status=sections.status(found.status),
        marks=_marks(by_section, standing),
        standing=standing,
        registration=registration,
        former_names=tuple(_former(one) for one in found.former_names),
        successors=tuple(_successor(one) for one in found.successors),
        deregistered_on=found.deregistered_on,
        filled=filled,
        absent=absent,
        owner_masked=found.kind == "sole_trader",
        updated_at=found.updated_at,
    )


def part_of(section: Section) -> parts.Part:
    """The section as the published copy is asked for it."""
    return parts.Part(section.code, section.of_class, section.families, section.without)


def _by_section(counts: tuple[published.Count, ...], policy: Policy) -> Counter[str]:
    found: Counter[str] = Counter()
    for count in counts:
        family = policy.family(count.item)
        found[sections.section_of(count.item_class, family).code] += count.number
    return found


def _registration(found: published.Organisation, policy: Policy) -> tuple[Fact, ...]:
    told = facts.facts(policy.item("registration"), found.facts, policy.words)
    return tuple(fact for fact in told if fact.name not in SAID)


def _sections(
    counts: Counter[str], records: dict[str, tuple[Shown, ...]], *, has_registration: bool
) -> tuple[tuple[Filled, ...], tuple[Section, ...]]:
    filled, absent = [], []
    for section in sections.SECTIONS:
        some = records.get(section.code, ())
        is_identity = section.code == "registration" and has_registration
        # The registration record says who this is; it is no record among others.
        count = counts[section.code] - is_identity
        if some or section.always or is_identity:
            filled.append(Filled(section, max(count, len(some)), some))
        else:
            absent.append(section)
    return tuple(filled), tuple(absent)


def _standing(
    counts: tuple[published.Count, ...],
    by_section: Counter[str],
    records: dict[str, tuple[Shown, ...]],
) -> Standing:
    adverse = sum(count.number for count in counts if count.polarity == "negative")
    named = sum(by_section[code] for code in ("penalties", "abnormal", "severe_list"))
    newest = next(iter(records.get("penalties", ())), None)
    disputed = shown.MARKS["disputed"]
    return Standing(
        penalties=by_section["penalties"],
        abnormal=by_section["abnormal"],
        severe=by_section["severe_list"],
        others=max(0, adverse - named),
        newest=newest,
        is_disputed=any(disputed in one.marks for some in records.values() for one in some),
    )


def _marks(counts: Counter[str], standing: Standing) -> tuple[Mark, ...]:
    said = (
        (counts["severe_list"], shown.LISTED),
        (counts["abnormal"], shown.ABNORMAL),
        (counts["honour"], shown.HONOUR),
        (standing.is_disputed, shown.MARKS["disputed"]),
    )
    return tuple(mark for holds, mark in said if holds)


def _former(one: dict[str, Any]) -> Former:
    return Former(str(one["name"]), facts.as_day(one.get("until")))


def _successor(one: dict[str, Any]) -> Successor:
    kind = SUCCESSIONS.get(str(one.get("kind")), SUCCESSIONS["recode"])
    return Successor(kind, str(one["uscc"]), str(one["name"]), facts.as_day(one.get("on")))


@dataclass(frozen=True)
class SectionPage:
    """One section of an organisation, a page of it."""

    uscc: str
    name: str
    section: Section
    count: int
    records: tuple[Shown, ...]
    next: str | None


def section_page(
    uscc: str, section: Section, policy: Policy, today: date, *, after: str | None
) -> SectionPage | None:
    """A page of one section; None where no such organisation is public."""
    found = published.organisation(uscc)
    if found is None:
        return None
    counts = _by_section(published.counts(found.id), policy)
    some = parts.page(found.id, part_of(section), limit=PAGE, after=after)
    records = show_all(some.records, policy, today)
    return SectionPage(found.uscc, found.name, section, counts[section.code], records, some.next)
