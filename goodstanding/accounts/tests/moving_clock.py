"""A clock that tests move by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from goodstanding.lib.environment import CIVIL_TIME


class Clock:
    """Sets what pages take as now."""

    def __init__(self, settings) -> None:
        self.settings = settings
        self.now = datetime(2026, 11, 23, 9, tzinfo=CIVIL_TIME)
        self.forward()

    def forward(self, **by) -> None:
        self.now += timedelta(**by)
        self.settings.ENVIRONMENT = replace(self.settings.ENVIRONMENT, clock=self.now)
