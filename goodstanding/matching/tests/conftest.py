"""Cities that are dear to make: once for a module, changed by each test in a transaction."""

from __future__ import annotations

import pytest

from goodstanding.disclosure.tests.conftest import City
from goodstanding.matching.tests.twins import town_with_twins
from tests.emptying import empty


@pytest.fixture(scope="module")
def twins_made(environment, django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        empty()
        yield town_with_twins(environment)
        empty()


@pytest.fixture
def twins(twins_made, db, settings):
    """The city of `twins.py` for one test."""
    settings.ENVIRONMENT = twins_made.environment
    return City(twins_made.environment)
