"""Reading record versions on both axes of time."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import connection

from goodstanding.organisations import queries as organisations

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date, datetime
    from uuid import UUID

# Whose file: told of a member, unless a split moved it; or moved here by one.
_IN_FILE = """
v.organisation_id = ANY(%(organisations)s)
AND (v.organisation_id = ANY(%(members)s)) <> ((v.organisation_id, v.item, v.key) IN (
    SELECT * FROM unnest(%(moved_of)s::bigint[], %(moved_items)s::text[], %(moved_facts)s::uuid[])))
"""
_VERSION = """
SELECT v.organisation_id, v.id, v.item, v.key AS fact, s.agency, s.number AS submission, s.edition, v."row", v.payload,
       v.valid_from, v.valid_until, v.recorded_at, v.superseded_at
FROM records_version v JOIN collection_submission s ON s.id = v.submission_id
"""
_FILE = f"""{_VERSION}
WHERE {_IN_FILE} AND NOT v.withdrawn
  AND v.recorded_at < %(known)s
  AND (%(history)s OR v.superseded_at IS NULL OR v.superseded_at >= %(known)s)
  AND (v.valid_from IS NULL OR v.valid_from <= %(day)s)
  AND (v.valid_until IS NULL OR v.valid_until >= %(day)s)
ORDER BY v.item, v.valid_from NULLS FIRST, v.id
"""
_KNOWN = f"""{_VERSION}
WHERE {_IN_FILE} AND v.item = ANY(%(items)s) AND NOT v.withdrawn
  AND v.recorded_at < %(known)s
  AND (v.superseded_at IS NULL OR v.superseded_at >= %(known)s)
ORDER BY v.id
"""
_CURRENT = f"""{_VERSION}
WHERE v.organisation_id = %(organisation)s AND v.item = %(item)s AND v.key = %(fact)s
  AND v.superseded_at IS NULL AND NOT v.withdrawn
"""


@dataclass(frozen=True)
class VersionRow:
    """One version as it is shown: of whom it was told, the fact, its supplier, both its times."""

    organisation_id: int
    id: int
    item: str
    fact: UUID
    agency: str
    submission: str
    edition: str
    row: int
    payload: dict[str, Any]
    valid_from: date | None
    valid_until: date | None
    recorded_at: datetime
    superseded_at: datetime | None


def file_of(
    organisation_id: int, *, as_of: date, known_before: datetime, history: bool = False
) -> list[VersionRow]:
    """The versions valid on a day, as they were known just before an instant.

    Those told of whoever was merged into the organisation are among them, and what splits moved.
    With `history`, versions superseded by then are listed too. A withdrawn record has no
    version that is shown.
    """
    places: dict[str, Any] = {
        **_in_file(organisation_id, known_before),
        "history": history,
        "day": as_of,
    }
    return _rows(_FILE, places)


def known_of(
    organisation_id: int, items: Sequence[str], *, known_before: datetime
) -> list[VersionRow]:
    """What was known just before an instant of some items, whatever day it speaks of, each fact once."""
    found = _rows(_KNOWN, {**_in_file(organisation_id, known_before), "items": list(items)})
    return told_once(found, organisation_id)


def told_once(versions: list[VersionRow], organisation_id: int) -> list[VersionRow]:
    """The versions of a file without those of facts that are told under another code, too.

    What was told of the organisation of the file goes before what was told of those merged into
    it, of these the earliest on file before the others.
    """
    ranked = sorted(
        versions, key=lambda one: (one.organisation_id != organisation_id, one.organisation_id)
    )
    first = {(one.item, one.fact): one.organisation_id for one in reversed(ranked)}
    return [one for one in versions if first[one.item, one.fact] == one.organisation_id]


_BY_NUMBER = f"""{_VERSION}
JOIN unnest(%(organisations)s::bigint[], %(ids)s::bigint[]) AS w(organisation, id)
  ON v.organisation_id = w.organisation AND v.id = w.id ORDER BY v.id
"""


def by_number(versions: Iterable[tuple[int, int]]) -> list[VersionRow]:
    """Versions by pairs of organisation and number, in one query."""
    wanted = list(versions)
    places = {"organisations": [one for one, _ in wanted], "ids": [one for _, one in wanted]}
    return _rows(_BY_NUMBER, places)


@dataclass(frozen=True)
class Label:
    """What tells a record in one line: its item, its supplier, its day and its document's number or ""."""

    item: str
    agency: str
    dated: date | None
    number: str


_NUMBERS = ("document_number", "case_number")
_LABELS = f"""
SELECT v.id, v.item, s.agency, v.valid_from, coalesce({", ".join(f"nullif(v.payload->>'{name}', '')" for name in _NUMBERS)}, '')
FROM records_version v JOIN collection_submission s ON s.id = v.submission_id
JOIN unnest(%(organisations)s::bigint[], %(ids)s::bigint[]) AS w(organisation, id)
  ON v.organisation_id = w.organisation AND v.id = w.id
"""  # noqa: S608  our own words


def labels(organisations: Sequence[int], numbers: Sequence[int]) -> dict[int, Label]:
    """The labels of many versions by number; of whom each was told stands at the same place of `organisations`."""
    places = {"organisations": list(organisations), "ids": list(numbers)}
    with connection.cursor() as cursor:
        cursor.execute(_LABELS, places)
        return {number: Label(*told) for number, *told in cursor.fetchall()}


def label_of(version: VersionRow) -> Label:
    """The label of a version that was read whole."""
    numbers = (version.payload.get(name) for name in _NUMBERS)
    number = next((str(number) for number in numbers if number), "")
    return Label(version.item, version.agency, version.valid_from, number)


def freshness(items: Sequence[str], *, known_before: datetime) -> dict[str, datetime]:
    """When something last came of each item, before an instant; items that never came are left out."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT item, (SELECT max(finished_at) FROM collection_submission s"
            " WHERE s.state = 'loaded' AND s.item = given.item AND s.finished_at < %s)"
            " FROM unnest(%s::text[]) AS given(item)",
            [known_before, list(items)],
        )
        return {item: last for item, last in cursor.fetchall() if last is not None}


def last_loaded() -> datetime | None:
    """The instant of the last load: nothing that is known was recorded after it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT max(finished_at) FROM collection_submission WHERE state = 'loaded'")
        found: datetime | None = cursor.fetchone()[0]
    return found


def collected(items: Sequence[str], *, known_before: datetime) -> frozenset[str]:
    """Those of the items of which anything about anybody had come before an instant."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT item FROM collection_submission WHERE state = 'loaded' AND new > 0"
            " AND item = ANY(%s) AND finished_at < %s",
            [list(items), known_before],
        )
        return frozenset(item for (item,) in cursor.fetchall())


def current(organisation_id: int, item: str, fact: UUID) -> VersionRow | None:
    """The version of a fact that stands now; null where there is none or it was withdrawn."""
    found = _rows(_CURRENT, {"organisation": organisation_id, "item": item, "fact": fact})
    return found[0] if found else None


_BROUGHT = f"""{_VERSION}
WHERE v.organisation_id = %(organisation)s AND s.number = %(submission)s AND NOT v.withdrawn
"""
_CURRENT_OF = f"""{_VERSION}
JOIN unnest(%(organisations)s::bigint[], %(items)s::text[], %(facts)s::uuid[]) AS f(organisation, item, fact)
  ON v.organisation_id = f.organisation AND v.item = f.item AND v.key = f.fact
WHERE v.superseded_at IS NULL AND NOT v.withdrawn
"""


def brought(organisation_id: int, submission: str) -> list[VersionRow]:
    """The versions of an organisation that a submission brought, by its number."""
    return _rows(_BROUGHT, {"organisation": organisation_id, "submission": submission})


def current_of(facts: Iterable[tuple[int, str, UUID]]) -> list[VersionRow]:
    """The versions that stand now of many facts (organisation, item, fact), in one query."""
    wanted = list(facts)
    places: dict[str, Any] = {
        "organisations": [one[0] for one in wanted], "items": [one[1] for one in wanted],
        "facts": [one[2] for one in wanted],
    }  # fmt: skip
    return _rows(_CURRENT_OF, places)


_STANDING = f"""{_VERSION}
WHERE {_IN_FILE} AND v.superseded_at IS NULL AND NOT v.withdrawn
ORDER BY v.valid_from DESC NULLS LAST, v.id DESC
"""


def standing(organisation_id: int) -> list[VersionRow]:
    """The version that stands now of every fact in a file, valid today or not, newest first."""
    return told_once(_rows(_STANDING, _in_file(organisation_id)), organisation_id)


def current_in_file(organisation_id: int, item: str, fact: UUID) -> VersionRow | None:
    """The same for a fact of the file in which the organisation's records stand.

    Told under several codes, what was told of the organisation of the file goes before the others.
    """
    file = organisations.merged_into([organisation_id]).get(organisation_id, organisation_id)
    scope = organisations.scope(file)
    moved = {one for one, *which in scope.moved if which == [item, fact]}
    tellers = [one for one in scope.organisations if (one in scope.members) != (one in moved)]
    found = (current(one, item, fact) for one in tellers)
    return next((one for one in found if one is not None), None)


def _in_file(organisation_id: int, known_before: datetime | None = None) -> dict[str, Any]:
    scope = organisations.scope(organisation_id, known_before=known_before)
    return {
        "known": known_before, "organisations": scope.organisations,
        "members": list(scope.members), "moved_of": [one for one, _, _ in scope.moved],
        "moved_items": [item for _, item, _ in scope.moved],
        "moved_facts": [fact for _, _, fact in scope.moved],
    }  # fmt: skip


def _rows(query: str, places: dict[str, Any]) -> list[VersionRow]:
    with connection.cursor() as cursor:
        cursor.execute(query, places)
        names = [column.name for column in cursor.description]
        rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    return [VersionRow(**{**row, "payload": _object(row["payload"])}) for row in rows]


def _object(value: str | dict[str, Any]) -> dict[str, Any]:
    """Django leaves jsonb of a plain query as text."""
    return dict(json.loads(value)) if isinstance(value, str) else value


def registered_cells(
    organisation_ids: Iterable[int], fields: Iterable[str]
) -> dict[int, dict[str, str]]:
    """What the registrations that stand say in these fields, by organisation; absent ones left out."""
    query = (
        "SELECT v.organisation_id, f.name, v.payload->>f.name FROM records_version v, unnest(%s::text[]) AS f(name)"
        " WHERE v.organisation_id = ANY(%s) AND v.item = 'registration' AND v.superseded_at IS NULL"
        " AND NOT v.withdrawn AND v.payload->>f.name <> ''"
    )
    found: dict[int, dict[str, str]] = {}
    with connection.cursor() as cursor:
        cursor.execute(query, [list(fields), list(organisation_ids)])
        for number, field, said in cursor.fetchall():
            found.setdefault(number, {})[field] = said
    return found


@dataclass(frozen=True)
class Fact:
    """One fact of a credit file as it was last known: how many versions, and whether withdrawn."""

    organisation_id: int  # of whom it was told
    id: int  # of the last version
    item: str
    fact: UUID
    versions: int
    valid_from: date | None
    valid_until: date | None
    withdrawn: bool
    recorded_at: datetime
    agency: str  # that supplied the last version


@dataclass(frozen=True)
class Told:
    """One version of a fact as its story tells it; a withdrawal says nothing but that it is one."""

    version: VersionRow
    withdrawn: bool


_FACTS = f"""
SELECT v.organisation_id, v.id, v.item, v.fact, v.versions, v.valid_from, v.valid_until, v.withdrawn,
       v.recorded_at, s.agency FROM (
    SELECT v.organisation_id, id, item, key AS fact, valid_from, valid_until, withdrawn, recorded_at, submission_id,
           count(*) OVER own AS versions, row_number() OVER (own ORDER BY recorded_at DESC, id DESC) AS last
    FROM records_version v
    WHERE {_IN_FILE} AND recorded_at < %(known)s
    WINDOW own AS (PARTITION BY v.organisation_id, item, key)
) v JOIN collection_submission s ON s.id = v.submission_id
WHERE v.last = 1 ORDER BY v.valid_from DESC NULLS LAST, v.id DESC
"""  # noqa: S608  our own words
_STORY = f"""{_VERSION.replace("SELECT ", "SELECT v.withdrawn, ")}
WHERE {_IN_FILE} AND v.recorded_at < %(known)s
  AND v.key = ANY(%(facts)s)
ORDER BY v.item, v.key, v.recorded_at, v.id
"""


def facts_of(organisation_id: int, *, known_before: datetime) -> list[Fact]:
    """Every fact that was known just before an instant, the newest first; withdrawn ones too."""
    with connection.cursor() as cursor:
        cursor.execute(_FACTS, _in_file(organisation_id, known_before))
        return [Fact(*row) for row in cursor.fetchall()]


def stories_of(
    organisation_id: int, facts: list[UUID], *, known_before: datetime
) -> dict[UUID, list[Told]]:
    """All versions of some facts as they were known just before an instant, the first first."""
    places = {**_in_file(organisation_id, known_before), "facts": facts}
    found: dict[UUID, list[Told]] = {}
    with connection.cursor() as cursor:
        cursor.execute(_STORY, places)
        names = [column.name for column in cursor.description]
        for line in cursor.fetchall():
            row = dict(zip(names, line, strict=True))
            withdrawn = row.pop("withdrawn")
            version = VersionRow(**{**row, "payload": _object(row["payload"])})
            found.setdefault(version.fact, []).append(Told(version, withdrawn))
    return found
