"""A city whose organisations are rated."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

import pytest

from goodstanding.catalogue.queries import catalogue_in_force
from goodstanding.columnar import services as columnar
from goodstanding.disclosure.tests.conftest import City, publishing
from goodstanding.organisations.queries import find
from goodstanding.ratings.queries.inputs import known_at_the_end_of
from goodstanding.ratings.queries.models import Models, models_in_force
from goodstanding.ratings.queries.rating import rating_of

if TYPE_CHECKING:
    from pathlib import Path

MODEL = "public_credit_enterprise"
TODAY = date(2026, 11, 23)


@dataclass
class RatedCity:
    city: City
    models: Models
    catalogue: object
    home: Path

    @property
    def environment(self):
        return replace(self.city.environment, home=self.home)

    @property
    def model(self):
        return self.models.ready(MODEL)

    def rate(self, uscc, *, day=TODAY, known=None, model=None):
        return rating_of(
            find(uscc), model or self.model, self.models, day=day,
            known_before=known or known_at_the_end_of(day),
        )  # fmt: skip

    def copy(self):
        columnar.update(environment=self.environment, catalogue=self.catalogue)


@pytest.fixture
def rated_city(environment, db, tmp_path, settings):
    settings.ENVIRONMENT = environment
    catalogue = catalogue_in_force(environment.policy, environment.home / "cache")
    models = models_in_force(environment.policy, catalogue)
    return RatedCity(publishing(environment), models, catalogue, tmp_path)
