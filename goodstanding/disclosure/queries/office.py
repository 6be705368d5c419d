"""How a record stands with the public, for those who work on it: period, reason, what is held, marks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import connection

from goodstanding.disclosure.adapters.policy import Policy
from goodstanding.disclosure.domain.publicity import SOLE_TRADER, Publicity, publicity_for
from goodstanding.disclosure.domain.screening import masked, reason_to_hold, screened_fields
from goodstanding.lib.environment import CIVIL_TIME

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime
    from uuid import UUID

    from goodstanding.lib.environment import Environment
    from goodstanding.records.queries import VersionRow


@dataclass(frozen=True)
class HeldField:
    """A field that waits for somebody to look at it, or that somebody has released."""

    version_id: int
    organisation_id: int
    field: str
    reason: str  # code of the pattern, or "no_screening"
    held_at: datetime
    released_at: datetime | None
    released_by: str


@dataclass(frozen=True)
class Taken:
    """A suppression or a mark that is in force. `what`: record, organisation, name, or the mark.

    `because` tells a pause (suspended) from an end (repaired …); empty for a mark.
    """

    id: int
    what: str
    reason: str
    by: str
    at: datetime
    because: str = ""


@dataclass(frozen=True)
class Standing:
    """How one version stands with the public on a day."""

    version_id: int
    fact: UUID
    publicity: Publicity
    public: bool  # on that day, everything considered
    held: tuple[HeldField, ...]
    suppressions: tuple[Taken, ...]
    marks: tuple[Taken, ...]


@dataclass(frozen=True)
class _Beside:
    """What is kept beside the records of one file."""

    facts: dict[int, UUID]
    held: list[HeldField]
    taken: list[dict[str, Any]]
    marks: list[dict[str, Any]]


def standings(
    versions: Sequence[VersionRow], *, kind: str, on: date, environment: Environment
) -> dict[int, Standing]:
    """How the versions of one file stand, by their numbers; four queries for any number."""
    policy = Policy(environment)
    told_of = {version.organisation_id for version in versions}
    places = {"organisations": list(told_of), "ids": [version.id for version in versions]}
    beside = _Beside(
        facts={row["id"]: row["key"] for row in _read(_FACTS, places)},
        held=[HeldField(**row) for row in _read(_HELD, places)],
        taken=_read(_TAKEN, places),
        marks=_read(_MARKS, places),
    )
    return {
        version.id: _standing(version, beside, _period(version, policy, kind), on)
        for version in versions
    }


def shown_payload(
    version: VersionRow, standing: Standing, *, kind: str, environment: Environment
) -> dict[str, Any]:
    """What of a version's payload is shown where it is public: the copy's rule, for one version."""
    rules = Policy(environment).rules(version.item, version.edition)
    released = {one.field for one in standing.held if one.released_at is not None}
    hidden = set(rules.hide)
    for field in screened_fields(rules.item, rules.screening):
        text = version.payload.get(field.name)
        if (
            text
            and field.name not in released
            and reason_to_hold(field.name, text, rules.screening)
        ):
            hidden.add(field.name)
    masks: tuple[str, ...] = ()
    if kind == SOLE_TRADER and rules.sole_traders:
        hidden.update(rules.sole_traders.hide)
        masks = rules.sole_traders.mask
    return {
        name: masked(value) if name in masks and value else value
        for name, value in version.payload.items()
        if name not in hidden
    }


def ended_early(organisation_id: int) -> set[tuple[str, UUID]]:
    """The records (item, fact) of an organisation that were repaired or ended before their time.

    Bodies that only share them must not be shown them any more (order 36, art. 3).
    """
    found = _read(_ENDED_EARLY, {"organisation": organisation_id})
    return {(row["item"], row["fact"]) for row in found}


_ENDED_EARLY = """
SELECT item, fact FROM disclosure_suppression
WHERE organisation_id = %(organisation)s AND because <> 'suspended' AND lifted_at IS NULL
"""


def waiting(*, agency: str | None = None, limit: int = 50, after: int = 0) -> list[HeldField]:
    """Fields that wait for somebody to look at them, the oldest first, behind a version's number.

    With an agency only of what it supplied.
    """
    places = {"agency": agency, "limit": limit, "after": after}
    return [HeldField(**row) for row in _read(_WAITING, places)]


_WAITING = """
SELECT h.version_id, h.organisation_id, h.field, h.reason, h.held_at, h.released_at, h.released_by
FROM disclosure_held h
JOIN records_version v ON v.organisation_id = h.organisation_id AND v.id = h.version_id
JOIN collection_submission s ON s.id = v.submission_id
WHERE h.released_at IS NULL AND v.superseded_at IS NULL AND h.version_id > %(after)s
  AND (%(agency)s::text IS NULL OR s.agency = %(agency)s)
ORDER BY h.version_id, h.field LIMIT %(limit)s
"""
_FACTS = """
SELECT id, key FROM records_version WHERE organisation_id = ANY(%(organisations)s) AND id = ANY(%(ids)s)
"""
_HELD = """
SELECT version_id, organisation_id, field, reason, held_at, released_at, released_by
FROM disclosure_held WHERE organisation_id = ANY(%(organisations)s) ORDER BY id
"""
_TAKEN = """
SELECT id, organisation_id, target AS what, item, fact, reason, "by", at, because FROM disclosure_suppression
WHERE organisation_id = ANY(%(organisations)s) AND lifted_at IS NULL ORDER BY id
"""
_MARKS = """
SELECT id, organisation_id, mark AS what, item, fact, reason, "by", at, '' AS because FROM disclosure_mark
WHERE organisation_id = ANY(%(organisations)s) AND lifted_at IS NULL ORDER BY id
"""


def _period(version: VersionRow, policy: Policy, kind: str) -> Publicity:
    rules = policy.rules(version.item, version.edition)
    return publicity_for(
        rules.item, version.payload, kind=kind, sole_traders=rules.sole_traders,
        valid_from=version.valid_from, valid_until=version.valid_until, severity=rules.severity,
        recorded_on=version.recorded_at.astimezone(CIVIL_TIME).date(),
    )  # fmt: skip


def _standing(version: VersionRow, beside: _Beside, period: Publicity, on: date) -> Standing:
    fact = beside.facts[version.id]
    own, told_of = (version.item, fact), version.organisation_id
    taken = [row for row in beside.taken if row["organisation_id"] == told_of]
    down = [row for row in taken if row["what"] != "record" or (row["item"], row["fact"]) == own]
    covered = any(row["what"] in {"record", "organisation"} for row in down)
    said = [
        row for row in beside.marks
        if (row["organisation_id"], row["item"], row["fact"]) == (told_of, *own)
    ]  # fmt: skip
    return Standing(
        version_id=version.id, fact=fact, publicity=period,
        public=period.covers(on) and version.superseded_at is None and not covered,
        held=tuple(one for one in beside.held if one.version_id == version.id),
        suppressions=_as_taken(down), marks=_as_taken(said),
    )  # fmt: skip


def _as_taken(found: list[dict[str, Any]]) -> tuple[Taken, ...]:
    return tuple(
        Taken(row["id"], row["what"], row["reason"], row["by"], row["at"], row["because"])
        for row in found
    )


def _read(statement: str, places: dict[str, Any]) -> list[dict[str, Any]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, places)
        names = [column.name for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
