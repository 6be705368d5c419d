"""What the worker does for verification: answer a list, look after saved ones, tell of changes."""

from __future__ import annotations

import os
from contextlib import suppress

from goodstanding.catalogue.queries import catalogue_in_force
from goodstanding.columnar import services as columnar
from goodstanding.columnar.domain import BusyError
from goodstanding.lib.environment import now, read_environment
from goodstanding.verification.services import requests, subscriptions


def take_up(*, request_id: int) -> None:
    environment = read_environment(os.environ)
    catalogue = catalogue_in_force(environment.policy, environment.home / "cache")
    requests.take_up(request_id, catalogue=catalogue, environment=environment, now=now(environment))


def sweep() -> None:
    environment = read_environment(os.environ)
    requests.remember(now=now(environment), environment=environment)
    subscriptions.remember_due(now=now(environment))


def look_all() -> None:
    subscriptions.remember(now=now(read_environment(os.environ)))


def look(*, subscription_id: int) -> None:
    environment = read_environment(os.environ)
    catalogue = catalogue_in_force(environment.policy, environment.home / "cache")
    with suppress(BusyError):  # whoever is at it brings the same
        columnar.update(environment=environment, catalogue=catalogue)
    subscriptions.look(
        subscription_id, catalogue=catalogue, environment=environment, now=now(environment)
    )


def deliver(*, delivery_id: int) -> None:
    environment = read_environment(os.environ)
    subscriptions.deliver(delivery_id, environment=environment, now=now(environment))
