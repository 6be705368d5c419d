"""A city with a published penalty, and bodies and organisations that took copies of it."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from goodstanding.audit.domain import SYSTEM
from goodstanding.collection.tests.samples import WATER
from goodstanding.disclosure.tests.conftest import City
from goodstanding.disclosure.tests.conftest import publishing as publishing_node
from goodstanding.organisations.queries import find
from goodstanding.recall import services
from goodstanding.recall.domain import Channel, HolderKind, Recipient
from goodstanding.recall.models import Line, Recall
from goodstanding.records import queries as records

MARKET = Recipient(HolderKind.AGENCY, "market", "市场监督管理局")
BANK = Recipient(HolderKind.ORGANISATION, "91330100MA2B12345L", "云溪示例银行")


@dataclass
class Copies:
    """清源水务, fined on 2026-11-18 by ecology, and what was handed out of its file."""

    city: City

    @property
    def organisation(self):
        return find(WATER)

    def penalty(self):
        known = self.city.now.replace(year=2040)
        found = records.file_of(
            self.organisation.pk, as_of=self.city.now.date(), known_before=known
        )
        return next((one for one in found if one.item == "penalty"), None)

    def hand_out(self, to=BANK, *, reference="R-1", channel=Channel.REPORT):
        pairs = [(self.organisation.pk, self.penalty().id)]
        services.register(
            to, pairs, channel=channel, reference=reference, by=SYSTEM, now=self.city.now
        )

    def download(self, to=BANK):
        day = str(self.city.now.date())
        services.register_data_set(
            to, "administration", reference=day, by=SYSTEM, now=self.city.now
        )

    def pull(self):
        given = {"environment": self.city.environment, "now": self.city.now}
        return services.pull_loads(**given) + services.pull_days(**given)

    @staticmethod
    def told():
        """What holders were told: (holder, cause) of each line."""
        lines = Line.objects.select_related("recall__holder").order_by("pk")
        return [(line.recall.holder.code, line.cause) for line in lines]

    @staticmethod
    def recalls():
        return list(Recall.objects.order_by("pk"))


@pytest.fixture
def copies(known_organisations, environment, db, settings):
    settings.ENVIRONMENT = environment
    city = publishing_node(environment)
    city.punish()
    made = Copies(city)
    made.pull()  # what was loaded before anybody had a copy
    return made
