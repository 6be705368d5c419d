"""What ends without an application: the maximum, a court's ruling, milder rules; nothing in silence."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from io import BytesIO

import pytest

from goodstanding.audit.domain import SYSTEM
from goodstanding.casework.domain.cases import ClosedCaseError, NoReasonError, SameOfficerError
from goodstanding.casework.models import Case
from goodstanding.disclosure.models import Suppression
from goodstanding.recall import services as recall
from goodstanding.recall.domain import Channel
from goodstanding.recall.models import Line
from goodstanding.recall.tests.conftest import BANK
from goodstanding.repairs.domain.rule_changes import (
    ChangeStandsError,
    DecidedError,
    NothingToEndError,
)
from goodstanding.repairs.domain.rulings import RulingOpenError, RulingOutcome, RulingStepError
from goodstanding.repairs.models import RuleChange, Ruling, Unremedied
from goodstanding.repairs.services import rule_changes, rulings, unremedied
from goodstanding.repairs.services.filing import Evidence
from goodstanding.repairs.tests.conftest import EARLY, PDF, RIPE

pytestmark = pytest.mark.django_db


def open_due(story, **given):
    return unremedied.open_due(timing=story.timing, by=SYSTEM, now=story.now, **given)


def test_a_record_at_its_maximum_is_a_case_of_the_body_that_determined_it(story):
    story.city.at("2027-05-04")  # the last public day of the first is 2027-05-12
    assert open_due(story) == 0
    story.city.at("2027-05-05")

    assert open_due(story, chunk=1) == 1
    assert open_due(story) == 0

    (found,) = Unremedied.objects.select_related("case")
    assert (found.body, found.ends_on, found.case.agency) == (
        "ecology", date(2027, 5, 12), "ecology",
    )  # fmt: skip
    assert found.case.number.startswith("DQ-")
    assert found.case.due_on == story.timing.calendar.add(date(2027, 5, 5), 20)


def test_what_was_repaired_or_is_under_repair_is_not_asked_about(story):
    story.file()
    story.city.at("2027-05-10")

    assert open_due(story) == 0


def test_what_the_body_finds_closes_the_case_and_prolongs_nothing(story):
    story.city.at("2027-05-10")
    open_due(story)
    case = Unremedied.objects.get()
    said = {"timing": story.timing, "by": story.cast.case_officer.actor, "now": story.now}
    with pytest.raises(NoReasonError):
        unremedied.find(case, found=Unremedied.Found.NOT_DONE, finding=" ", **said)

    unremedied.find(case, found=Unremedied.Found.NOT_DONE, finding="罚款未缴。", **said)

    assert Unremedied.objects.get().found == "not_done"
    assert Case.objects.get().outcome == "not_done"
    with pytest.raises(ClosedCaseError):
        unremedied.find(case, found=Unremedied.Found.DONE, finding="已缴。", **said)
    story.city.at("2027-05-13")
    story.city.run_jobs()
    assert story.shown() is None


def court_paper(**changes):
    paper = rulings.Paper(
        Ruling.Kind.REORGANISATION, "云溪市中级人民法院", "（2026）示例破1号", date(2026, 11, 20),
        "重整计划已获批准。", Evidence(BytesIO(PDF), "裁定书.pdf", len(PDF)),
    )  # fmt: skip
    return replace(paper, **changes)


def filed(story):
    return rulings.file(
        story.organisation, court_paper(), environment=story.city.environment,
        by=story.cast.representative.actor, now=story.now,
    )  # fmt: skip


def proposed(story, ruling, outcome=RulingOutcome.SCREEN):
    rulings.propose(
        ruling, outcome, finding="凭法院裁定。", by=story.cast.operator.actor, now=story.now
    )
    return Ruling.objects.get(pk=ruling.pk)


def decided(story, ruling, by=None):
    return rulings.decide(
        ruling, environment=story.city.environment, by=by or story.cast.reviewer.actor,
        now=story.now,
    )  # fmt: skip


def copied(story):
    pairs = [(story.organisation.pk, story.record().id)]
    recall.register(BANK, pairs, channel=Channel.REPORT, reference="R-1", by=SYSTEM, now=story.now)


def test_a_ruling_takes_every_adverse_record_out_of_sight_once_two_have_decided(story):
    copied(story)
    ruling = proposed(story, filed(story))
    assert story.shown() is not None

    ruling = decided(story, ruling)

    assert (story.shown(), story.shown(EARLY)) == (None, None)
    assert ruling.records == 2
    assert ruling.state == "screened"
    recall.pull_days(environment=story.city.environment, now=story.now)
    assert [line.cause for line in Line.objects.all()] == ["suspended"]


@pytest.mark.parametrize("outcome", [RulingOutcome.PERFORMED, RulingOutcome.FAILED])
def test_after_performance_the_records_stay_away_and_after_failure_they_come_back(story, outcome):
    copied(story)
    screened = decided(story, proposed(story, filed(story)))

    ruling = decided(story, proposed(story, screened, outcome))

    performed = outcome is RulingOutcome.PERFORMED
    assert (story.shown() is None) == performed
    assert Suppression.objects.filter(because="repaired").count() == (2 if performed else 0)
    assert Case.objects.get(pk=ruling.case_id).outcome == outcome
    assert ("repaired" in [line.cause for line in Line.objects.all()]) == performed


def test_who_proposed_on_a_ruling_does_not_decide_and_no_step_is_skipped(story):
    ruling = filed(story)
    with pytest.raises(RulingStepError):
        decided(story, ruling)
    with pytest.raises(RulingStepError):
        proposed(story, ruling, RulingOutcome.PERFORMED)
    with pytest.raises(RulingOpenError):
        filed(story)
    ruling = proposed(story, ruling)
    with pytest.raises(SameOfficerError):
        decided(story, ruling, by=story.cast.operator.actor)
    rulings.give_back(ruling, reason="请补章", by=story.cast.reviewer.actor, now=story.now)
    rulings.withdraw(ruling, by=story.cast.representative.actor, now=story.now)

    assert Ruling.objects.get().state == "withdrawn"
    assert story.shown() is not None


@pytest.fixture
def milder(story, tmp_path, settings):
    """The same policy with a general penalty public for at most six months: another edition."""
    import shutil

    policy = tmp_path / "policy"
    shutil.copytree(story.city.environment.policy, policy)
    file = policy / "disclosure" / "severity.yaml"
    text = file.read_text(encoding="utf-8")
    assert "general: {publish: true, min: P3M, max: P1Y}" in text
    file.write_text(
        text.replace(
            "general: {publish: true, min: P3M, max: P1Y}",
            "general: {publish: true, min: P1M, max: P6M}",
        ),
        encoding="utf-8",
    )
    story.city.environment = replace(story.city.environment, policy=policy)
    settings.ENVIRONMENT = story.city.environment
    return story


def change(story):
    return rule_changes.propose(
        story.timing.catalogue, because="新规定第一条", by=story.cast.operator.actor, now=story.now
    )


def ended(story):
    return rule_changes.end_by_rules(story.timing.catalogue, by=SYSTEM, now=story.now, chunk=1)


def test_milder_rules_end_nothing_by_themselves(milder):
    assert ended(milder) == 0
    change(milder)
    assert ended(milder) == 0
    assert milder.shown() is not None


def test_under_the_rules_that_took_it_in_there_is_nothing_to_end(story):
    with pytest.raises(NothingToEndError):
        change(story)


def test_a_change_that_two_decided_ends_what_the_rules_would_have_ended_and_no_more(milder):
    proposal = change(milder)
    assert proposal.preview == {"penalty": 1}  # of 2026-05-12; that of September is not over
    with pytest.raises(ChangeStandsError):
        change(milder)
    said = {"approve": True, "finding": "同意", "now": milder.now}
    with pytest.raises(SameOfficerError):
        rule_changes.decide(proposal, by=milder.cast.operator.actor, **said)
    rule_changes.decide(proposal, by=milder.cast.reviewer.actor, **said)
    with pytest.raises(DecidedError):
        rule_changes.decide(proposal, by=milder.cast.reviewer.actor, **said)

    assert ended(milder) == 1
    assert ended(milder) == 0

    assert milder.shown(RIPE) is None
    assert milder.shown(EARLY) is not None
    assert Suppression.objects.get().because == "rules_changed"
    milder.city.at("2027-03-11")  # six months after 2026-09-10
    assert ended(milder) == 1
    assert milder.shown(EARLY) is None
    assert RuleChange.objects.get().ended == 2


def test_a_rejected_change_ends_nothing(milder):
    proposal = change(milder)
    rule_changes.decide(
        proposal, approve=False, finding="依据不足", by=milder.cast.reviewer.actor, now=milder.now
    )

    assert ended(milder) == 0
