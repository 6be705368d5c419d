"""What happens to objections by itself."""

from __future__ import annotations

import os

from goodstanding.audit.domain import SYSTEM
from goodstanding.casework.domain.cases import ClosedCaseError
from goodstanding.casework.services.timing import timing_of
from goodstanding.lib.environment import CIVIL_TIME, now, read_environment
from goodstanding.objections import queries
from goodstanding.objections.domain import TransitionError
from goodstanding.objections.models import Objection
from goodstanding.objections.services import deciding


def let_stand() -> None:
    """Close what was decided and not contested in time, one by one: killed, it goes on next time."""
    environment = read_environment(os.environ)
    instant, timing = now(environment).astimezone(CIVIL_TIME), timing_of(environment)
    for objection_id in queries.left_to_stand(today=instant.date()):
        objection = Objection.objects.get(pk=objection_id)
        try:
            deciding.let_stand(objection, timing=timing, by=SYSTEM, now=instant)
        except (TransitionError, ClosedCaseError):
            continue  # somebody was faster
