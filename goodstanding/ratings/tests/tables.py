"""Facts as the tables that a plan reads, so that one example is rated in both ways."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pyarrow as pa

from goodstanding.lib.engine import IN_PROCESS, open_engine
from goodstanding.ratings.domain.columns import plan
from goodstanding.ratings.domain.columns_facts import fields_read

KNOWN = datetime(2100, 1, 1, tzinfo=UTC)
RECORDED = datetime(2000, 1, 1, tzinfo=UTC)
_OWN = {
    "_organisation": pa.int64(), "_version": pa.int64(), "_fact": pa.string(), "_agency": pa.string(),
    "_from": pa.date32(), "_until": pa.date32(), "_recorded_at": pa.timestamp("us", "UTC"),
    "_withdrawn": pa.bool_(), "_superseded_at": pa.timestamp("us", "UTC"),
}  # fmt: skip
_SUBJECT = {
    "id": pa.int64(), "kind": pa.string(), "status": pa.string(), "registered_on": pa.date32(),
    "consent": pa.bool_(),
}  # fmt: skip
_MARK = {"_version": pa.int64(), "mark": pa.string()}


def rated_by_columns(model, subjects, rules, day, *, on=IN_PROCESS):
    """`subjects`: (subject, facts) pairs. Answers the plan's rows by organisation."""
    with open_engine(on) as engine:
        put_tables(engine, model, subjects, rules)
        for step in plan(model, rules, day=day, known_before=KNOWN, engine=on):
            engine.create(step)
        return {row["id"]: row for row in engine.read("SELECT * FROM rated").to_pylist()}


def put_tables(engine, model, subjects, rules):
    numbers: dict[str, list] = {name: [] for name in model.items()}
    marks = []
    version = 0
    for subject, facts in subjects:
        for fact in sorted(facts, key=lambda one: (len(one.id), one.id)):
            version += 1
            if fact.item in numbers:
                numbers[fact.item].append(_row(subject, fact, version))
            marks += [(version, mark) for mark in sorted(fact.marks)]
    for item, rows in numbers.items():
        fields = fields_read(model, rules.items[item])
        columns = {**_OWN, **dict.fromkeys(fields, pa.string())}
        table = {name: [_cell(row, name) for row in rows] for name in columns}
        engine.put(f"versions_{item}", pa.table(table, schema=pa.schema(columns)))
    engine.put("marks", _table(_MARK, marks))
    engine.put(
        "subjects",
        _table(
            _SUBJECT, [(s.id, s.kind, s.status, s.registered_on, s.consent) for s, _ in subjects]
        ),
    )


def _table(types, rows):
    return pa.table(
        {name: [row[n] for row in rows] for n, name in enumerate(types)}, schema=pa.schema(types)
    )


def _row(subject, fact, version):
    return {
        "_organisation": subject.id, "_version": version, "_fact": str(version), "_agency": fact.agency,
        "_from": fact.valid_from, "_until": fact.valid_until, "_recorded_at": RECORDED,
        "_withdrawn": False, "_superseded_at": None, **fact.payload,
    }  # fmt: skip


def _cell(row, name):
    value = row.get(name)
    return (
        json.dumps(value, ensure_ascii=False)
        if isinstance(value, list | bool) and name[0] != "_"
        else value
    )
