"""What happens to cases by itself: whoever must act is reminded."""

from __future__ import annotations

import os

from goodstanding.casework.services import reminders
from goodstanding.casework.services.timing import timing_of
from goodstanding.lib.environment import CIVIL_TIME, now, read_environment


def remind() -> None:
    """Tell by mail of clocks that run out, once each."""
    environment = read_environment(os.environ)
    instant = now(environment).astimezone(CIVIL_TIME)
    reminders.remind(timing=timing_of(environment), now=instant)
