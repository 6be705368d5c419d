"""What happens to entries by itself: they end with their term, their ground, their merit."""

from __future__ import annotations

import os

from goodstanding.casework.services.timing import timing_of
from goodstanding.lib.environment import CIVIL_TIME, now, read_environment
from goodstanding.listings.services import ending, lapsing


def follow() -> None:
    """End what has ended and what fell away. Killed anywhere, it goes on next time."""
    environment = read_environment(os.environ)
    instant, timing = now(environment).astimezone(CIVIL_TIME), timing_of(environment)
    ending.expire(timing=timing, environment=environment, now=instant)
    ending.settle_all(timing=timing, now=instant)
    lapsing.settle_all(timing=timing, now=instant)
    ending.drop_disqualified(timing=timing, environment=environment, now=instant)
