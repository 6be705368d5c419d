"""The answer about one organisation by PostgreSQL alone, with the same rules as the answer to a list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goodstanding.matching.queries.single import linked
from goodstanding.ratings.domain.facts import Subject
from goodstanding.ratings.domain.single import counted_lines
from goodstanding.ratings.queries.inputs import known_facts
from goodstanding.records.queries import label_of
from goodstanding.verification.domain.purpose import Verdict
from goodstanding.verification.domain.rows import (
    NOT_MATCHED,
    PERSON,
    Hit,
    Row,
    verdict_of,
)
from goodstanding.verification.queries.checking import gap_of, told_record

if TYPE_CHECKING:
    from goodstanding.catalogue.queries import LoadedCatalogue
    from goodstanding.ratings.domain.facts import Rules
    from goodstanding.verification.domain.purpose import Purpose
    from goodstanding.verification.domain.rows import Asked
    from goodstanding.verification.queries.checking import Snapshot, Source


def answer(
    given: Asked, purpose: Purpose, rules: Rules, looked_at: list[Source], *, snapshot: Snapshot,
    catalogue: LoadedCatalogue,
) -> Row:  # fmt: skip
    """The answer to one row. A number of queries that does not grow with what is on file."""
    found = None if given.person else linked(given.name, given.code)
    if found is None:
        why = PERSON if given.person else NOT_MATCHED
        return Row(1, given, Verdict.UNDECIDED, undecided=(why,))
    hits = _hits(found.organisation, purpose, rules, snapshot, catalogue)
    verdict, open_ = verdict_of(hits, gap_of(purpose, looked_at))
    told = tuple(hit.record for hit in hits)
    return Row(1, given, verdict, found.uscc, found.name, told, open_)


def _hits(
    organisation: int, purpose: Purpose, rules: Rules, snapshot: Snapshot,
    catalogue: LoadedCatalogue,
) -> list[Hit]:  # fmt: skip
    versions, facts = known_facts(organisation, purpose.items(), known_before=snapshot.known_before)
    if not facts:
        return []
    by_number = {str(one.id): one for one in versions}
    disputed = {fact.id for fact in facts if "disputed" in fact.marks}
    lines = counted_lines(
        purpose.as_model(), Subject(organisation, "", "", None), facts, day=snapshot.day,
        rules=rules,
    )  # fmt: skip
    return [
        Hit(
            told_record(
                check.title, (told.organisation_id, told.id), label_of(told), catalogue,
                disputed=one.version in disputed,
            ),
            check.verdict,
        )
        for check, line in zip(purpose.checks, lines, strict=True)
        for one in sorted(line.counted, key=lambda counted: int(counted.version))
        for told in (by_number[one.version],)
    ]  # fmt: skip
