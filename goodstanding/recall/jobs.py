"""What happens to recalls by itself."""

from __future__ import annotations

import os

from goodstanding.lib.environment import now, read_environment
from goodstanding.recall import services


def pull() -> None:
    """Tell holders of what was loaded, ended, taken down or shown again since the last time."""
    environment = read_environment(os.environ)
    instant = now(environment)
    services.pull_loads(environment=environment, now=instant)
    services.pull_days(environment=environment, now=instant)


def sweep() -> None:
    """Once a day: what slipped through, and reminders to those who are late."""
    environment = read_environment(os.environ)
    instant = now(environment)
    services.sweep(environment=environment, now=instant)
    services.remind(now=instant)
