"""What tests of every app share."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from goodstanding.lib.environment import Environment, read_environment


@pytest.fixture(scope="session")
def home() -> Path:
    """The tests' home: shared, so that an item's plan is compiled once for all of them."""
    return Path(os.environ["GOODSTANDING_HOME"])


@pytest.fixture(scope="session")
def environment(home: Path) -> Environment:
    """A node's settings as a command would read them, at a fixed instant."""
    return read_environment(
        {
            "GOODSTANDING_HOME": str(home),
            "GOODSTANDING_ENV": "test",
            "GOODSTANDING_CLOCK": "2026-11-23T09:00:00+08:00",
        }
    )
