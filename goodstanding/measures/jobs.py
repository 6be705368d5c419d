"""What happens to measures by itself: called up, lifted, reminded of."""

from __future__ import annotations

import os

from goodstanding.casework.services.timing import timing_of
from goodstanding.lib.environment import CIVIL_TIME, now, read_environment
from goodstanding.measures.services import calling


def follow() -> None:
    """Bring measures up to their entries. Killed anywhere, it goes on next time."""
    environment = read_environment(os.environ)
    calling.follow(timing=timing_of(environment), now=now(environment).astimezone(CIVIL_TIME))
