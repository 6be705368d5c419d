"""What happens to commitments by itself."""

from __future__ import annotations

import os

from goodstanding.audit.domain import SYSTEM
from goodstanding.casework.services.timing import timing_of
from goodstanding.commitments.services import checking
from goodstanding.lib.environment import CIVIL_TIME, now, read_environment


def fall_due() -> None:
    """Let what is due fall due. Killed anywhere, it goes on next time."""
    environment = read_environment(os.environ)
    instant = now(environment).astimezone(CIVIL_TIME)
    checking.fall_due(timing=timing_of(environment), by=SYSTEM, now=instant)
