"""An organisation with a published penalty, and its objection to it."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from goodstanding.accounts.tests.cast import NAME, ORGANISATION, REGISTER
from goodstanding.casework.services.timing import timing_of
from goodstanding.collection.tests.samples import penalties, penalty
from goodstanding.disclosure.queries import published
from goodstanding.disclosure.tests.conftest import City
from goodstanding.disclosure.tests.conftest import publishing as publishing_node
from goodstanding.lib.environment import CIVIL_TIME
from goodstanding.objections.domain import Channel, Claim, Ground
from goodstanding.objections.services import filing
from goodstanding.organisations.queries import find
from goodstanding.records import queries as records


@dataclass
class Story:
    """A node on which the cast's organisation was fined twenty where two was meant."""

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

    def record(self):
        """The penalty as it stands on file."""
        known = self.city.now.replace(year=2030)
        found = records.file_of(self.organisation.pk, as_of=self.now.date(), known_before=known)
        return next((one for one in found if one.item == "penalty"), None)

    def shown(self):
        """The penalty as the public sees it; none where it does not."""
        found = published.records_of(self.organisation.pk, item="penalty").records
        return found[0] if found else None

    def file(self, **changes):
        record = self.record()
        given = {
            "item": "penalty", "fact": record.fact, "ground": Ground.CONTENT,
            "claims": [Claim("fine", "20", "2")], "statement": "罚款是两万元，误录为二十万元。",
            "channel": Channel.PORTAL, "timing": self.timing, "by": self.cast.representative.actor,
            "now": self.now,
        }  # fmt: skip
        return filing.file(self.organisation, **{**given, **changes})


@pytest.fixture
def story(known_organisations, environment, cast, settings):
    settings.ENVIRONMENT = environment
    city = publishing_node(environment)
    city.send(REGISTER)
    fined = penalty(name=NAME, uscc=ORGANISATION, fine="20")
    sent = city.send(penalties(fined), item="penalty", agency="ecology")
    assert sent.new == 1
    return Story(city, cast)
