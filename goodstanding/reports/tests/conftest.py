"""An organisation with a published penalty, as the cast's representative knows it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pytest

from goodstanding.accounts.tests.cast import NAME, ORGANISATION, REGISTER
from goodstanding.collection.tests.samples import penalties, penalty
from goodstanding.disclosure.services import clock
from goodstanding.disclosure.tests.conftest import City
from goodstanding.organisations.queries import find
from goodstanding.reports.domain.content import Asked
from goodstanding.reports.services import certifying, issuing, verifying

MINOR = {"document_number": "云环罚〔2026〕2号", "kinds": "警告", "content": "警告", "fine": "", "decided_on": "2026-10-08"}  # fmt: skip


@dataclass
class Desk:
    """A node where documents are issued."""

    city: City
    cast: object

    @property
    def now(self):
        return self.city.now

    @property
    def today(self):
        return self.city.now.date()

    @property
    def environment(self):
        return self.city.environment

    @property
    def organisation(self):
        return find(ORGANISATION)

    def punish(self, **cells):
        row = penalty(**{"name": NAME, "uscc": ORGANISATION, **cells})
        return self.city.send(penalties(row), item="penalty", agency="ecology")

    def report(self, language="zh"):
        return issuing.public_report(
            ORGANISATION, language=language, environment=self.environment, by=issuing.PUBLIC,
            now=self.now,
        )  # fmt: skip

    def special(self, *domains, start="2024-01-01", end=None, purpose="参加招标"):
        asked = Asked(
            date.fromisoformat(start), date.fromisoformat(end) if end else self.today,
            domains or ("environment", "tax"),
        )  # fmt: skip
        return issuing.special_report(
            self.organisation, asked=asked, purpose=purpose, applicant=NAME, language="zh",
            environment=self.environment, by=self.cast.representative.actor, now=self.now,
        )  # fmt: skip

    def certificate(self, **given):
        return certifying.certify(
            ORGANISATION, environment=self.environment, by=self.cast.representative.actor,
            now=self.now, **{"purpose": "申请贷款", "language": "zh", **given},
        )  # fmt: skip

    def file(self, document):
        return issuing.read_file(document, environment=self.environment)

    def verify(self, given):
        if isinstance(given, bytes):
            return verifying.by_content(given, environment=self.environment, today=self.today)
        return verifying.by_code(given, today=self.today)


@pytest.fixture
def desk(known_organisations, environment, cast, settings):
    settings.ENVIRONMENT = environment
    clock.follow(environment)
    city = City(environment)
    city.send(REGISTER)
    made = Desk(city, cast)
    made.punish(fine="20")
    return made
