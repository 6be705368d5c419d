"""Which engine is opened, and what is said where it is not there."""

from __future__ import annotations

import ibis
import pyarrow as pa
import pytest

from goodstanding.lib import engine


@pytest.mark.parametrize("lacking", ["pyspark", "java"])
def test_a_spark_master_without_spark_is_told_what_is_lacking(lacking, monkeypatch):
    monkeypatch.setattr(engine, "find_spec", lambda name: None if name == lacking else name)
    monkeypatch.setattr(engine, "which", lambda _name: None)
    monkeypatch.setattr(engine, "environ", {})

    with pytest.raises(engine.EngineNotInstalledError) as refused, engine.open_engine("local[2]"):
        pass

    assert refused.value.fields == {"given": "local[2]", "lacking": lacking}


def test_a_column_that_a_file_lacks_is_empty_and_no_files_are_no_rows(tmp_path):
    with engine.open_engine(engine.IN_PROCESS) as duckdb:
        whole = tmp_path / "a.parquet"
        duckdb.connection.execute(f"COPY (SELECT 1::BIGINT AS n) TO '{whole}' (FORMAT parquet)")
        columns = {"n": "BIGINT", "said": "VARCHAR"}
        duckdb.open_files("copied", [str(whole)], columns)
        duckdb.open_files("empty", [], columns)

        assert duckdb.read("SELECT * FROM copied").to_pylist() == [{"n": 1, "said": None}]
        assert duckdb.read("SELECT * FROM empty").to_pylist() == []


def test_a_name_that_was_let_stand_says_what_its_tables_say_when_it_is_asked():
    with engine.open_engine(engine.IN_PROCESS) as duckdb:
        duckdb.create(engine.Step("numbers", "SELECT 1 AS n"))
        duckdb.let(engine.Step("doubled", "SELECT 2 * n AS n FROM numbers"))
        duckdb.create(engine.Step("numbers", "SELECT 4 AS n"))

        assert duckdb.read("SELECT n FROM doubled").to_pylist() == [{"n": 8}]


def test_what_is_made_of_rows_that_are_not_there_has_its_columns_and_no_rows():
    some = ibis.table({"cell": "string"}, name="some")
    made = [
        (
            "long",
            lambda: some.select("cell", loud=some.cell.upper(), day=ibis.date("2026-01-01")),
        )
    ]
    (step,) = engine.compile_plan(made, engine=engine.IN_PROCESS, seldom={"long": "some"}).steps

    with engine.open_engine(engine.IN_PROCESS, little=True) as duckdb:
        duckdb.put("some", pa.table({"cell": pa.array([], pa.string())}))
        duckdb.create(step)
        without = duckdb.read("SELECT * FROM long")
        duckdb.put("some", pa.table({"cell": ["a"]}))
        duckdb.create(step)
        made_of_some = duckdb.read("SELECT * FROM long")

    assert without.num_rows == 0
    assert without.schema == made_of_some.schema
    assert made_of_some.column("loud").to_pylist() == ["A"]
