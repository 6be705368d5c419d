"""Every hour: what is of no use any more is forgotten."""

from __future__ import annotations

from django.conf import settings

from goodstanding.accounts.services import keys, sessions
from goodstanding.lib.environment import now


def sweep() -> None:
    sessions.sweep(now=now(settings.ENVIRONMENT))
    keys.sweep()
