"""The ratings of all organisations at once, over the columnar copy."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, replace
from io import BytesIO
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pacsv

from goodstanding.background.adapters.node import raw_connection
from goodstanding.lib.copying import CELL
from goodstanding.lib.engine import open_engine
from goodstanding.lib.lean import without_collector
from goodstanding.ratings.domain.comparison import Comparison, compare
from goodstanding.ratings.queries.filed import open_records
from goodstanding.records.queries import collected
from goodstanding.standards.industries import Industries

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date, datetime
    from pathlib import Path

    from goodstanding.lib.engine import Engine, Step
    from goodstanding.lib.environment import Environment
    from goodstanding.ratings.domain.facts import Rules
    from goodstanding.ratings.domain.model import Model

_SUBJECT = {
    "id": pa.int64(), "uscc": pa.string(), "kind": pa.string(), "status": pa.string(),
    "registered_on": pa.date32(), "consent": pa.bool_(), "industry": pa.string(),
    "division": pa.string(),
}  # fmt: skip
# As `inputs.subject` has it, for everybody. A thousand lines come as one row: receiving a row for
# each takes most of a second for 200,000.
_SUBJECTS = """
SELECT string_agg(concat(o.id, {cell}, o.uscc, {cell}, o.kind, {cell},
    CASE WHEN o.deregistered_on IS NOT NULL AND {day} < o.deregistered_on THEN 'active' ELSE o.status END, {cell},
    o.registered_on, {cell},
    EXISTS (SELECT FROM ratings_consent c WHERE c.organisation_id = o.id AND c.model = {model}
        AND c.given_at < {known} AND (c.withdrawn_at IS NULL OR c.withdrawn_at >= {known})), {cell},
    o.industry, {cell}, o.division), E'\\n')
FROM organisations_organisation o WHERE o.id <> ALL({merged}::bigint[]) GROUP BY o.id / 1000
"""
GROUPS = ("kind", "industry", "division")


@dataclass(frozen=True)
class Spread:
    """How many have which grade, and how many have none for which reason."""

    grades: dict[str, int]
    not_rated: dict[str, int]
    organisations: int


class Rated:
    """The rated organisations in the engine: the table `rated` beside `subjects`."""

    def __init__(self, engine: Engine, model: Model) -> None:
        self._engine, self._model = engine, model

    def spread(self) -> Spread:
        rows = self._engine.read(
            "SELECT grade, not_rated, count(*) AS n FROM rated GROUP BY ALL"
        ).to_pylist()
        grades = {grade.code: 0 for grade in self._model.grades}
        grades |= {row["grade"]: row["n"] for row in rows if row["grade"]}
        refused = {row["not_rated"]: row["n"] for row in rows if row["not_rated"]}
        return Spread(grades, dict(sorted(refused.items())), sum(row["n"] for row in rows))

    def rows(self) -> Iterator[pa.RecordBatch]:
        """uscc, grade, points, the reason of no grade, points of dimensions and indicators."""
        parts = [f"d_{one.code}" for one in self._model.dimensions]
        parts += [f"p_{one.code}" for one in self._model.indicators]
        shown = "".join(f', r."{name}" / 1e4 AS "{name}"' for name in parts)
        return self._engine.stream(
            f"SELECT s.uscc, r.grade, r.points / 1e4 AS points, r.not_rated{shown}"  # noqa: S608  names of the model
            " FROM rated r JOIN subjects s ON s.id = r.id ORDER BY s.uscc"
        )

    def values(self) -> pa.Table:
        """Of each that is rated: id, grade, points, the parts in units, kind, industry, division."""
        return self._engine.read(
            "SELECT r.*, s.kind, s.industry, s.division FROM rated r"
            " JOIN subjects s ON s.id = r.id WHERE r.not_rated IS NULL ORDER BY r.id"
        )

    def of(self, organisation_id: int) -> dict[str, Any]:
        """The row of one organisation, as the plan made it."""
        found = self._engine.read(f"SELECT * FROM rated WHERE id = {int(organisation_id)}")  # noqa: S608
        return dict(found.to_pylist()[0])


@contextmanager
def rated(
    model: Model, rules: Rules, *, day: date, known_before: datetime, environment: Environment
) -> Iterator[Rated]:
    """All organisations by a model, by what the columnar copy holds of what was known."""
    with open_engine(environment.engine) as engine:
        _rate(
            engine, {"rated": model}, rules, day=day, known_before=known_before,
            environment=environment,
        )  # fmt: skip
        yield Rated(engine, model)


def compared(
    old: Model, new: Model, rules: Rules, *, day: date, known_before: datetime, group: str,
    environment: Environment, least: int = 1,
) -> Comparison:  # fmt: skip
    """What a new edition of a model would change, before it comes into force.

    `group` is one of GROUPS. Nothing in the answer names an organisation.
    """
    with open_engine(environment.engine) as engine:
        _rate(
            engine, {"old": old, "new": new}, rules, day=day, known_before=known_before,
            environment=environment,
        )  # fmt: skip
        rows = engine.read(
            "SELECT coalesce(a.grade, 'none') AS old, coalesce(b.grade, 'none') AS new,"  # noqa: S608  one of GROUPS
            f" coalesce(s.{group}, '') AS part"
            " FROM old a JOIN new b ON b.id = a.id JOIN subjects s ON s.id = a.id"
        ).to_pylist()
    order = [grade.code for grade in new.grades]
    return compare(((row["old"], row["new"], row["part"]) for row in rows), order, least=least)


@contextmanager
def opened(
    model: Model, rules: Rules, *, known_before: datetime, environment: Environment
) -> Iterator[Engine]:
    """An engine with the tables by which a model counts records: the records and their marks."""
    with open_engine(environment.engine) as engine:
        open_records(engine, [model], rules, known_before=known_before, environment=environment)
        yield engine


def _rate(
    engine: Engine, models: dict[str, Model], rules: Rules, *, day: date, known_before: datetime,
    environment: Environment,
) -> None:  # fmt: skip
    """The table `subjects`, of whom the last model asks, and one of ratings by the name of each model."""
    listed = list(models.values())
    items = sorted({item for model in listed for item in model.items()})
    rules = replace(rules, collected=collected(items, known_before=known_before))
    merged = open_records(engine, listed, rules, known_before=known_before, environment=environment)
    plans = _plans(models, rules, day=day, known_before=known_before, engine=environment.engine)
    # The server tells who is rated while the engine reads the records.
    with engine.creating(*(step for steps in plans for step in steps[:-1])):
        subjects = _subjects(listed[-1], day, known_before, merged)
    engine.put("subjects", _in_sections(subjects, environment.policy))
    for steps in plans:
        engine.create(steps[-1])


def _plans(
    models: dict[str, Model], rules: Rules, *, day: date, known_before: datetime, engine: str
) -> list[list[Step]]:
    with without_collector():
        # Late: importing Ibis takes most of a second, which a page never needs.
        from goodstanding.ratings.domain.columns import plan

        return [
            plan(model, rules, day=day, known_before=known_before, name=name, engine=engine)
            for name, model in models.items()
        ]


def _subjects(model: Model, day: date, known_before: datetime, merged: list[int]) -> pa.Table:
    from psycopg import sql

    connection = raw_connection()
    query = sql.SQL(_SUBJECTS).format(
        day=sql.Literal(day), model=sql.Literal(model.code), known=sql.Literal(known_before),
        merged=sql.Literal(merged), cell=sql.Literal(CELL),
    )  # fmt: skip
    with connection.cursor() as cursor:
        lines = "\n".join(str(part) for (part,) in cursor.execute(query))
    if not lines:
        return pa.schema(_SUBJECT).empty_table()
    return pacsv.read_csv(
        BytesIO(lines.encode()),
        read_options=pacsv.ReadOptions(column_names=list(_SUBJECT)),
        parse_options=pacsv.ParseOptions(delimiter=CELL, quote_char=False),
        convert_options=pacsv.ConvertOptions(
            column_types=_SUBJECT, true_values=["t"], false_values=["f"], strings_can_be_null=True
        ),
    )


def _in_sections(subjects: pa.Table, policy: Path) -> pa.Table:
    """The industry of each as the letter of its section; none for a code that nobody knows."""
    industries = Industries.load(policy / "industries.csv")
    codes = pc.unique(subjects["industry"])
    sections = [industries.section(code) if code else None for code in codes.to_pylist()]
    placed = pc.index_in(subjects["industry"], value_set=codes)
    place = subjects.schema.get_field_index("industry")
    return subjects.set_column(place, "industry", pa.array(sections, pa.string()).take(placed))
