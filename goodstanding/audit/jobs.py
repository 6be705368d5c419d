"""The log checks itself every night and writes its head down every ten minutes."""

from __future__ import annotations

from django.conf import settings

from goodstanding.audit import services
from goodstanding.audit.domain import REASONS, SYSTEM, ChainBrokenError
from goodstanding.lib.environment import now


def verify() -> None:
    environment = settings.ENVIRONMENT
    verdict = services.verify(home=environment.home, by=SYSTEM, now=now(environment))
    if verdict.fault is not None:
        raise ChainBrokenError(position=verdict.position, reason=REASONS[verdict.fault])


def write_head() -> None:
    environment = settings.ENVIRONMENT
    services.write_head(home=environment.home, now=now(environment))
