"""Who looks at a demonstration finds every procedure in every state that its code knows."""

from __future__ import annotations

import pytest

from goodstanding.commitments.domain import State as CommitmentState
from goodstanding.commitments.models import Commitment
from goodstanding.complaints.domain import State as ComplaintState
from goodstanding.complaints.models import Complaint
from goodstanding.listings.domain.extensions import ExtensionState
from goodstanding.listings.domain.procedure import State as EntryState
from goodstanding.listings.models import Entry, Extension
from goodstanding.measures.domain import State as MeasureState
from goodstanding.measures.models import Call
from goodstanding.objections.domain import State as ObjectionState
from goodstanding.objections.models import Objection
from goodstanding.recall.domain import Answer
from goodstanding.recall.models import Recall
from goodstanding.repairs.domain.procedure import State as RepairState
from goodstanding.repairs.domain.revocations import RevocationState
from goodstanding.repairs.domain.rulings import RulingState
from goodstanding.repairs.models import Repair, Revocation, Ruling
from tests.browser.town import town

PROCEDURES = {
    "listings": (EntryState, Entry), "measures": (MeasureState, Call), "objections": (ObjectionState, Objection),
    "repairs": (RepairState, Repair), "rulings": (RulingState, Ruling), "revocations": (RevocationState, Revocation), "commitments": (CommitmentState, Commitment),
    "complaints": (ComplaintState, Complaint), "extensions": (ExtensionState, Extension),
}  # fmt: skip


@pytest.mark.django_db(transaction=True)
def test_the_demonstration_has_every_state_of_every_procedure(environment):
    with town(environment) as city:
        missing = {
            procedure: set(states) - set(rows.objects.values_list("state", flat=True))
            for procedure, (states, rows) in PROCEDURES.items()
        }
        recalls = Recall.objects.values_list("answer", "reminded_on", "due_on")
        today = city.now.date()
        seen = {answer or ("late" if due < today else "waiting") for answer, _, due in recalls}

    assert missing == {procedure: set() for procedure in PROCEDURES}
    assert seen == {*Answer, "late", "waiting"}
