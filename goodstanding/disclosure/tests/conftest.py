"""A published copy to look at: what portal and office tests build on, too.

    from goodstanding.disclosure.tests.conftest import publishing   # in the app's own conftest

    @pytest.fixture
    def city(environment, db): return publishing(environment)

`city.send(text, item=…, agency=…)` submits a file as an agency does, and what it brought is
public at once, as on a node. `city.publish(on="2027-11-19")` does the jobs of another day.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, time
from io import BytesIO
from typing import TYPE_CHECKING

import pytest

from goodstanding.collection.domain.kept import Mode
from goodstanding.collection.services.submitting import submit
from goodstanding.collection.tests.samples import REGISTRATION, penalties, penalty
from goodstanding.disclosure.services import clock, ending
from goodstanding.disclosure.services.publishing import publish
from goodstanding.lib.environment import CIVIL_TIME, Environment, now

if TYPE_CHECKING:
    from datetime import date


@dataclass
class City:
    """A node on a fixed day."""

    environment: Environment

    @property
    def now(self):
        return now(self.environment)

    def send(self, content, *, item="registration", agency="market", mode="upsert", key=None):
        """Submit a file and publish; answers the submission."""
        if isinstance(content, str):
            content = content.encode()
        return submit(
            BytesIO(content), filename="file.csv", item=item, agency=agency, mode=Mode(mode), key=key,
            wait=True, environment=self.environment, now=self.now, progress=lambda _stage: None,
        )  # fmt: skip

    def punish(self, **cells):
        """One penalty of 清源水务, fined on 2026-11-18: public until 2027-11-18."""
        return self.send(penalties(penalty(**cells)), item="penalty", agency="ecology")

    def at(self, day: str | date) -> None:
        """Go to another day: only the clock, no job has run."""
        noon = datetime.combine(datetime.fromisoformat(str(day)).date(), time(12), CIVIL_TIME)
        self.environment = replace(self.environment, clock=noon)
        clock.follow(self.environment)

    def run_jobs(self) -> None:
        publish(now=self.now, environment=self.environment)
        ending.end_due(now=self.now)


def publishing(environment: Environment) -> City:
    """A city with the three organisations of `collection.tests.samples`, on 2026-11-23."""
    city = City(environment)
    clock.follow(environment)
    city.send(REGISTRATION)
    return city


@pytest.fixture
def city(environment, db):
    """The city; everything is undone after the test."""
    return publishing(environment)
