"""The repair of an entry on a list removes the entry in the same step, and with it what it called up."""

from __future__ import annotations

from datetime import date
from io import BytesIO

import pytest

from goodstanding.disclosure.models import Suppression
from goodstanding.listings.domain.procedure import State as EntryState
from goodstanding.listings.tests.conftest import story as listed  # noqa: F401  a fixture
from goodstanding.repairs.domain.procedure import Channel, NotEligibleError, Outcome, Proposal
from goodstanding.repairs.models import Repair
from goodstanding.repairs.services import deciding, filing
from goodstanding.repairs.services.filing import Application, Evidence
from goodstanding.repairs.tests.conftest import PDF

pytestmark = pytest.mark.django_db

GRANT = Proposal(Outcome.GRANT, "义务已履行，危害后果已消除。", frozenset({"duty_done", "cured"}))


def apply(listed, entry):  # noqa: F811
    application = Application(
        date(2027, 1, 10), "已整改并通过验收。", "所述属实。",
        [Evidence(BytesIO(PDF), "验收.pdf", len(PDF))],
    )  # fmt: skip
    return filing.file(
        listed.organisation, application, item=entry.record_item, fact=entry.record_fact,
        channel=Channel.PORTAL, timing=listed.timing, environment=listed.city.environment,
        by=listed.cast.representative.actor, now=listed.now,
    )  # fmt: skip


def grant(listed, repair):  # noqa: F811
    said = {"timing": listed.timing, "now": listed.now}
    filing.accept(repair, by=listed.officer, **said)
    deciding.propose(repair, GRANT, by=listed.officer, **said)
    deciding.decide(
        Repair.objects.get(pk=repair.pk), environment=listed.city.environment, by=listed.approver,
        **said,
    )  # fmt: skip


def test_an_entry_is_repaired_after_the_lists_own_earliest_exit_and_leaves_the_list(listed):  # noqa: F811
    entry = listed.brought_to(EntryState.PUBLISHED)
    with pytest.raises(NotEligibleError):
        apply(listed, entry)
    listed.city.at(entry.exit_from)

    repair = apply(listed, entry)
    assert repair.body == "market"
    grant(listed, repair)

    left = listed.fresh(entry)
    assert (left.state, left.ending) == ("removed", "repaired")
    assert listed.shown() is None
    assert Suppression.objects.get(lifted_at=None).because == "repaired"


def test_where_the_list_refuses_the_exit_the_repair_has_no_effect(listed):  # noqa: F811
    from goodstanding.listings.domain.procedure import TooEarlyExitError
    from goodstanding.listings.models import Entry

    entry = listed.brought_to(EntryState.PUBLISHED)
    listed.city.at(entry.exit_from)
    repair = apply(listed, entry)
    Entry.objects.filter(pk=entry.pk).update(exit_from=entry.ends_on)

    with pytest.raises(TooEarlyExitError):
        grant(listed, repair)

    assert listed.shown() is not None
    assert Repair.objects.get().state == "proposed"
