"""Records as a plan reads them: each in the file in which it stands, and what is said beside it."""

from __future__ import annotations

from datetime import UTC
from typing import TYPE_CHECKING

import pyarrow as pa

from goodstanding.columnar.domain import OWN
from goodstanding.columnar.queries import open_versions
from goodstanding.disclosure.queries.beside import said_beside
from goodstanding.lib.engine import Step
from goodstanding.organisations.models import ReassignedFact, Reassignment
from goodstanding.organisations.queries import held
from goodstanding.ratings.domain.columns_facts import fields_read

if TYPE_CHECKING:
    from datetime import datetime

    from goodstanding.lib.engine import Engine
    from goodstanding.lib.environment import Environment
    from goodstanding.ratings.domain.facts import Rules
    from goodstanding.ratings.domain.model import Model

_Row = tuple[int, str, str, int]  # as _HELD names them


def open_records(
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
