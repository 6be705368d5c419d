"""An organisation with published penalties, and its repair of one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from io import BytesIO

import pytest

from goodstanding.accounts.tests.cast import NAME, ORGANISATION, REGISTER
from goodstanding.casework.services.timing import timing_of
from goodstanding.collection.tests.samples import penalties, penalty
from goodstanding.disclosure.queries import published
from goodstanding.disclosure.tests.conftest import City
from goodstanding.disclosure.tests.conftest import publishing as publishing_node
from goodstanding.lib.environment import CIVIL_TIME
from goodstanding.organisations.queries import find
from goodstanding.records import queries as records
from goodstanding.repairs.domain.procedure import Channel, Outcome, Proposal
from goodstanding.repairs.models import Repair
from goodstanding.repairs.queries import assessing
from goodstanding.repairs.services import deciding, filing
from goodstanding.repairs.services.filing import Application, Evidence

PDF = b"%PDF-1.7\nproof"
RIPE, EARLY = "云环罚〔2026〕5号", "云环罚〔2026〕18号"
GRANT = Proposal(Outcome.GRANT, "罚款已缴，整改已验收。", frozenset({"duty_done", "cured"}))
REFUSE = Proposal(Outcome.REFUSE, "整改尚未验收。", frozenset({"duty_done"}), date(2026, 12, 23))


def evidence():
    return Evidence(BytesIO(PDF), "整改验收.pdf", len(PDF))


@dataclass
class Story:
    """The cast's organisation: one penalty of 2026-05-12, one of 2026-09-10, on 2026-11-23."""

    city: City
    cast: object

    @property
    def now(self):
        return self.city.now.astimezone(CIVIL_TIME)

    @property
    def timing(self):
        return timing_of(self.city.environment)

    @property
    def organisation(self):
        return find(ORGANISATION)

    def record(self, number=RIPE):
        found = records.standing(self.organisation.pk)
        return next(one for one in found if one.payload.get("document_number") == number)

    def shown(self, number=RIPE):
        """The penalty as the public sees it; none where it does not."""
        found = published.records_of(self.organisation.pk, item="penalty").records
        return next((one for one in found if one.number == number), None)

    def assessed(self):
        found = assessing.of_organisation(
            self.organisation, loaded=self.timing.catalogue, environment=self.city.environment,
            today=self.now.date(),
        )  # fmt: skip
        return {one.label: one for one in found}

    def file(self, number=RIPE, **changes):
        said = {
            "cured_on": date(2026, 6, 1), "statement": "罚款已缴，整改已验收。",
            "commitment": "所述属实，不再违法。", "evidence": [evidence()],
            **{name: changes.pop(name) for name in list(changes) if name in _SAID},
        }  # fmt: skip
        given = {
            "item": "penalty", "channel": Channel.PORTAL, "timing": self.timing,
            "environment": self.city.environment, "by": self.cast.representative.actor,
            "now": self.now,
        }  # fmt: skip
        fact = changes.pop("fact", None) or self.record(number).fact
        return filing.file(
            self.organisation, Application(**said), fact=fact, **{**given, **changes}
        )

    def accept(self, repair):
        by = self.cast.case_officer.actor
        filing.accept(repair, timing=self.timing, by=by, now=self.now)
        return Repair.objects.get(pk=repair.pk)

    def propose(self, repair, proposal=GRANT):
        by = self.cast.case_officer.actor
        deciding.propose(repair, proposal, timing=self.timing, by=by, now=self.now)
        return Repair.objects.get(pk=repair.pk)

    def decide(self, repair, by=None):
        by = by or self.cast.approver.actor
        return deciding.decide(
            repair, timing=self.timing, environment=self.city.environment, by=by, now=self.now
        )

    def decided(self, proposal=GRANT):
        return self.decide(self.propose(self.accept(self.file()), proposal))


_SAID = ("cured_on", "statement", "commitment", "evidence")


def fined(number, decided_on, **cells):
    return penalty(
        name=NAME, uscc=ORGANISATION, document_number=number, decided_on=decided_on, **cells
    )


@pytest.fixture
def story(known_organisations, environment, cast, settings):
    settings.ENVIRONMENT = environment
    city = publishing_node(environment)
    city.send(REGISTER)
    rows = penalties(fined(RIPE, "2026-05-12"), fined(EARLY, "2026-09-10"))
    assert city.send(rows, item="penalty", agency="ecology").new == 2
    return Story(city, cast)
