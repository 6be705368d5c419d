"""What the worker does for disclosure: bring the published copy up to date; end what has ended."""

from __future__ import annotations

import os

from goodstanding.disclosure.services import ending, organisations, publishing
from goodstanding.lib.environment import now, read_environment


def publish() -> None:
    environment = read_environment(os.environ)
    publishing.publish(now=now(environment), environment=environment)


def end_due() -> None:
    environment = read_environment(os.environ)
    ending.end_due(now=now(environment))
    organisations.refresh_behind(now=now(environment), environment=environment)
