"""A small city, sent in through the ordinary door and published: what every test of pages looks at."""

from __future__ import annotations

from contextlib import contextmanager

import pytest
from django.conf import settings
from django.core.cache import caches

from goodstanding.disclosure.tests.conftest import publishing
from goodstanding.portal.queries import publication
from goodstanding.portal.tests.city import fill
from tests.emptying import empty


@contextmanager
def committed_city(environment):
    """The city of `tests/city.py` on 2026-11-23, committed so that a server sees it; taken away after."""
    empty()
    city = publishing(environment)
    fill(city)
    try:
        yield city
    finally:
        empty()


@pytest.fixture(scope="package")
def filled_city(environment, django_db_setup, django_db_blocker):
    """The city, made once for all tests of the portal: loading takes seconds.

    Nobody may change it but inside a transaction.
    """
    with django_db_blocker.unblock(), committed_city(environment) as city:
        yield city


@pytest.fixture
def city(filled_city, db, monkeypatch):
    """The filled city, with pages on its day; what a test changes is undone after it."""
    monkeypatch.setattr(settings, "ENVIRONMENT", filled_city.environment)
    # A test publishes and takes down within a second, and its changes are undone in silence.
    monkeypatch.setattr(publication, "KEPT_SECONDS", 0)
    caches["pages"].clear()
    return type(filled_city)(filled_city.environment)
