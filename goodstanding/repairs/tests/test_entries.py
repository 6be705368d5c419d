"""A repair of a list entry takes the organisation off the list and lifts what the entry called up."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO

import pytest

from goodstanding.listings.domain.procedure import Ending
from goodstanding.listings.tests.conftest import story as listed_story
from goodstanding.measures.domain import State
from goodstanding.measures.models import Call
from goodstanding.measures.services import answering, calling
from goodstanding.repairs.domain.procedure import Channel
from goodstanding.repairs.models import Repair
from goodstanding.repairs.services import deciding, filing
from goodstanding.repairs.services.filing import Application, Evidence
from goodstanding.repairs.tests.conftest import GRANT, PDF

pytestmark = pytest.mark.django_db
listed = listed_story


def test_a_granted_repair_removes_the_entry_and_lifts_its_measures_in_one_step(listed, settings):
    entry = listed.brought_to("published")
    calling.follow(timing=listed.timing, now=listed.now)
    done = Call.objects.get(measure="E27", body="finance")
    answering.carry_out(done, report="已设限", by=listed.officer, now=listed.now)
    listed.city.at(entry.exit_from + timedelta(days=1))
    settings.ENVIRONMENT = listed.city.environment

    repair = granted(listed, entry)

    ended = listed.fresh(entry)
    assert (ended.state, ended.ending) == ("removed", Ending.REPAIRED)
    assert ended.steps.get(state="removed").proof == repair.case.number
    assert listed.shown() is None
    assert Call.objects.get(pk=done.pk).state == State.LIFTED
    assert {one.state for one in Call.objects.exclude(pk=done.pk)} == {State.CLOSED}


def granted(listed, entry):
    """Asked for by the organisation, decided by the body that listed it."""
    said = Application(
        cured_on=listed.now.date() - timedelta(days=200), statement="已改正。", commitment="所述属实，不再违法。",
        evidence=[Evidence(BytesIO(PDF), "整改验收.pdf", len(PDF))],
    )  # fmt: skip
    shared = {"timing": listed.timing, "now": listed.now}
    node = listed.city.environment
    repair = filing.file(
        listed.organisation, said, item=entry.record_item, fact=entry.record_fact,
        channel=Channel.PORTAL, environment=node, by=listed.cast.representative.actor, **shared,
    )  # fmt: skip
    filing.accept(repair, by=listed.officer, **shared)
    deciding.propose(Repair.objects.get(pk=repair.pk), GRANT, by=listed.officer, **shared)
    return deciding.decide(
        Repair.objects.get(pk=repair.pk), environment=node, by=listed.approver, **shared
    )
