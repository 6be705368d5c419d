from __future__ import annotations

import hashlib
import io
from datetime import UTC, datetime, timedelta

import pyarrow.csv
import pytest

from goodstanding.demonstration import cli, services
from goodstanding.demonstration.adapters import state
from goodstanding.demonstration.tests.conftest import TODAY

FIRST = {"registration", "licence", "penalty", "inspection"}


def _digests(folder):
    return {p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in sorted(folder.iterdir())}


def test_the_same_seed_gives_the_same_files_byte_for_byte(demonstration, tmp_path):
    for name in ("one", "two"):
        services.build(demonstration(300, 3, FIRST), tmp_path / name)

    assert _digests(tmp_path / "one") == _digests(tmp_path / "two")


def test_files_come_in_every_format(demo, tmp_path):
    made = services.build(demo, tmp_path)

    assert {batch.path.suffix for batch in made} == {".csv", ".xlsx", ".jsonl", ".parquet"}


def test_batches_are_submitted_in_the_order_of_their_arrival_and_the_register_first(
    demonstration, tmp_path
):
    calls = []

    def submit(path, **words):
        calls.append({"path": path, **words})
        return {"state": "loaded"}

    services.load(services.batches(demonstration(300, 3, FIRST), tmp_path), submit)

    assert calls[0]["item"] == "registration"
    assert [c["now"] for c in calls] == sorted(c["now"] for c in calls)
    assert {c["mode"] for c in calls} == {"upsert"}
    assert calls[-1]["now"] <= datetime(2026, 11, 23, tzinfo=UTC)


def test_the_summary_adds_the_answers_up(demonstration):
    answer = {"state": "loaded", "rows": 3, "new": 2, "quarantined": 1, "findings": 4}
    demo = demonstration(300, 3, FIRST)

    summary = cli.run(demo, lambda _path, **_words: answer, clock=iter([0.0, 2.0]).__next__)

    assert summary["rows"] == 3 * summary["submissions"]
    assert summary["refused"] == []
    assert "300 organisations" in cli.described(summary)


def test_a_home_keeps_the_day_on_which_its_city_was_begun(tmp_path):
    state.begin(tmp_path, 300, 3, "first", TODAY)

    kept = state.begin(tmp_path, 300, 3, "first", TODAY + timedelta(days=1))

    assert kept.today == TODAY
    assert kept.summary is None
    assert state.finish(tmp_path, kept, {"rows": 1}) == state.begin(
        tmp_path, 300, 3, "first", TODAY
    )


def test_a_home_that_holds_another_city_is_refused(tmp_path):
    state.begin(tmp_path, 300, 3, "first", TODAY)

    with pytest.raises(state.AnotherCityError) as refusal:
        state.begin(tmp_path, 300, 4, "first", TODAY)
    assert refusal.value.code == "demonstration.another_city"


def test_a_policy_without_words_is_refused(tmp_path):
    with pytest.raises(services.NoVocabularyError):
        services.demonstration(
            items=(), lists={}, policy=tmp_path, organisations=300, seed=1, today=TODAY
        )


def test_benchmark_penalties_are_clean_and_each_its_own(demonstration):
    demo = demonstration(300, 3, set())
    stream = io.BytesIO()

    rows = services.write_penalties(stream, rows=5000, demo=demo)

    strings = pyarrow.csv.ConvertOptions(column_types={"CF_XDR_SHXYM": "string"})
    table = pyarrow.csv.read_csv(io.BytesIO(stream.getvalue()), convert_options=strings)
    known = set(demo.city().table["uscc"].to_pylist())
    assert rows == table.num_rows == 5000
    assert len(set(table["CF_WSH"].to_pylist())) == 5000
    assert set(table["CF_XDR_SHXYM"].to_pylist()) <= known


def test_benchmark_register_holds_the_same_city(demonstration):
    demo = demonstration(300, 3, set())
    stream = io.BytesIO()

    assert services.write_registration(stream, demo=demo) == 300
    assert stream.getvalue().startswith(b'"name","uscc"')
