"""The models that are shipped: every worked example comes out, in both ways of rating."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from goodstanding.catalogue.adapters import folder
from goodstanding.catalogue.queries import catalogue_in_force
from goodstanding.ratings.domain.counterfactual import changes, if_objections_fail
from goodstanding.ratings.domain.golden import rules_of
from goodstanding.ratings.domain.model import UNIT
from goodstanding.ratings.domain.single import rate
from goodstanding.ratings.queries import models as model_queries
from goodstanding.ratings.queries.models import load, models_in_force
from goodstanding.ratings.tests.tables import rated_by_columns

POLICY = Path("policy")


@pytest.fixture(scope="module")
def catalogue(environment):
    return catalogue_in_force(environment.policy, environment.home / "cache")


@pytest.fixture(scope="module")
def shipped(environment, catalogue):
    return models_in_force(environment.policy, catalogue)


def files(environment):
    found = folder.contents(environment.policy)
    return {path: content for path, content in found.items() if path.startswith("ratings/")}


def test_every_worked_example_beside_a_model_comes_out(environment, catalogue):
    assert model_queries.check(files(environment), catalogue) == ()


def test_every_model_has_examples_a_legal_basis_and_an_end(shipped):
    for model in shipped.all.values():
        assert shipped.examples[model.code], model.code
        assert model.legal_basis, model.code
        assert model.valid_for, model.code
        assert {"disputed", "repaired", "taken_down"} <= set(model.exclude), model.code


def test_the_columnar_plan_of_every_model_comes_to_the_same_as_one_by_one(shipped):
    for model in shipped.all.values():
        for day, rules, pairs in by_day(shipped, model):
            rows = rated_by_columns(model, pairs, rules, day)
            for subject, facts in pairs:
                assert_same(rows[subject.id], rate(model, subject, facts, day=day, rules=rules))


def by_day(shipped, model):
    """The worked examples of a model that one plan can rate: a day, rules, subjects with facts."""
    groups: dict = {}
    for n, example in enumerate(shipped.examples[model.code], start=1):
        rules = rules_of(example, shipped.rules)
        pair = (replace(example.subject, id=n), example.facts)
        groups.setdefault((example.day, rules.collected), (rules, []))[1].append(pair)
    return [(day, rules, pairs) for (day, _), (rules, pairs) in groups.items()]


def assert_same(row, one):
    assert (row["grade"], row["points"], row["not_rated"]) == (one.grade, one.points, one.not_rated)
    assert {code: row[f"d_{code}"] for code, _ in one.dimensions} == dict(one.dimensions)
    for line in one.lines:
        assert (row[f"v_{line.indicator}"], row[f"p_{line.indicator}"]) == (line.value, line.points)


def test_what_putting_two_penalties_right_would_give_is_told(shipped):
    model = shipped.all["public_credit_enterprise"]
    t1 = next(one for one in shipped.examples[model.code] if one.name == "T1")
    told = {"day": t1.day, "rules": rules_of(t1, shipped.rules)}
    rating = rate(model, t1.subject, t1.facts, **told)

    found = changes(model, t1.subject, t1.facts, rating, **told)

    alone = {one.versions: (one.points / UNIT, one.grade) for one in found}
    assert alone[("R5",)] == alone[("R6",)] == (820, "B")
    pair = [fact for fact in t1.facts if fact.id not in {"R5", "R6"}]
    assert rate(model, t1.subject, pair, **told).grade == "A"
    assert found[-1].versions == ("R12c", "R5", "R6")
    assert found[-1].grade == "A"
    assert not any("R8" in one.versions for one in found)  # a grade of another body
    failing = if_objections_fail(model, t1.subject, t1.facts, rating, **told)
    assert (failing.points / UNIT, failing.grade) == (745, "B")


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("  - {title: 优化营商环境条例", "  # - {title", "policy.no_legal_basis"),
        ("sole_trader: consent}", "sole_trader: all}", "policy.unknown_value"),
        ("subjects: {enterprise: all,", "subjects: {person: all,", "policy.unknown_value"),
        ("exclude: [disputed, repaired,", "exclude: [repaired,", "policy.missing_key"),
        ("item: tax_grade, within", "item: tax_grades, within", "policy.unknown_item"),
        ("\"severity == 'serious'\"", "\"gravity == 'serious'\"", "policy.bad_expression"),
        ("scale: {A: 80, B: 60", "scale: {A: 80, X: 60", "policy.unknown_value"),
        ("when: {severe_lists: 1}", "when: {black_lists: 1}", "policy.unknown_value"),
        ("owner: development-reform", "owner: nobody", "policy.unknown_agency"),
        ("valid_for: P1M", "", "policy.missing_key"),
        ("points: 50}", "points: fifty}", "policy.type"),
        ("from: 850}", "from: 650}", "policy.bad_period"),
        ("each: -90", "each: -80", "policy.wrong_example"),
        ("  - name: T12", "  - nome: T12", "policy.unknown_key"),
    ],
)
def test_a_fault_in_a_model_is_named_with_file_and_line(environment, catalogue, old, new, code):
    path = "ratings/public_credit_enterprise.yaml"
    text = files(environment)[path].decode()
    if "T12" in old:
        old, new = "code: abnormal\n", "cod: abnormal\n"
    assert old in text
    line = text[: text.index(old)].count("\n") + 1

    faults = model_queries.check({path: text.replace(old, new, 1).encode()}, catalogue)

    assert code in {fault.code for fault in faults}
    assert all(fault.file == path and fault.line > 0 for fault in faults)
    if code in {"policy.unknown_value", "policy.unknown_item", "policy.unknown_agency"}:
        assert any(abs(fault.line - line) <= 1 for fault in faults if fault.code == code)


def test_a_figure_may_change_on_a_day(environment, catalogue):
    from goodstanding.catalogue.domain.faults import FaultList

    path = "ratings/public_credit_enterprise.yaml"
    dated = 'each: [{from: "2020-01-01", is: -30}, {from: "2026-07-01", is: -20}]'
    text = files(environment)[path].decode().replace("each: -30", dated, 1)
    faults = FaultList()
    loaded = load({path: text.encode()}, catalogue, faults)

    model = loaded.all["public_credit_enterprise"]
    examples = {one.name: one for one in loaded.examples[model.code]}
    found = {}
    for name in ("T1", "T12 half a year before"):
        example = examples[name]
        rating = rate(model, example.subject, example.facts, day=example.day, rules=rules_of(example, loaded.rules))  # fmt: skip
        found[name] = rating.line("penalties_general").points / UNIT
    assert found == {"T1": -50, "T12 half a year before": -30}
