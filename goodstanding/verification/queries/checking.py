"""Answers the rows of a list: matched with certainty or not at all, then looked up together."""

from __future__ import annotations

from collections import defaultdict
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import UTC, timedelta
from typing import TYPE_CHECKING, Self

import pyarrow as pa

from goodstanding.catalogue.domain.model import Text
from goodstanding.lib.environment import CIVIL_TIME
from goodstanding.matching.domain.given_code import columns_of
from goodstanding.matching.queries.matching import GIVEN, match
from goodstanding.ratings.queries.everybody import opened
from goodstanding.records import queries as records
from goodstanding.verification.domain.purpose import Verdict
from goodstanding.verification.domain.rows import (
    BROKEN,
    NOT_MATCHED,
    PERSON,
    Found,
    Hit,
    Row,
    verdict_of,
)
from goodstanding.verification.queries.purposes import rules_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from goodstanding.catalogue.queries import LoadedCatalogue
    from goodstanding.lib.engine import Engine
    from goodstanding.lib.environment import Environment
    from goodstanding.matching.queries.matching import Match
    from goodstanding.records.queries import Label
    from goodstanding.verification.domain.purpose import Purpose
    from goodstanding.verification.domain.rows import Asked


@dataclass(frozen=True)
class Snapshot:
    """Of which day and of what was known the answers are."""

    day: date
    known_before: datetime
    edition: str

    @property
    def id(self) -> str:
        """Instant and edition: what is needed to answer the same again."""
        return f"{self.known_before.astimezone(UTC):%Y%m%dT%H%M%S.%fZ}-{self.edition[:16]}"

    @classmethod
    def at(cls, known_before: datetime, edition: str) -> Snapshot:
        """What was known just before an instant, on the day of that instant."""
        return cls(known_before.astimezone(CIVIL_TIME).date(), known_before, edition)


def snapshot_now(catalogue: LoadedCatalogue, *, now: datetime) -> Snapshot:
    """Everything that was loaded until now, also where a clock stands still."""
    last = records.last_loaded()
    latest = now if last is None else max(now, last)
    return Snapshot.at(latest + timedelta(microseconds=1), catalogue.edition)


@dataclass(frozen=True)
class Source:
    """A kind of record that was looked at, and when something about anybody last came of it."""

    item: str
    title: Text
    last: datetime | None


def answers(
    rows: Sequence[Asked], purpose: Purpose, *, snapshot: Snapshot, catalogue: LoadedCatalogue,
    environment: Environment,
) -> list[Row]:  # fmt: skip
    """The answer to every row, in order. Reads the columnar copy as it stands."""
    with Lookup(purpose, snapshot, catalogue, environment) as lookup:
        return lookup.answers(rows)


class Lookup:
    """Answers lists for one purpose as of one snapshot, by the columnar copy as it stands.

    What counts of anybody's records is found once, for the first row that means somebody, however
    many lists or parts of one follow.
    """

    def __init__(
        self, purpose: Purpose, snapshot: Snapshot, catalogue: LoadedCatalogue,
        environment: Environment,
    ) -> None:  # fmt: skip
        self._purpose, self._snapshot = purpose, snapshot
        self._catalogue, self._environment = catalogue, environment
        self._open = ExitStack()
        self._engine: Engine | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_raised: object) -> None:
        self._open.close()

    def answers(self, rows: Sequence[Asked]) -> list[Row]:
        """The answer to every row, in order."""
        matched = _matched(rows)
        wanted = sorted({one.organisation for one in matched if one.organisation is not None})
        hits = self._hits(wanted) if wanted else {}
        looked_at = sources(
            self._purpose, self._catalogue, known_before=self._snapshot.known_before
        )
        gap = gap_of(self._purpose, looked_at)
        return [
            _row(given, found, hits.get(found.organisation or 0, []), gap)
            for given, found in zip(rows, matched, strict=True)
        ]

    def _hits(self, wanted: list[int]) -> dict[int, list[Hit]]:
        self._engine = self._engine or self._counted()
        self._engine.put("wanted", pa.table({"id": pa.array(wanted, pa.int64())}))
        read = self._engine.read(_HITS)
        tellers, numbers, *others = (read.column(name).to_pylist() for name in _HIT)
        labels = records.labels(tellers, numbers)
        found: dict[int, list[Hit]] = defaultdict(list)
        for teller, number, organisation, n, disputed in zip(
            tellers, numbers, *others, strict=True
        ):
            check = self._purpose.checks[n]
            record = told_record(
                check.title, (teller, number), labels[number], self._catalogue, disputed=disputed
            )
            found[organisation].append(Hit(record, check.verdict))
        return found

    def _counted(self) -> Engine:
        """An engine with the table `hits`: which records of anybody each check counts."""
        # Late: importing Ibis takes most of a second.
        from goodstanding.ratings.domain.columns import counting

        model, rules = self._purpose.as_model(), rules_of(self._purpose, self._catalogue)
        rules = replace(rules, collected=frozenset(self._purpose.items()))
        day, known = self._snapshot.day, self._snapshot.known_before
        engine = self._open.enter_context(
            opened(model, rules, known_before=known, environment=self._environment)
        )
        steps = counting(
            model, rules, day=day, known_before=known, engine=self._environment.engine, name="hits"
        )
        for step in steps:
            engine.create(step)
        return engine


def sources(
    purpose: Purpose, catalogue: LoadedCatalogue, *, known_before: datetime
) -> list[Source]:
    """What a purpose looks at, and how fresh each of it is."""
    fresh = records.freshness(purpose.items(), known_before=known_before)
    return [Source(code, catalogue.item(code).title, fresh.get(code)) for code in purpose.items()]


def gap_of(purpose: Purpose, looked_at: Sequence[Source]) -> Verdict:
    """The worst that sources which never came could have told."""
    return purpose.at_stake([one.item for one in looked_at if one.last is None])


def _row(given: Asked, found: Match, hits: list[Hit], gap: Verdict) -> Row:
    number = given.row or found.row
    if given.person or given.broken or found.organisation is None:
        why = PERSON if given.person else BROKEN if given.broken else NOT_MATCHED
        return Row(number, given, Verdict.UNDECIDED, undecided=(why,))
    verdict, open_ = verdict_of(hits, gap)
    told = tuple(hit.record for hit in hits)
    return Row(number, given, verdict, found.uscc, found.name, told, open_)


def _matched(rows: Sequence[Asked]) -> list[Match]:
    """What each row means; a natural person's row asks for nothing."""
    columns: dict[str, list[str | None]] = {column: [None] * len(rows) for column in GIVEN}
    for n, row in enumerate(rows):
        if not row.person:
            columns["name"][n] = row.name or None
            for column, value in columns_of(row.code).items() if row.code else ():
                columns[column][n] = value
    arrays = {column: pa.array(cells, pa.string()) for column, cells in columns.items()}
    table = pa.table({"row": pa.array(range(1, len(rows) + 1), pa.int64()), **arrays})
    return match(table, sources=None)


_HIT = ("told_of", "version", "organisation", "n", "disputed")
# A version may stand in the file of another than it was told of.
_HITS = """
SELECT h._organisation AS organisation, h._version AS version, h.n AS n,
       coalesce(any_value(t._told_of), h._organisation) AS told_of,
       bool_or(coalesce(m.mark = 'disputed', false)) AS disputed
FROM hits h JOIN wanted w ON w.id = h._organisation LEFT JOIN marks m ON m._version = h._version
LEFT JOIN told t ON t._version = h._version GROUP BY h._organisation, h._version, h.n ORDER BY 1, 3, 2
"""


def told_record(
    check: Text,
    version: tuple[int, int],
    label: Label,
    catalogue: LoadedCatalogue,
    *,
    disputed: bool,
) -> Found:
    """A version (of whom it was told, and its number) as the record that a check found."""
    agency = catalogue.agencies.get(label.agency)
    return Found(
        check=check,
        item=catalogue.item(label.item).title,
        agency=agency.title if agency else Text(label.agency, label.agency),
        dated=label.dated,
        key=label.number,
        disputed=disputed,
        version=version,
    )
