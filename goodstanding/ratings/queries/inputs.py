"""What a rating is made of, as it was known: the organisation, its records, what is said beside them.

Whatever a rating may rest on comes in here, or for all at once in `queries.everybody`. A live entry
of a list is a record of that list's item, whether this platform decided it or took it in (decision
0018). The file of an organisation follows merges and splits (decision 0014).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from django.db.models import Q

from goodstanding.disclosure.queries.beside import said_beside
from goodstanding.lib.environment import CIVIL_TIME
from goodstanding.ratings.domain.facts import Fact, Rules, Subject
from goodstanding.ratings.models import Consent
from goodstanding.records import queries as records

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from goodstanding.organisations.models import Organisation
    from goodstanding.ratings.domain.model import Model
    from goodstanding.records.queries import VersionRow


@dataclass(frozen=True)
class Inputs:
    """All that one rating needs, and the versions behind its facts by their number."""

    subject: Subject
    facts: tuple[Fact, ...]
    rules: Rules
    versions: dict[str, VersionRow]


def known_at_the_end_of(day: date) -> datetime:
    """The instant before which everything of a day was known."""
    return datetime.combine(day + timedelta(days=1), time(), CIVIL_TIME)


def inputs(
    organisation: Organisation, model: Model, rules: Rules, *, day: date, known_before: datetime
) -> Inputs:
    """What the model needs of an organisation, as it was known just before an instant."""
    items = model.items()
    found, facts = known_facts(organisation.pk, items, known_before=known_before)
    collected = records.collected(items, known_before=known_before)
    return Inputs(
        subject=subject(organisation, model, day=day, known_before=known_before),
        facts=facts,
        rules=replace(rules, collected=collected),
        versions={str(version.id): version for version in found},
    )


def known_facts(
    organisation_id: int, items: Sequence[str], *, known_before: datetime
) -> tuple[list[VersionRow], tuple[Fact, ...]]:
    """The versions of a file as they were known just before an instant, and the same as facts."""
    found = _told_once(
        records.known_of(organisation_id, items, known_before=known_before), organisation_id
    )
    marks: dict[tuple[int, str, str], set[str]] = {}
    tellers = {organisation_id, *(version.organisation_id for version in found)}
    for teller, item, fact, mark in said_beside(
        known_before=known_before, organisations=sorted(tellers)
    ):
        marks.setdefault((teller, item, fact), set()).add(mark)
    facts = tuple(
        Fact(
            id=str(version.id), item=version.item, agency=version.agency, payload=version.payload,
            valid_from=version.valid_from, valid_until=version.valid_until,
            marks=frozenset(marks.get((version.organisation_id, version.item, str(version.fact)), ())),
        )
        for version in found
    )  # fmt: skip
    return found, facts


def _told_once(versions: list[VersionRow], own: int) -> list[VersionRow]:
    """A fact that was told of two who are one counts once: as it was told of who stays."""
    first: dict[tuple[str, object], VersionRow] = {}
    for one in sorted(versions, key=lambda v: (v.organisation_id != own, v.organisation_id)):
        first.setdefault((one.item, one.fact), one)
    return sorted(first.values(), key=lambda one: one.id)


def subject(
    organisation: Organisation, model: Model, *, day: date, known_before: datetime
) -> Subject:
    """The organisation as it stood on the day: one that was deregistered later was in operation."""
    ended = organisation.deregistered_on
    status = "active" if ended is not None and day < ended else organisation.status
    return Subject(
        organisation.pk, organisation.kind, status, organisation.registered_on,
        consent=has_consented(organisation.pk, model.code, known_before=known_before),
    )  # fmt: skip


def has_consented(organisation_id: int, model: str, *, known_before: datetime) -> bool:
    """Whether the organisation's consent to the model stood just before an instant."""
    stood = Q(withdrawn_at=None) | Q(withdrawn_at__gte=known_before)
    return Consent.objects.filter(
        stood, organisation_id=organisation_id, model=model, given_at__lt=known_before
    ).exists()
