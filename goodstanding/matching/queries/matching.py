"""Which organisations the rows of a list mean: linked where that is certain, else proposals with reasons.

The certain part is that of a load, by the same expressions. Nothing is written.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, partial
from typing import TYPE_CHECKING, Any

from django.db import transaction

from goodstanding.background.adapters.node import raw_connection
from goodstanding.lib.copying import buffers
from goodstanding.lib.engine import DuckDBEngine, compile_plan
from goodstanding.matching.adapters.corroborating import (
    DIVISIONS,
    order_by_address,
    with_columns,
)
from goodstanding.matching.adapters.parts import take_apart
from goodstanding.matching.adapters.proposing import propose
from goodstanding.matching.adapters.register import put_register
from goodstanding.matching.adapters.words import read_weights, read_words
from goodstanding.matching.domain.candidate import Candidate
from goodstanding.matching.domain.identifying import SUBJECT_SELDOM, SUBJECT_STEPS
from goodstanding.matching.domain.link import CANDIDATE
from goodstanding.matching.queries.candidates import candidates
from goodstanding.records.queries import registered_cells
from goodstanding.standards import uscc

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    import pyarrow as pa

    from goodstanding.lib.engine import Plan

Progress = Callable[[str], None]
GIVEN = (
    "name", "uscc", "organisation_code", "registration_number", "tax_number",
    "public_institution_number", "social_organisation_number",
)  # fmt: skip
"""Columns of the rows beside `row`; there may be those of `adapters.corroborating.GIVEN`, too."""


@dataclass(frozen=True)
class Match:
    """What a row means: `how` is identifier, name, decided, or None, then `reason` says why not."""

    row: int
    organisation: int | None
    uscc: str
    name: str
    how: str | None
    reason: str
    folded: str  # the name as it is compared
    given_code: str  # the code as it is compared: whole, masked or old; "" if none was given
    candidates: tuple[Candidate, ...]


@dataclass(frozen=True)
class Sources:
    """Where the words and the kept register are."""

    policy: Path
    cache: Path


def match(
    rows: pa.Table, *, sources: Sources | None, agency: str = "",
    progress: Progress = lambda _stage: None,
) -> list[Match]:  # fmt: skip
    """What each row means, in the order of `row`. `rows` has `row` and the columns GIVEN.

    With an `agency`, what a person decided about its names counts. Without `sources` nothing is
    proposed for rows that are not linked.
    """
    engine = DuckDBEngine()
    try:
        engine.put("raw", with_columns(rows))
        progress("link")
        with transaction.atomic():
            _link(engine, agency)
        if sources is not None and _unlinked(engine):
            progress("register")
            put_register(
                engine.connection, raw_connection(), policy=sources.policy, cache=sources.cache
            )
            _propose(engine, sources, progress)
        progress("answer")
        return _answer(engine)
    finally:
        engine.close()


@cache
def _plan() -> Plan:
    """The stages of a load up to the links, for rows with the columns GIVEN."""
    from goodstanding.lib.lean import show_pandas

    show_pandas()
    import ibis

    from goodstanding.lib.copying import line
    from goodstanding.matching.domain.link import SENT, links
    from goodstanding.matching.domain.subject import subject_key, subject_tables, subjects

    subject = subjects(GIVEN)
    named = ibis.table(subject.schema(), name="subject")
    faulty = named.uscc__length | named.uscc__alphabet | named.uscc__check_digit
    passport = ibis.or_(*(named[c] for c in named.columns if c.startswith("passport__")))
    sound = named.filter(~faulty.fill_null(False) & ~passport.fill_null(False))  # noqa: FBT003
    raw = ibis.table({"row": "int64", **dict.fromkeys(GIVEN, "string")}, name="raw")
    keyed = raw.select("row", subject_key=subject_key(raw))
    return compile_plan(
        [
            *((name, partial(_same, made)) for name, made in subject_tables(GIVEN)),
            ("subject_lines", lambda: sound.select(line=line([sound[column] for column in SENT]))),
            ("link", lambda: links(named, kinds=(), registers=False)),
            ("spoken", lambda: keyed.inner_join(named, "subject_key").select("row", "s")),
        ],
        engine="duckdb",
        seldom=SUBJECT_SELDOM,
    )


def _same(made: Any) -> Any:
    return made


def _link(engine: DuckDBEngine, agency: str) -> None:
    steps = {step.name: step for step in _plan().steps}
    for name in SUBJECT_STEPS:
        engine.create(steps[name])
    lines = buffers(engine.stream(steps["subject_lines"].sql))
    found = candidates(raw_connection(), lines, registers=False, agency=agency)
    engine.put("candidate", found.select(list(CANDIDATE)))
    engine.create(steps["link"])
    engine.create(steps["spoken"])


def _unlinked(engine: DuckDBEngine) -> bool:
    query = "SELECT count(*) FROM link WHERE organisation_id IS NULL"
    row = engine.connection.execute(query).fetchone()
    return bool(row and row[0])


# The unlinked subjects, with what their codes tell. A faulty code may be right but for a slip.
_ASKED = f"""
CREATE OR REPLACE TABLE asked AS
SELECT s.s AS n, s.folded, s.mask, s.old_code, coalesce(d.division, '') AS division,
       CASE WHEN NOT faulty THEN s.code END AS code, CASE WHEN faulty THEN s.code END AS faulty_code
FROM (SELECT *, coalesce(uscc__length OR uscc__alphabet OR uscc__check_digit, false) AS faulty FROM subject) s
JOIN link l ON l.s = s.s LEFT JOIN ({DIVISIONS}) d ON d.s = s.s WHERE l.organisation_id IS NULL
"""  # noqa: S608  our own words
_FOUND = """
SELECT DISTINCT c.s AS q, r.n, c.by <> 'name' AS coded
FROM candidate c JOIN asked a ON a.n = c.s JOIN register r ON r.told_of = c.organisation_id AND r.current
"""


def _propose(engine: DuckDBEngine, sources: Sources, progress: Progress) -> None:
    connection = engine.connection
    connection.execute(_ASKED)
    take_apart(connection, "asked", "given_parts", read_words(sources.policy))
    codes = connection.execute(
        "SELECT DISTINCT faulty_code FROM asked WHERE faulty_code IS NOT NULL"
    ).fetchall()
    pairs = [(code, uscc.suggestion(code)) for (code,) in codes]
    connection.execute(
        "CREATE OR REPLACE TABLE suggested (faulty_code VARCHAR, suggestion VARCHAR)"
    )
    if pairs:
        connection.executemany("INSERT INTO suggested VALUES (?, ?)", pairs)
    connection.execute(
        "CREATE OR REPLACE TABLE given AS SELECT g.*, s.suggestion FROM given_parts g"
        " LEFT JOIN suggested s ON s.faulty_code = g.faulty_code"
    )
    found = connection.execute(_FOUND).to_arrow_table()
    weights = read_weights(sources.policy)
    propose(connection, found, weights, progress)
    order_by_address(connection, _addresses, weights)


def _addresses(organisations: Iterable[int]) -> Mapping[int, str]:
    told = registered_cells(organisations, ("address",))
    return {number: cells["address"] for number, cells in told.items()}


_ANSWERED = """
SELECT p.row, p.s, l.organisation_id, l.how, l.reason, s.folded,
       coalesce(s.code, s.mask, s.old_code, s.old_number, s.institution_number, s.social_number, '')
FROM spoken p JOIN link l ON l.s = p.s JOIN subject s ON s.s = p.s ORDER BY p.row
"""


def _answer(engine: DuckDBEngine) -> list[Match]:
    linked = _named(engine)
    proposed = _proposed(engine)
    return [
        Match(
            row=row, organisation=organisation, how=how,
            uscc=linked[organisation][0] if organisation is not None else "",
            name=linked[organisation][1] if organisation is not None else "",
            reason=how or reason or "code_faulty", folded=folded, given_code=code,
            candidates=() if organisation is not None else proposed.get(subject, ()),
        )
        for row, subject, organisation, how, reason, folded, code in engine.connection.execute(_ANSWERED).fetchall()
    ]  # fmt: skip


def _named(engine: DuckDBEngine) -> dict[int, tuple[str, str]]:
    """Code and name of every organisation that a row is linked to."""
    ids = [
        row[0]
        for row in engine.connection.execute(
            "SELECT DISTINCT organisation_id FROM link WHERE organisation_id IS NOT NULL"
        ).fetchall()
    ]
    if not ids:
        return {}
    query = "SELECT id, uscc, name FROM organisations_organisation WHERE id = ANY(%s)"
    return {i: (code, name) for i, code, name in raw_connection().execute(query, [ids])}  # type: ignore[misc]


# Whoever was merged is shown as the one that it is now.
_PROPOSED = """
SELECT p.q, p.organisation, coalesce(o.uscc, p.uscc), coalesce(o.name, p.name), p.cost, p.signs
FROM proposal p LEFT JOIN (
    SELECT organisation, uscc, name FROM register WHERE current AND told_of = organisation
    AND organisation IN (SELECT organisation FROM register WHERE told_of <> organisation)
) o ON o.organisation = p.organisation
ORDER BY p.q, p.place
"""


def _proposed(engine: DuckDBEngine) -> dict[int, tuple[Candidate, ...]]:
    tables = engine.connection.execute("SELECT table_name FROM duckdb_tables()").fetchall()
    if ("proposal",) not in tables:
        return {}
    found: dict[int, list[Candidate]] = {}
    for q, *rest in engine.connection.execute(_PROPOSED).fetchall():
        found.setdefault(q, []).append(Candidate.of(*rest))
    return {q: tuple(listed) for q, listed in found.items()}
