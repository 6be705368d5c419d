"""What happens to documents by itself."""

from __future__ import annotations

import os

from goodstanding.lib.environment import now, read_environment
from goodstanding.reports.services import certifying


def revoke_fallen() -> None:
    environment = read_environment(os.environ)
    certifying.revoke_fallen(environment=environment, now=now(environment))
