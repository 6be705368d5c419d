"""The ratings of all organisations at once, over the columnar copy."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC
from io import BytesIO
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pacsv

from goodstanding.background.adapters.node import raw_connection
from goodstanding.columnar.domain import OWN
from goodstanding.columnar.queries import open_versions
from goodstanding.disclosure.queries.beside import said_beside
from goodstanding.lib.copying import CELL
from goodstanding.lib.engine import Step, open_engine
from goodstanding.lib.lean import without_collector
from goodstanding.organisations.models import ReassignedFact, Reassignment
from goodstanding.organisations.queries import held
from goodstanding.ratings.domain.columns_facts import fields_read
from goodstanding.ratings.domain.comparison import Comparison, compare
from goodstanding.records.queries import collected
from goodstanding.standards.industries import Industries

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date, datetime
    from pathlib import Path

    from goodstanding.lib.engine import Engine
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
_Row = tuple[int, str, str, int]  # as _HELD names them


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
        _open_records(engine, [model], rules, known_before=known_before, environment=environment)
        yield engine


def _rate(
    engine: Engine, models: dict[str, Model], rules: Rules, *, day: date, known_before: datetime,
    environment: Environment,
) -> None:  # fmt: skip
    """The table `subjects`, of whom the last model asks, and one of ratings by the name of each model."""
    listed = list(models.values())
    items = sorted({item for model in listed for item in model.items()})
    rules = replace(rules, collected=collected(items, known_before=known_before))
    merged = _open_records(
        engine, listed, rules, known_before=known_before, environment=environment
    )
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


def _open_records(
    engine: Engine, models: list[Model], rules: Rules, *, known_before: datetime,
    environment: Environment,
) -> list[int]:  # fmt: skip
    """The records of the models and their marks; answers who was merged into another."""
    items = sorted({item for model in models for item in model.items()})
    columns = {
        item: tuple(sorted({f for model in models for f in fields_read(model, rules.items[item])}))
        for item in items
    }
    open_versions(engine, environment.home, items, columns=columns, name="told")
    _put_marks(engine, items, known_before)
    return _follow(engine, columns, known_before)


def _put_marks(engine: Engine, items: list[str], known_before: datetime) -> None:
    """The table `marks`: what is said beside records, by the versions that tell them."""
    said = said_beside(known_before=known_before)
    columns = {
        "_organisation": pa.int64(),
        "item": pa.string(),
        "_fact": pa.string(),
        "mark": pa.string(),
    }
    rows = {name: [row[n] for row in said] for n, name in enumerate(columns)}
    engine.put("said", pa.table(rows, schema=pa.schema(columns)))
    parts = [
        f'SELECT v._version, s.mark FROM said s JOIN "told_{item}" v'  # noqa: S608  items of the catalogue
        f" ON v._organisation = s._organisation AND v._fact = s._fact WHERE s.item = '{item}'"
        for item in items
    ]
    engine.create(Step("marks", " UNION ALL ".join(parts)))


# In whose file a version stands: of two who are one, a fact counts once, as told of who stays.
# Only of those who were merged or divided; of all others each stands as it was told.
# Instants are written in UTC, which is every engine's session.
_FILED = """
SELECT {columns} FROM (
    SELECT f.*, row_number() OVER (
        PARTITION BY _organisation, _fact ORDER BY _told_of <> _organisation, _told_of, _version) AS _place
    FROM (
        SELECT coalesce(n.holder, m.holder, v._organisation) AS _organisation,
            v._organisation AS _told_of, {others}
        FROM "told_{item}" v JOIN touched ON touched.id = v._organisation
        LEFT JOIN held m ON m.source = v._organisation AND m.fact = ''
        LEFT JOIN held n ON n.source = v._organisation AND n.item = '{item}' AND n.fact = v._fact
        WHERE v._recorded_at < TIMESTAMP '{known}' AND NOT v._withdrawn
          AND (v._superseded_at IS NULL OR v._superseded_at >= TIMESTAMP '{known}')
    ) f
) WHERE _place = 1
"""


def _filed(item: str, names: list[str], known_before: datetime) -> str:
    return _FILED.format(
        item=item, known=f"{known_before.astimezone(UTC):%Y-%m-%d %H:%M:%S.%f}",
        columns=", ".join(names),
        others=", ".join(f"v.{name}" for name in names if name != '"_organisation"'),
    )  # fmt: skip


def _quoted(names: list[str]) -> list[str]:
    return [f'"{name}"' for name in names]


_STANDING = """
SELECT * FROM "filed_{item}" UNION ALL
SELECT {columns} FROM "told_{item}" WHERE _organisation NOT IN (SELECT id FROM touched)
"""
_HELD = {"source": pa.int64(), "item": pa.string(), "fact": pa.string(), "holder": pa.int64()}
_TOUCHED = "SELECT source AS id FROM held UNION SELECT holder FROM held"

# Of whom a version was told that stands in another's file.
_TOLD = "SELECT CAST(NULL AS BIGINT) AS _version, CAST(NULL AS BIGINT) AS _told_of WHERE false"


def _told(item: str) -> str:
    return (
        f'SELECT v._version, v._organisation AS _told_of FROM "told_{item}" v'  # noqa: S608  an item of the catalogue
        " WHERE v._organisation IN (SELECT source FROM held)"
    )


def _follow(
    engine: Engine, columns: dict[str, tuple[str, ...]], known_before: datetime
) -> list[int]:
    """Put every version into the file in which it stands; answers who was merged into another.

    `columns`: the fields of every item's versions.
    """
    merged, rows = _held(known_before)
    if rows:
        _file(engine, columns, rows, known_before)
    else:
        engine.create(Step("told", _TOLD))
        for item in columns:
            engine.let(Step(f"versions_{item}", f'SELECT * FROM "told_{item}"'))  # noqa: S608  an item of the catalogue
    return sorted(merged)


def _file(
    engine: Engine, columns: dict[str, tuple[str, ...]], rows: list[_Row], known_before: datetime
) -> None:
    cells = {name: [row[n] for row in rows] for n, name in enumerate(_HELD)}
    engine.put("held", pa.table(cells, schema=pa.schema(_HELD)))
    engine.create(Step("told", " UNION ALL ".join(map(_told, columns))))
    engine.create(Step("touched", _TOUCHED))
    for item, fields in columns.items():
        names = _quoted([*OWN, "_superseded_at", *fields])
        engine.create(Step(f"filed_{item}", _filed(item, names, known_before)))
        engine.let(Step(f"versions_{item}", _STANDING.format(item=item, columns=", ".join(names))))


def _held(known_before: datetime) -> tuple[dict[int, int], list[_Row]]:
    """Merges and splits as they stood: who holds what was told of whom."""
    merges = held(Reassignment.Kind.MERGE, known_before).values_list("source_id", "target_id")
    merged = dict(merges)
    moved = ReassignedFact.objects.filter(
        reassignment__in=held(Reassignment.Kind.SPLIT, known_before)
    ).values_list("reassignment__source_id", "item", "fact", "reassignment__target_id")
    rows = [(source, "", "", target) for source, target in merged.items()]
    rows += [(s, item, str(fact), merged.get(t, t)) for s, item, fact, t in moved]
    return merged, rows


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
