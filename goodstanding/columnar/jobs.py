"""What the worker does for the columnar copy."""

from __future__ import annotations

import os

from goodstanding.catalogue.queries import catalogue_in_force
from goodstanding.columnar import services
from goodstanding.columnar.domain import BusyError
from goodstanding.lib.environment import read_environment


def update() -> None:
    environment = read_environment(os.environ)
    catalogue = catalogue_in_force(environment.policy, environment.home / "cache")
    try:
        services.update(environment=environment, catalogue=catalogue)
    except BusyError:
        return  # whoever is at it does the same
