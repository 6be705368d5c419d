"""What happens to complaints by itself."""

from __future__ import annotations

import os

from goodstanding.audit.domain import SYSTEM
from goodstanding.complaints.services import handling
from goodstanding.lib.environment import CIVIL_TIME, now, read_environment


def erase() -> None:
    """Delete what was written, and by whom, where its purpose is over."""
    environment = read_environment(os.environ)
    instant = now(environment).astimezone(CIVIL_TIME)
    handling.erase_due(environment=environment, by=SYSTEM, now=instant)
