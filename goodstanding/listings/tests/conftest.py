"""An organisation with a penalty, and a list that may rest on it: the market regulator's."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import pytest

from goodstanding.accounts.tests.cast import NAME, ORGANISATION, REGISTER
from goodstanding.casework.models import Notice
from goodstanding.casework.services.timing import timing_of
from goodstanding.collection.tests.samples import AGENCY, penalties, penalty
from goodstanding.disclosure.queries import published
from goodstanding.disclosure.tests.conftest import City
from goodstanding.disclosure.tests.conftest import publishing as publishing_node
from goodstanding.lib.environment import CIVIL_TIME
from goodstanding.listings.domain.papers import Decision
from goodstanding.listings.domain.procedure import State
from goodstanding.listings.models import Entry
from goodstanding.listings.queries import grounds
from goodstanding.listings.services import deciding, ending, proposing
from goodstanding.listings.services.proposing import Channel, Proposal
from goodstanding.listings.services.steps import Proof
from goodstanding.organisations.queries import find

LETTER = Channel(Notice.Channel.LETTER, "云溪市东湖路1号")
DECISION = Decision(
    number="云市监严〔2026〕1号", facts="生产不合格食品，罚款二十万元。", basis="总局令第44号",
    way_out="满一年且改正后可申请移出。", remedies="可以申请行政复议或者提起诉讼。",
)  # fmt: skip


@dataclass
class Story:
    """A node on which the cast's organisation was fined, and the steps of an entry about it."""

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

    @property
    def officer(self):
        return self.cast.rival_case_officer.actor

    @property
    def approver(self):
        return self.cast.rival_approver.actor

    def kind(self, code="market_severe"):
        return self.timing.catalogue.list_kind(code)

    def choices(self, code="market_severe"):
        return grounds.choices(
            self.organisation.pk, self.kind(code), self.timing.catalogue, now=self.now
        )

    def shown(self, item="severe_list_market"):
        """The entry as the public sees it; none where it does not."""
        found = published.records_of(self.organisation.pk, item=item).records
        return found[0] if found else None

    def go_on(self, days):
        """Some days later."""
        self.city.at(self.now.date() + timedelta(days=days))

    def fresh(self, entry):
        return Entry.objects.select_related("case").get(pk=entry.pk)

    def fine_again(self):
        """A second penalty, on which a proposal rests, too."""
        fined = penalty(name=NAME, uscc=ORGANISATION, document_number="云环罚〔2026〕2号")
        return self.city.send(penalties(fined), item="penalty", agency="ecology")

    def withdraw_penalty(self, **cells):
        fined = penalty(**{"name": NAME, "uscc": ORGANISATION, "fine": "20", **cells})
        return self.city.send(penalties(fined), item="penalty", agency="ecology", mode="withdraw")

    def correct_penalty(self):
        fined = penalty(name=NAME, uscc=ORGANISATION, fine="2")
        return self.city.send(penalties(fined), item="penalty", agency="ecology")

    # -- the steps ----------------------------------------------------------------

    def propose(self, now=None, **changes):
        given = {
            "ground": "food_drugs", "reason": "生产不合格食品", "facts": "罚款二十万元。",
            "basis": "总局令第44号", "records": [one.value for one in self.choices()],
            "particulars": {"authority_uscc": AGENCY},
        }  # fmt: skip
        return proposing.propose(
            self.organisation, self.kind(), Proposal(**{**given, **changes}), timing=self.timing,
            by=self.officer, now=now or self.now,
        )  # fmt: skip

    def do(self, entry, state):
        """The step that leads to a state, as it is done when all is well."""
        getattr(self, f"to_{state}")(self.fresh(entry))

    def _by(self, who):
        return {"timing": self.timing, "by": who, "now": self.now}

    def to_noticed(self, entry):
        proposing.send_notice(entry, LETTER, **self._by(self.officer))

    def to_served(self, entry):
        proposing.serve_notice(entry, Proof("回执 1 号"), **self._by(self.officer))

    def to_hearing(self, entry):
        statement = "要求听证"
        who = self.cast.representative.actor
        proposing.ask_hearing(entry, statement=statement, **self._by(who))

    def to_heard(self, entry):
        proposing.conclude(entry, finding="逾期未陈述", **self._by(self.officer))

    def to_reviewed(self, entry):
        deciding.review(entry, finding="事实清楚", **self._by(self.approver))

    def to_consented(self, entry):
        deciding.consent(entry, Proof("省局同意〔2026〕3号"), **self._by(self.officer))

    def to_decided(self, entry):
        deciding.decide(entry, DECISION, **self._by(self.approver))

    def to_told(self, entry):
        deciding.send_decision(entry, LETTER, **self._by(self.officer))
        self.serve_decision(entry)

    def serve_decision(self, entry):
        deciding.serve_decision(self.fresh(entry), Proof("回执 2 号"), **self._by(self.officer))

    def to_published(self, entry):
        deciding.publish(entry, environment=self.city.environment, **self._by(self.approver))

    def brought_to(self, state):
        """An entry that went all the way to a state, as time passed."""
        entry = self.propose()
        for step in (
            "noticed",
            "served",
            "heard",
            "reviewed",
            "consented",
            "decided",
            "told",
            "published",
        ):
            if self.fresh(entry).state == state:
                break
            if step == "heard":
                self.go_on(10)
            self.do(entry, step)
        assert self.fresh(entry).state == state
        return self.fresh(entry)

    def remove(self, entry, because, by=None):
        return ending.remove(
            entry, because=because, by=by or self.approver, now=self.now, proof="依据",
            environment=self.city.environment,
        )  # fmt: skip

    def nightly(self):
        ending.expire(timing=self.timing, environment=self.city.environment, now=self.now)
        ending.settle_all(timing=self.timing, now=self.now)
        ending.drop_disqualified(
            timing=self.timing, environment=self.city.environment, now=self.now
        )


PUBLISHED = State.PUBLISHED


@pytest.fixture
def story(known_organisations, environment, cast, settings):
    settings.ENVIRONMENT = environment
    city = publishing_node(environment)
    city.send(REGISTER)
    fined = penalty(name=NAME, uscc=ORGANISATION, fine="20")
    sent = city.send(penalties(fined), item="penalty", agency="ecology")
    assert sent.new == 1
    return Story(city, cast)
