from __future__ import annotations

import pytest

from goodstanding.accounts.tests.moving_clock import Clock


@pytest.fixture
def clock(settings):
    return Clock(settings)
