"""Which day the published views take for today."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import connection

from goodstanding.lib.environment import CIVIL_TIME

if TYPE_CHECKING:
    from datetime import date, datetime

    from goodstanding.lib.environment import Environment


def follow(environment: Environment) -> None:
    """Let the views follow the civil day, or the fixed clock of a test or a demonstration.

    Whoever shows pages calls it once at its start.
    """
    day = environment.clock.astimezone(CIVIL_TIME).date() if environment.clock else None
    with connection.cursor() as cursor:
        # Nearly always it stands right, and a write would make readers wait.
        cursor.execute(
            "UPDATE published.clock SET today = %s WHERE today IS DISTINCT FROM %s", [day, day]
        )


def today(now: datetime) -> date:
    """The civil day of an instant."""
    return now.astimezone(CIVIL_TIME).date()
