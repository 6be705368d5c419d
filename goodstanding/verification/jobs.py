"""What the worker does for verification: answer one list; take up whatever was left."""

from __future__ import annotations

import os

from goodstanding.catalogue.queries import catalogue_in_force
from goodstanding.lib.environment import now, read_environment
from goodstanding.verification.services import requests


def take_up(*, request_id: int) -> None:
    environment = read_environment(os.environ)
    catalogue = catalogue_in_force(environment.policy, environment.home / "cache")
    requests.take_up(request_id, catalogue=catalogue, environment=environment, now=now(environment))


def sweep() -> None:
    environment = read_environment(os.environ)
    requests.remember(now=now(environment), environment=environment)
