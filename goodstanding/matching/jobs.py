"""What the worker does for matching: keep the search index up to date."""

from __future__ import annotations

import os

from goodstanding.lib.environment import now, read_environment
from goodstanding.matching.services import index as service


def index() -> None:
    environment = read_environment(os.environ)
    service.bring_up_to_date(policy=environment.policy, now=now(environment))
