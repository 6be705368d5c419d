"""Plans are compiled once, kept, and in their rare parts compiled only when they are needed."""

from __future__ import annotations

import re

import pyarrow as pa
import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from goodstanding.catalogue.queries import catalogue_in_force
from goodstanding.collection.adapters import plans
from goodstanding.collection.adapters.reference import reference_lists
from goodstanding.collection.domain.kept import Mode, payload_fields
from goodstanding.collection.domain.stages import order_kept
from goodstanding.lib.engine import IN_PROCESS, open_engine
from goodstanding.standards.columnar.person_number import LOOKS

PERSON = "11010519491231002X"  # the examples of the standard, nobody's numbers
OTHER_PERSON = "440524188001010014"


@pytest.fixture
def plan(environment, tmp_path):
    loaded = catalogue_in_force(environment.policy, environment.home / "cache")

    def plan(code="licence"):
        item = loaded.item(code)
        lists = {**loaded.code_lists, **reference_lists(environment.policy, item)}
        return plans.item_plan(item, lists, mode=Mode.UPSERT, cache_folder=tmp_path)

    return plan


def kept(folder):
    return sorted(file.name.partition(".")[2] for file in (folder / "plans").glob("*.json"))


def test_what_few_files_need_is_compiled_when_one_does(plan, tmp_path):
    first = plan()
    assert kept(tmp_path) == ["json"]

    masked = first.query("quarantine_lines_masked")

    assert kept(tmp_path) == ["json", "rare.json"]
    assert plan().query("quarantine_lines_masked") == masked


def test_a_kept_plan_is_not_compiled_again(plan, monkeypatch):
    first = plan()

    def refuse(self):
        raise AssertionError(self.item.code)

    monkeypatch.setattr(plans._Writer, "plan", refuse)

    assert plan().queries == first.queries


def test_fields_leave_in_the_order_in_which_the_server_keeps_them(environment, db):
    loaded = catalogue_in_force(environment.policy, environment.home / "cache")
    items = map(loaded.item, loaded.items)
    names = sorted({field.name for item in items for field in payload_fields(item)})
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT key FROM jsonb_each((SELECT jsonb_object_agg(name, 1) FROM unnest(%s::text[]) AS name))",
            [names],
        )
        kept_by_server = [name for (name,) in cursor.fetchall()]

    assert sorted(names, key=order_kept) == kept_by_server
    assert kept_by_server != names


def test_every_guarded_column_is_searched_for_persons_numbers(plan):
    steps = {step.name: step.sql for step in plan().steps}

    for column in ("name", "uscc", "content", "remarks"):
        assert f'"{column}"' in steps["suspect_row"]
        assert f'"{column}"' in steps["suspect"]
    assert "of_the_field" not in steps["suspect"]


def test_a_number_is_looked_for_within_one_cell(plan):
    rows = [
        {"row": 2, "name": "清源", "content": "法定代表人" + PERSON, "remarks": "2026"},
        {"row": 3, "name": OTHER_PERSON, "uscc": "91339901100000016F"},
        {"row": 4, "content": f"罚款二万元，缴款书编号为{PERSON[:9]}", "remarks": PERSON[9:] + "，已缴清，结案归档"},
        {"row": 5, "remarks": None},
    ]  # fmt: skip

    assert suspects(plan(), rows) == [(2, "content"), (3, "name")]
    assert suspects(plan(), rows[2:]) == []


near = st.text("0159Xx |-\n１Ｘ名", max_size=8)
cells = st.one_of(
    st.none(), near, st.tuples(near, st.sampled_from([PERSON, OTHER_PERSON]), near).map("".join)
)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(drawn=st.lists(st.tuples(cells, cells, cells), min_size=1, max_size=20))
def test_a_row_searched_as_one_text_hides_no_cell_that_holds_a_number(plan, drawn):
    fields = ("name", "content", "remarks")
    rows = [{"row": n, **dict(zip(fields, one, strict=True))} for n, one in enumerate(drawn)]
    held = {
        (row["row"], name)
        for row in rows
        for name in fields
        if len(row[name] or "") >= 18 and re.search(LOOKS, row[name])
    }

    assert set(suspects(plan(), rows)) == held


def suspects(plan, rows):
    """Row and field of every cell that is looked at more closely."""
    steps = [step for step in plan.steps if step.name.startswith("suspect")]
    fields = {name for step in steps for name in re.findall(r'"t\d+"\."(\w+)"', step.sql)}
    fields -= {"row", "s_row"}
    raw = {name: pa.array([row.get(name) for row in rows], pa.string()) for name in fields}
    with open_engine(IN_PROCESS) as engine:
        engine.put("raw", pa.table({"row": [row["row"] for row in rows], **raw}))
        for step in steps:
            engine.create(step)
        found = engine.read("SELECT row, field FROM suspect ORDER BY row").to_pylist()
    return [(one["row"], one["field"]) for one in found]
