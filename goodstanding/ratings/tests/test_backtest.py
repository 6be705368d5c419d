"""How well a model foretold is counted, not guessed; and what can't be counted is refused."""

from __future__ import annotations

import json
import sys
from datetime import date

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from goodstanding.audit.domain import SYSTEM
from goodstanding.catalogue.domain.faults import PolicyFaultsError
from goodstanding.catalogue.queries import catalogue_in_force
from goodstanding.ratings.domain.backtest import TOGETHER, Cell, auc, judged, ks
from goodstanding.ratings.domain.refusals import (
    FewOutcomesError,
    NoHistoryError,
    NoOutcomeError,
    NoScorecardToolError,
)
from goodstanding.ratings.queries.inputs import known_at_the_end_of
from goodstanding.ratings.queries.models import alone
from goodstanding.ratings.services import studying
from goodstanding.ratings.tests import past
from goodstanding.ratings.tests.conftest import MODEL, TODAY

FILE = "wage_trouble.yaml"


def cell(points, bad, count=1, grade="A", industry="C"):
    return Cell(points, grade, bad, count, (industry, "", "330102", "enterprise"))


def test_a_perfect_model_and_a_blind_one():
    perfect = [cell(100, bad=False, count=40), cell(50, bad=True, count=7)]
    blind = [cell(80, bad=False, count=40), cell(80, bad=True, count=7)]

    assert (auc(perfect), ks(perfect)) == (1.0, 1.0)
    assert (auc(blind), ks(blind)) == (0.5, 0.0)


def test_figures_that_were_worked_out_by_hand():
    # good: 3 at 90, 1 at 60; bad: 1 at 60, 1 at 30. Pairs 8: 3·2 and 1 won, one tie.
    cells = [cell(90, bad=False, count=3), cell(60, bad=False), cell(60, bad=True), cell(30, bad=True)]  # fmt: skip

    assert auc(cells) == 0.9375
    assert ks(cells) == 0.75


@given(
    st.lists(
        st.tuples(st.integers(0, 20), st.booleans(), st.integers(1, 5)), min_size=2, max_size=40
    ).filter(lambda rows: len({bad for _, bad, _ in rows}) == 2)
)
def test_auc_is_the_share_of_pairs_in_the_right_order(rows):
    cells = [cell(points, bad=bad, count=count) for points, bad, count in rows]
    good = [p for p, bad, count in rows if not bad for _ in range(count)]
    bad = [p for p, bad, count in rows if bad for _ in range(count)]
    pairs = [1.0 if g > b else 0.5 if g == b else 0.0 for g in good for b in bad]

    assert auc(cells) == pytest.approx(sum(pairs) / len(pairs), abs=1e-4)


def test_bands_drift_and_groups_are_told_and_a_small_group_is_not_told_apart():
    cells = [
        cell(90, bad=False, count=60, grade="A", industry="C"), cell(40, bad=False, count=20, grade="C", industry="F"),
        cell(40, bad=True, count=20, grade="C", industry="F"), cell(40, bad=True, count=3, grade="C", industry="P"),
    ]  # fmt: skip

    found = judged(cells, ["A", "B", "C"], {"A": 50, "B": 0, "C": 50})

    assert [(one.grade, one.organisations, one.bad) for one in found.bands] == [("A", 60, 0), ("B", 0, 0), ("C", 43, 23)]  # fmt: skip
    industries = {one.group: one for one in found.groups if one.by == "industry"}
    assert set(industries) == {"C", "F"}
    assert TOGETHER not in industries  # three are too few even together
    assert industries["F"].worst_share_of_good == 1.0
    assert industries["C"].auc is None
    assert found.psi == pytest.approx(0.0275, abs=1e-4)


@pytest.fixture
def asked(rated_city):
    def ask(cutoff, known=TODAY):
        return studying.Asked(
            cutoff=cutoff, known_before=known_at_the_end_of(known), today=TODAY,
            seen_before=known_at_the_end_of(TODAY), purpose="试验", by=SYSTEM, now=rated_city.city.now,
        )  # fmt: skip

    return ask


def test_history_that_is_not_there_or_not_over_or_too_thin_is_refused(rated_city, asked):
    draft, rules = alone(FILE, past.DRAFT, rated_city.catalogue)

    def test(on):
        rated_city.copy()
        return studying.backtested(draft, rules, on, rated_city.environment)

    with pytest.raises(NoHistoryError) as young:
        test(asked(date(2026, 6, 30)))
    assert "P12M" in str(young.value)
    with pytest.raises(NoHistoryError, match="wage_arrears_list"):
        test(asked(past.CUTOFF))  # nobody has sent any of it yet
    rated_city.city.punish()
    with pytest.raises(NoHistoryError):
        test(asked(past.CUTOFF, known=past.CUTOFF))  # nothing had come in by then
    with pytest.raises(FewOutcomesError) as one_sided:
        test(asked(past.CUTOFF))
    assert one_sided.value.fields["bad"] == 0
    with pytest.raises(NoOutcomeError):
        studying.backtested(rated_city.models.ready(MODEL), rated_city.models.rules, asked(past.CUTOFF), rated_city.environment)  # fmt: skip


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("public: none", "public: grade", "public"),
        ("public: none", "public: score", "public"),
        ("status: shape", "status: ready", "cutoff"),
        ("    sources: [{item: wage_arrears_list}]\n", "", "sources"),
    ],
)
def test_a_model_out_of_statistics_can_t_be_public_or_without_what_it_foretells(
    environment, old, new, said
):
    catalogue = catalogue_in_force(environment.policy, environment.home / "cache")

    with pytest.raises(PolicyFaultsError) as refused:
        alone(FILE, past.DRAFT.replace(old, new), catalogue)
    assert said in " ".join(one.en for one in refused.value.faults)


def test_without_the_tool_a_fit_says_what_to_install(environment, monkeypatch):
    catalogue = catalogue_in_force(environment.policy, environment.home / "cache")
    draft, _ = alone(FILE, past.DRAFT, catalogue)
    about = json.dumps({"draft": studying.model_edition(draft), "cutoff": "2025-06-30"})
    table = pa.table(
        {f"v_{one.code}": [0, 1] for one in draft.indicators} | {"bad": [False, True]}
    ).replace_schema_metadata({b"goodstanding": about})
    monkeypatch.setitem(sys.modules, "optbinning", None)

    with pytest.raises(NoScorecardToolError, match=r"requirements/scorecard\.txt"):
        studying.fit(past.DRAFT, FILE, catalogue, table)
