"""What `bench.ratings` has done on its node: everybody rated as one plan, and the same work in other ways.

    python -m bench.rating [--sample N]

prints one JSON document. The process reads the node's environment.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import statistics
import sys
import time
from typing import TYPE_CHECKING, Any

from bench.portal import SEED

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date, datetime

    from goodstanding.lib.engine import Engine
    from goodstanding.lib.environment import Environment
    from goodstanding.organisations.models import Organisation
    from goodstanding.ratings.domain.model import Model
    from goodstanding.ratings.queries.models import Models

MODEL = "public_credit_enterprise"
OWN = ("_version", "_agency", "_from", "_recorded_at", "_withdrawn")
"""What a plan reads of every version, beside the organisation and the fields of the model."""


class Everybody:
    """The organisations of a node and the model by which they are rated today."""

    def __init__(self, environment: Environment) -> None:
        from goodstanding.catalogue.queries import catalogue_in_force
        from goodstanding.lib.environment import CIVIL_TIME, now
        from goodstanding.ratings.queries.inputs import known_at_the_end_of
        from goodstanding.ratings.queries.models import models_in_force

        catalogue = catalogue_in_force(environment.policy, environment.home / "cache")
        self.environment = environment
        self.models: Models = models_in_force(environment.policy, catalogue)
        self.model: Model = self.models.ready(MODEL)
        self.now: datetime = now(environment)
        self.day: date = self.now.astimezone(CIVIL_TIME).date()
        self.known: datetime = known_at_the_end_of(self.day)

    def rate(self) -> dict[int, Any]:
        """Everybody as one plan; answers grade and points of each."""
        from goodstanding.ratings.queries.everybody import rated

        with rated(
            self.model, self.models.rules, day=self.day, known_before=self.known,
            environment=self.environment,
        ) as found:  # fmt: skip
            found.spread()
            self.rated_at = time.perf_counter()
            rows = found._engine.read("SELECT id, grade, points FROM rated").to_pylist()  # noqa: SLF001
        return {row["id"]: (row["grade"], row["points"]) for row in rows}

    def scan(self) -> int:
        """Only scan the columns that the plan needs and group them by organisation; how many versions."""
        from goodstanding.lib.engine import open_engine

        with open_engine(self.environment.engine) as engine:
            return sum(self._scan(engine, item) for item in self.model.items())

    def _scan(self, engine: Engine, item: str) -> int:
        from goodstanding.columnar.adapters import folder
        from goodstanding.columnar.domain import OWN as ALL
        from goodstanding.columnar.domain import VERSIONS
        from goodstanding.lib.engine import Step
        from goodstanding.ratings.domain.columns_facts import fields_read

        fields = fields_read(self.model, self.models.rules.items[item])
        home = self.environment.home
        files = folder.paths(home, folder.read(home), VERSIONS, item)
        engine.open_files("scanned", files, ALL | dict.fromkeys(fields, "VARCHAR"))
        cells = ", ".join(f'max("{name}") AS "{name}"' for name in (*OWN, *fields))
        # Kept: of a result that nobody asks for an engine leaves out the columns.
        engine.create(
            Step("grouped", f"SELECT count(*) AS n, {cells} FROM scanned GROUP BY _organisation")
        )
        found = engine.read("SELECT sum(n) FROM grouped")
        return int(found.column(0)[0].as_py() or 0)

    def explain(self, one: Organisation) -> Any:
        """One organisation's rating as it is shown, its reading written down."""
        from goodstanding.audit.domain import command
        from goodstanding.ratings.queries.telling import as_document
        from goodstanding.ratings.services import reading

        found = reading.read(
            one, self.model, self.models, day=self.day, known_before=self.known, purpose="bench",
            by=command("bench"), now=self.now,
        )  # fmt: skip
        as_document(found, one)
        return found

    def row_by_row(self, sample: list[Organisation]) -> tuple[dict[int, Any], float]:
        """The model as Python, organisation by organisation, on facts that are at hand already."""
        from goodstanding.ratings.domain.single import rate
        from goodstanding.ratings.queries.inputs import inputs

        given = [
            inputs(one, self.model, self.models.rules, day=self.day, known_before=self.known)
            for one in sample
        ]
        started = time.perf_counter()
        found = [
            rate(self.model, one.subject, one.facts, day=self.day, rules=one.rules) for one in given
        ]
        seconds = time.perf_counter() - started
        pairs = zip(sample, found, strict=True)
        return {one.pk: (rating.grade, rating.points) for one, rating in pairs}, seconds


def measured(sample: int) -> dict[str, Any]:
    """All figures. Raises AssertionError where one and all are not rated alike."""
    from goodstanding.background.adapters.node import open_node
    from goodstanding.lib.environment import read_environment

    environment = read_environment(os.environ)
    open_node(environment)
    from goodstanding.organisations.models import Organisation

    work = Everybody(environment)
    work.scan()  # from here on the files are in memory
    (versions, scan), (grades, _) = timed(work.scan), timed(work.rate)
    started = time.perf_counter()
    grades = work.rate()
    rated = work.rated_at - started
    scan = min(scan, timed(work.scan)[1])
    some = random.Random(SEED).sample(sorted(grades), min(sample, len(grades)))
    chosen = list(Organisation.objects.filter(pk__in=some))
    alike, python = work.row_by_row(chosen)
    if alike != {number: grades[number] for number in alike}:
        sys.exit("one and all are not rated alike")
    times = sorted(timed(lambda one=one: work.explain(one))[1] for one in chosen[:300])  # type: ignore[misc]
    return {
        "organisations": len(grades), "versions": versions, "rated": rated, "scan": scan,
        "python": python * len(grades) / len(chosen),
        "p50_ms": statistics.median(times) * 1000, "p95_ms": times[int(len(times) * 0.95)] * 1000,
    }  # fmt: skip


def timed(work: Callable[[], Any]) -> tuple[Any, float]:
    """What work answers, and its seconds."""
    started = time.perf_counter()
    return work(), time.perf_counter() - started


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sample", type=int, default=2_000)
    print(json.dumps(measured(parser.parse_args().sample)))
