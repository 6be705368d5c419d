"""A scorecard is fitted outside the node, and our engine comes to its points."""

from __future__ import annotations

import json
import random
from datetime import date

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import yaml
from click.testing import CliRunner

from goodstanding.audit.models import Event
from goodstanding.catalogue.queries import catalogue_in_force
from goodstanding.ratings.cli.scorecard import scorecard as command
from goodstanding.ratings.domain.model import UNIT
from goodstanding.ratings.domain.refusals import NothingSeparatesError, OtherTableError
from goodstanding.ratings.domain.scorecard import _points
from goodstanding.ratings.queries.everybody import rated
from goodstanding.ratings.queries.inputs import known_at_the_end_of
from goodstanding.ratings.queries.models import alone
from goodstanding.ratings.services import studying
from goodstanding.ratings.tests import past

pytest.importorskip("optbinning", reason="needs requirements/scorecard.txt (make scorecard)")
FILE = "wage_trouble.yaml"


@pytest.fixture(scope="module")
def catalogue(environment):
    return catalogue_in_force(environment.policy, environment.home / "cache")


@pytest.fixture(scope="module")
def draft(catalogue):
    return alone(FILE, past.DRAFT, catalogue)[0]


def drawn(draft, *, telling=True):
    """A table as `extract` makes it, of 1500 firms that never were."""
    lot = random.Random(11)
    rows = []
    for _ in range(1500):
        fined, found = lot.choice((0, 0, 1, 2, 5)), lot.choice((0, 1, 3))
        if not telling:
            fined = found = 0
        fines = None if fined == 0 else lot.choice((5000, 12345, 200_000, 1_000_000))
        listed = lot.random() < 0.1
        risk = 0.04 + 0.08 * fined + 0.05 * found + 0.3 * listed
        rows.append((fined * UNIT, fines, found * UNIT, listed * UNIT, lot.random() < risk))
    names = ["v_fined", "v_fines", "v_found", "v_listed", "bad"]
    types = [pa.int64()] * 4 + [pa.bool_()]
    table = pa.table(
        {name: pa.array([row[n] for row in rows], types[n]) for n, name in enumerate(names)}
    )
    about = f'{{"draft": "{studying.model_edition(draft)}", "cutoff": "2025-06-30"}}'
    return table.replace_schema_metadata({b"goodstanding": about})


def scores(table, draft):
    """The points that the library itself gives, row by row."""
    from goodstanding.ratings.adapters.scorecard import _quiet, scorecard, values

    codes = [one.code for one in draft.indicators if one.dimension]
    made, names = scorecard(table, codes, draft.fitted)
    with _quiet():
        found = made.score(values(table, names))
    return [round(one) for one in found]


def test_the_fitted_file_loads_and_gives_every_row_the_points_of_the_scorecard(catalogue, draft):
    table = drawn(draft)

    text, model = studying.fit(past.DRAFT, FILE, catalogue, table)

    rows = table.to_pylist()
    ours = [
        sum(_points(one, row[f"v_{one.code}"], past.CUTOFF) for one in model.indicators if one.dimension)
        for row in rows
    ]  # fmt: skip
    assert [one // UNIT for one in ours] == scores(table, draft)
    assert alone(FILE, text, catalogue)[0] == model
    assert len(set(ours)) > 5


def test_the_fitted_file_says_what_it_is_and_what_it_may_not_do(catalogue, draft):
    table = drawn(draft)

    text, model = studying.fit(past.DRAFT, FILE, catalogue, table)

    assert model.ready
    assert model.internal
    assert "不作为列入名单或者采取措施的依据" in model.use.zh
    assert model.fitted.cutoff == "2025-06-30"
    assert model.fitted.bad == sum(table["bad"].to_pylist())
    assert sum(count for _, count in model.fitted.grades) == 1500
    for one in model.indicators:
        assert one.sources == draft.indicator(one.code).sources
    # What a cap asks for stays, without points of its own.
    assert model.indicator("listed").dimension is None
    assert text.startswith("# 由历史记录离线拟合")


def test_points_only_fall_where_an_indicator_rises_or_only_rise(catalogue, draft):
    _, model = studying.fit(past.DRAFT, FILE, catalogue, drawn(draft))

    for one in (one for one in model.indicators if one.dimension):
        points = [step.points[0].units for step in one.steps]
        assert points in (sorted(points), sorted(points, reverse=True)), one.code
    fined = [step.points[0].units for step in model.indicator("fined").steps]
    assert fined[0] > fined[-1]  # more penalties, fewer points


def test_what_tells_nothing_is_refused_and_so_is_another_draft_s_table(catalogue, draft):
    with pytest.raises(NothingSeparatesError):
        studying.fit(past.DRAFT, FILE, catalogue, drawn(draft, telling=False))
    other = past.DRAFT.replace("within: P24M}]", "within: P36M}]")
    with pytest.raises(OtherTableError):
        studying.fit(other, FILE, catalogue, drawn(draft))


def test_from_the_node_to_a_model_and_back(rated_city, tmp_path, draft):
    """Extract, fit, test on the node; and the node rates every firm as the scorecard does."""
    past.send(rated_city.city)
    environment = rated_city.environment
    (tmp_path / FILE).write_text(past.DRAFT, encoding="utf-8")
    (tmp_path / "made").mkdir()
    table, made = tmp_path / "t.parquet", tmp_path / "made" / FILE

    def run(*given):
        done = CliRunner().invoke(
            command, [str(one) for one in given], obj=environment, catch_exceptions=False
        )
        return done.output

    looked = ("--as-of", "2025-06-30", "--known-on", "2026-11-23")
    run("extract", tmp_path / FILE, *looked, "-o", table)
    run("fit", tmp_path / FILE, "--on", table, "-o", made)
    told = run("backtest", made, *looked)

    answer = json.loads(run("backtest", made, *looked, "--json"))
    assert answer["organisations"] == past.FIRMS + 3
    assert answer["auc"] > 0.6
    assert answer["psi"] == 0.0  # the very day that it was fitted to
    assert {one["by"] for one in answer["groups"]} == {"industry", "size", "division", "kind"}
    assert "hindsight" in told
    assert "industry C" in told
    assert not any(past.code(n) in told for n in range(past.FIRMS))
    taken = pq.read_table(table)
    assert taken.num_rows == past.FIRMS + 3  # those that every city of the tests has
    assert taken.column_names == ["pseudonym", "v_fined", "v_fines", "v_found", "v_listed", "bad"]
    assert {"ratings.extracted", "ratings.backtested"} <= set(Event.objects.values_list("action", flat=True))  # fmt: skip
    model, rules = alone(FILE, made.read_text(encoding="utf-8"), rated_city.catalogue)
    with rated(
        model, rules, day=past.CUTOFF, known_before=known_at_the_end_of(date(2026, 11, 23)), environment=environment,
    ) as found:  # fmt: skip
        points = sorted(one // UNIT for one in found.values()["points"].to_pylist())
    assert points == sorted(scores(taken, draft))
    assert {one.code for one in model.indicators if one.dimension} >= {"fined", "found"}
    assert (
        yaml.safe_load(made.read_text(encoding="utf-8"))["fitted"]["organisations"]
        == taken.num_rows
    )
