"""An entry on the list of statistics, whose term policy lets be extended by a year, and the steps of it.

from goodstanding.listings.tests.statistics import Statistics, statistics_story

@pytest.fixture
def longer(environment, cast, settings): return statistics_story(environment, cast, settings)
"""

from __future__ import annotations

from datetime import timedelta

from goodstanding.accounts.tests.cast import ORGANISATION
from goodstanding.collection.tests.samples import penalties, penalty
from goodstanding.disclosure.domain.publicity import add_duration
from goodstanding.disclosure.tests.conftest import publishing
from goodstanding.listings.domain.extensions import Proposal
from goodstanding.listings.models import Extension
from goodstanding.listings.queries import extensions
from goodstanding.listings.services import extending, lapsing
from goodstanding.listings.services.steps import Proof
from goodstanding.listings.tests.conftest import LETTER, NAME, REGISTER, Story

KIND, ITEM = "statistics_severe", "statistics_severe"


class Statistics(Story):
    """The story on the list of statistics: the cast's two people of the market stand for its officers."""

    def kind(self, code=KIND):
        return super().kind(code)

    def choices(self, code=KIND):
        return super().choices(code)

    def shown(self, item=ITEM):
        return super().shown(item)

    def propose(self, now=None, **changes):
        given = {"ground": "fraud", "reason": "统计造假", "basis": "国家统计局令第35号"}
        return super().propose(now, **{**given, **changes})

    def punish(self, number="云统罚〔2026〕1号", *, mode="upsert", **cells):
        """A penalty of the statistics office."""
        fined = penalty(
            name=NAME, uscc=ORGANISATION, document_number=number, violation_type="提供不真实统计资料",
            authority="云溪市统计局", source="云溪市统计局", **{"fine": "20", **cells},
        )  # fmt: skip
        return self.city.send(
            penalties(fined), item="statistics_penalty", agency="statistics", mode=mode
        )

    def listed(self):
        """An entry that stands, ten months later: two before its end."""
        entry = self.brought_to("published")
        self.city.at(add_duration(entry.starts_on, "P10M"))
        return entry

    # -- the steps of an extension -------------------------------------------------

    def extend(self, entry, by=None, channel=LETTER, **changes):
        fresh = self.fresh(entry)
        given = {
            "ground": "not_put_right", "facts": "经复查，虚报的数据仍未更正。", "basis": "国家统计局令第35号",
            "new_end": add_duration(fresh.ends_on, "P1Y"),
        }  # fmt: skip
        said = Proposal(**{**given, **changes})
        return extending.propose(fresh, said, channel, **self._by(by or self.officer))

    def longer(self, extension):
        return Extension.objects.select_related("case", "entry__case").get(pk=extension.pk)

    def serve_extension(self, extension):
        extending.serve(self.longer(extension), Proof("回执 3 号"), **self._by(self.officer))

    def answer_extension(self, extension):
        by = self.cast.representative.actor
        extending.respond(self.longer(extension), statement="已经更正。", by=by, now=self.now)

    def decide_extension(self, extension, by=None):
        said = {"number": "云统延〔2027〕1号", "remedies": "可以申请行政复议或者提起诉讼。"}
        extending.decide(self.longer(extension), **said, **self._by(by or self.approver))

    def send_extension(self, extension, channel=LETTER):
        extending.send_decision(self.longer(extension), channel, **self._by(self.officer))

    def complete_extension(self, extension):
        node = self.city.environment
        extending.serve_decision(
            self.longer(extension), Proof("回执 4 号"), environment=node, **self._by(self.officer)
        )

    def drop_extension(self, extension):
        extending.drop(self.longer(extension), reason="已经整改", **self._by(self.approver))

    def decided_extension(self, entry, **changes):
        """An extension that was decided and sent, and not served yet."""
        extension = self.extend(entry, **changes)
        self.serve_extension(extension)
        self.go_on(10)
        self.decide_extension(extension)
        self.send_extension(extension)
        return self.longer(extension)

    def extended(self, entry):
        """An entry whose end moved."""
        extension = self.decided_extension(entry)
        self.complete_extension(extension)
        return self.fresh(entry)

    def records_to_extend_on(self, entry):
        return extensions.choices(
            self.fresh(entry), self.kind(), self.timing.catalogue, now=self.now, ground="again"
        )

    def nightly(self):
        super().nightly()
        lapsing.settle_all(timing=self.timing, now=self.now)

    def go_to_last_day(self, entry):
        self.city.at(self.fresh(entry).ends_on)

    def go_past_the_end(self, entry):
        self.city.at(self.fresh(entry).ends_on + timedelta(days=1))


def statistics_story(environment, cast, settings):
    """The node with the organisation and its penalty."""
    settings.ENVIRONMENT = environment
    story = Statistics(publishing(environment), cast)
    story.city.send(REGISTER)
    assert story.punish().new == 1
    return story
