"""What happens to repairs by itself."""

from __future__ import annotations

import os

from goodstanding.audit.domain import SYSTEM
from goodstanding.casework.services.timing import timing_of
from goodstanding.lib.environment import CIVIL_TIME, now, read_environment
from goodstanding.repairs.services import rule_changes, unremedied


def end_by_rules() -> None:
    """End what an approved change of the rules ends by today."""
    environment = read_environment(os.environ)
    instant = now(environment).astimezone(CIVIL_TIME)
    rule_changes.end_by_rules(timing_of(environment).catalogue, by=SYSTEM, now=instant)


def open_unremedied() -> None:
    """Ask the bodies about records whose maximum is over and that were never repaired."""
    environment = read_environment(os.environ)
    instant = now(environment).astimezone(CIVIL_TIME)
    unremedied.open_due(timing=timing_of(environment), by=SYSTEM, now=instant)
