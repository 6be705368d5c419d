"""What happens to objections by itself."""

from __future__ import annotations

import os

from goodstanding.audit.domain import SYSTEM
from goodstanding.lib.environment import CIVIL_TIME, now, read_environment
from goodstanding.objections.services import deciding


def let_stand() -> None:
    """Close what was decided and not contested in time. Killed anywhere, it goes on next time."""
    environment = read_environment(os.environ)
    deciding.let_stand(by=SYSTEM, now=now(environment).astimezone(CIVIL_TIME))
