"""A credit file with both its times: what held on a day, as it was known on a day.

The list of facts is light and whole, so that its counts are right; versions, publicity and
diffs are read for the facts of one page only.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from goodstanding.catalogue.domain.model import FieldType, Text
from goodstanding.disclosure.queries.office import Standing, ended_early, standings
from goodstanding.lib.environment import CIVIL_TIME
from goodstanding.office.queries.submitted import past_item
from goodstanding.organisations import queries as organisations
from goodstanding.records import queries as records

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from uuid import UUID

    from goodstanding.catalogue.domain.model import Field, Item
    from goodstanding.catalogue.queries import LoadedCatalogue
    from goodstanding.lib.environment import Environment
    from goodstanding.organisations.models import Organisation, Reassignment
    from goodstanding.records.queries import Fact, Told

PAGE = 25
STATES = ("valid", "coming", "ended", "withdrawn")


@dataclass(frozen=True)
class Times:
    """What was valid on `as_of`, as it was known at the end of `known_on`."""

    as_of: date
    known_on: date
    today: date

    @property
    def is_past(self) -> bool:
        return self.as_of != self.today or self.known_on != self.today

    @property
    def known_before(self) -> datetime:
        return datetime.combine(self.known_on + timedelta(days=1), time(), CIVIL_TIME)


@dataclass(frozen=True)
class Change:
    """One field in one version: what it said before and what it says now."""

    title: Text
    before: str | None
    now: str | None

    @property
    def is_changed(self) -> bool:
        return self.before != self.now


@dataclass(frozen=True)
class Version:
    """One version in the story of a record."""

    number: int
    told: Told
    changes: tuple[Change, ...]
    cell: str | None


@dataclass(frozen=True)
class Record:
    """One fact of the file: its last version, how it stands with the public, its story."""

    fact: Fact
    item: Item
    state: str
    versions: tuple[Version, ...]
    standing: Standing | None
    told_as: str  # the code it was told under, where that is not the file's

    @property
    def box(self) -> str:
        """What a form calls the fact by."""
        return f"{self.fact.organisation_id}/{self.fact.item}/{self.fact.fact}"

    @property
    def last(self) -> Version:
        return self.versions[-1]

    @property
    def shown(self) -> Version:
        """The last version that says something: of a withdrawn record the one before."""
        said = [one for one in self.versions if not one.told.withdrawn]
        return said[-1] if said else self.versions[-1]

    @property
    def label(self) -> str:
        """What the record is called by: its number, or its item's key."""
        payload = self.shown.told.version.payload
        names = [name for name in self.item.key if not name.endswith("_uscc")]
        return " ".join(str(payload[name]) for name in names if payload.get(name))


@dataclass(frozen=True)
class CreditFile:
    """What a page of a credit file shows."""

    organisation: Organisation
    identity: organisations.Identity
    times: Times
    reassigned: tuple[Reassignment, ...]  # what is in force of merges and splits
    counts: dict[str, int]
    records: tuple[Record, ...]
    state: str
    page: int
    pages: int


def credit_file(
    organisation: Organisation, times: Times, loaded: LoadedCatalogue, environment: Environment,
    *, state: str = "", item: str = "", page: int = 1, agency: str = "",
) -> CreditFile:  # fmt: skip
    """The file of an organisation; a bounded number of questions, whatever its size.

    An agency no longer sees what was repaired or ended early, but for what it supplied.
    """
    facts = records.facts_of(organisation.pk, known_before=times.known_before)
    if agency:
        over = ended_early(organisation.pk)
        facts = [one for one in facts if one.agency == agency or (one.item, one.fact) not in over]
    counts = dict.fromkeys(STATES, 0)
    for fact in facts:
        counts[_state(fact, times.as_of)] += 1
    kept = [
        fact for fact in facts
        if (not state or _state(fact, times.as_of) == state) and (not item or fact.item == item)
    ]  # fmt: skip
    pages = max(1, -(-len(kept) // PAGE))
    page = min(max(page, 1), pages)
    shown = kept[(page - 1) * PAGE : page * PAGE]
    made = _records(organisation, shown, times, loaded, environment)
    identity = organisations.identity(organisation, known_before=times.known_before)
    reassigned = tuple(organisations.reassigned(organisation.pk, known_before=times.known_before))
    return CreditFile(organisation, identity, times, reassigned, counts, made, state, page, pages)


def _state(fact: Fact, day: date) -> str:
    if fact.withdrawn:
        return "withdrawn"
    if fact.valid_until is not None and fact.valid_until < day:
        return "ended"
    return "coming" if fact.valid_from is not None and fact.valid_from > day else "valid"


def _records(
    organisation: Organisation, facts: list[Fact], times: Times, loaded: LoadedCatalogue,
    environment: Environment,
) -> tuple[Record, ...]:  # fmt: skip
    told = records.stories_of(
        organisation.pk, [fact.fact for fact in facts], known_before=times.known_before
    )
    stories = {fact: _story(fact, told) for fact in facts}
    stand = standings(
        [stories[fact][-1].version for fact in facts if not fact.withdrawn],
        kind=organisation.kind, on=times.as_of, environment=environment,
    )  # fmt: skip
    items = _Items(loaded)
    codes = organisations.codes(fact.organisation_id for fact in facts)
    made = []
    for fact, story in stories.items():
        item = items.item(fact.item, story[-1].version.edition)
        made.append(
            Record(
                fact, item, _state(fact, times.as_of), _versions(story, item, items),
                stand.get(fact.id), told_as="" if fact.organisation_id == organisation.pk
                else codes[fact.organisation_id],
            )
        )  # fmt: skip
    return tuple(made)


def _story(fact: Fact, stories: Mapping[UUID, list[Told]]) -> list[Told]:
    own = (fact.organisation_id, fact.item)
    return [
        told for told in stories[fact.fact] if (told.version.organisation_id, told.version.item) == own
    ]  # fmt: skip


class _Items:
    """Items by the edition that took a version in."""

    def __init__(self, loaded: LoadedCatalogue) -> None:
        self.loaded = loaded

    def item(self, code: str, edition: str) -> Item:
        return (
            self.loaded.item(code) if edition == self.loaded.edition else past_item(edition, code)
        )


def _versions(story: list[Told], item: Item, items: _Items) -> tuple[Version, ...]:
    made: list[Version] = []
    before: Mapping[str, Any] = {}
    for number, told in enumerate(story, start=1):
        payload = told.version.payload
        made.append(Version(number, told, _changes(item, before, payload, items), None))
        before = payload or before
    return tuple(made)


def _changes(
    item: Item, before: Mapping[str, Any], now: Mapping[str, Any], items: _Items
) -> tuple[Change, ...]:
    found = []
    for field in item.fields:
        was, says = before.get(field.name), now.get(field.name)
        if was is None and says is None:
            continue
        old, new = _words(field, was, items.loaded), _words(field, says, items.loaded)
        found.append(Change(field.title, old, new))
    return tuple(found)


def _words(field: Field, value: Any, loaded: LoadedCatalogue) -> str | None:
    """A value of a payload as people read it: the titles of codes, 是 and 否."""
    if value is None:
        return None
    listed = loaded.code_lists.get(field.codes or "")
    if listed is not None:
        titles = {code.code: code.title.zh for code in listed.codes}
        parts = value if isinstance(value, list) else [value]
        return "；".join(str(titles.get(part, part)) for part in parts)
    if field.type is FieldType.BOOLEAN:
        return "是" if value else "否"
    return str(value)
