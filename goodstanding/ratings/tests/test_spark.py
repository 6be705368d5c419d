"""On Spark a model comes to the same numbers as in this process: `make spark` installs it."""

from __future__ import annotations

from dataclasses import replace
from shutil import which

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from goodstanding.catalogue.queries import catalogue_in_force
from goodstanding.collection.tests.samples import PAPER, WATER
from goodstanding.organisations.queries import find
from goodstanding.organisations.services import reassigning
from goodstanding.ratings.domain.facts import Subject
from goodstanding.ratings.queries.everybody import rated
from goodstanding.ratings.queries.inputs import known_at_the_end_of
from goodstanding.ratings.queries.models import models_in_force
from goodstanding.ratings.tests.conftest import TODAY
from goodstanding.ratings.tests.tables import rated_by_columns
from goodstanding.ratings.tests.test_models import by_day
from goodstanding.ratings.tests.test_rating import NOW, punish
from goodstanding.ratings.tests.test_same_numbers import CODE, DAY, facts_of, firms

pytest.importorskip("pyspark", reason="Spark is an extra: make spark")
if not which("java"):
    pytest.skip("Spark needs Java 17", allow_module_level=True)

pytestmark = pytest.mark.slow
SPARK = "local[2]"


@pytest.fixture(scope="module")
def shipped(environment):
    catalogue = catalogue_in_force(environment.policy, environment.home / "cache")
    return models_in_force(environment.policy, catalogue)


def test_every_model_comes_to_the_same_numbers_on_its_examples(shipped):
    for model in shipped.all.values():
        (day, rules, pairs) = max(by_day(shipped, model), key=lambda group: len(group[2]))

        on_spark = rated_by_columns(model, pairs, rules, day, on=SPARK)

        assert on_spark == rated_by_columns(model, pairs, rules, day), model.code


@given(given_=firms)
@settings(
    max_examples=4, deadline=None, phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=list(HealthCheck),
)  # fmt: skip
def test_whatever_the_firms_the_numbers_are_the_same(given_, shipped):
    rules = replace(shipped.rules, collected=frozenset(shipped.rules.items))
    pairs = [
        (Subject(n, kind, status, registered, consent), facts_of(facts, rules))
        for n, (kind, status, registered, consent, facts) in enumerate(given_, start=1)
    ]
    model = shipped.all[CODE]

    assert rated_by_columns(model, pairs, rules, DAY, on=SPARK) == rated_by_columns(
        model, pairs, rules, DAY
    )


@pytest.mark.django_db
def test_a_city_is_rated_from_its_columnar_copy_mergers_included(rated_city, cast):
    punish(rated_city)
    punish(rated_city, name="云溪青禾纸业（东湖）有限公司", uscc=PAPER)  # the same document
    proposed = reassigning.propose_merge(
        find(PAPER), find(WATER), reason="同一主体", by=cast.operator.actor, now=NOW
    )
    reassigning.confirm(proposed.pk, reason="核实无误", by=cast.reviewer.actor, now=NOW)
    rated_city.copy()
    found = {}
    for engine in ("duckdb", SPARK):
        with rated(
            rated_city.model, rated_city.models.rules, day=TODAY,
            known_before=known_at_the_end_of(TODAY),
            environment=replace(rated_city.environment, engine=engine),
        ) as everybody:  # fmt: skip
            rows = [row for batch in everybody.rows() for row in batch.to_pylist()]
            found[engine] = (everybody.spread(), rows)

    assert found[SPARK] == found["duckdb"]
    assert found[SPARK][0].organisations > 0
