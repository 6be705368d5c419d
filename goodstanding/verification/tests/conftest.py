"""A city on which lists are checked, and what its tests share."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest

from goodstanding.audit.domain import SYSTEM
from goodstanding.catalogue.queries import catalogue_in_force
from goodstanding.columnar import services as columnar
from goodstanding.disclosure.tests.conftest import publishing
from goodstanding.lib.environment import CIVIL_TIME
from goodstanding.verification.queries.purposes import purpose_of
from goodstanding.verification.services import checking

NOW = datetime(2026, 11, 23, 9, tzinfo=CIVIL_TIME)


class Asking:
    """A city on which lists are checked."""

    def __init__(self, environment, home):
        self.city = publishing(environment)
        self.environment = replace(environment, home=home)
        self.catalogue = catalogue_in_force(environment.policy, environment.home / "cache")

    def check(self, rows, purpose="award_review", by=SYSTEM):
        columnar.update(environment=self.environment, catalogue=self.catalogue)
        found = purpose_of(purpose, self.environment.policy, self.catalogue)
        return checking.check(
            rows, found, matter="2026-17", catalogue=self.catalogue, environment=self.environment,
            by=by, now=NOW,
        )  # fmt: skip


@pytest.fixture
def asking(known_organisations, environment, db, tmp_path, settings):
    made = Asking(environment, tmp_path)
    settings.ENVIRONMENT = made.environment
    return made


def collect_all(asking, purpose="award_review"):
    """Let every source of the purpose have come once, so that clear can be said."""
    from goodstanding.collection.models import Submission

    for item in purpose_of(purpose, asking.environment.policy, asking.catalogue).items():
        Submission.objects.create(
            number=f"S-test-{item}", agency="market", item=item, mode="upsert", key=item, edition="",
            filename="", sha256="0" * 64, size=0, stored_as="", data_key=b"", state="loaded",
            received_at=NOW, finished_at=NOW,
        )  # fmt: skip
