"""What the worker does for collection: load one submission; take up whatever was left."""

from __future__ import annotations

import os

from goodstanding.collection.services.submitting import take_up
from goodstanding.lib.environment import now, read_environment


def load(*, submission_id: int) -> None:
    environment = read_environment(os.environ)
    take_up(environment=environment, now=now(environment), submission_id=submission_id)


def sweep() -> None:
    environment = read_environment(os.environ)
    take_up(environment=environment, now=now(environment))
