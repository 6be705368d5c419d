"""What happens to commitments by itself."""

from __future__ import annotations

import os

from goodstanding.audit.domain import SYSTEM
from goodstanding.casework.domain.cases import ClosedCaseError
from goodstanding.casework.services.timing import timing_of
from goodstanding.commitments import queries
from goodstanding.commitments.domain import TransitionError
from goodstanding.commitments.models import Commitment
from goodstanding.commitments.services import checking
from goodstanding.lib.environment import CIVIL_TIME, now, read_environment


def fall_due() -> None:
    """Let what is due fall due, one by one: killed, it goes on next time."""
    environment = read_environment(os.environ)
    instant, timing = now(environment).astimezone(CIVIL_TIME), timing_of(environment)
    for commitment_id in queries.falling_due(today=instant.date()):
        commitment = Commitment.objects.get(pk=commitment_id)
        try:
            checking.fall_due(commitment, timing=timing, by=SYSTEM, now=instant)
        except (TransitionError, ClosedCaseError):
            continue  # somebody was faster
