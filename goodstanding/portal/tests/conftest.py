"""A small city, sent in through the ordinary door and published: what every test of pages looks at."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.db import connection

from goodstanding.disclosure.tests.conftest import publishing
from goodstanding.portal.tests.city import fill

TABLES = (
    "records_version", "collection_submission", "organisations_organisation", "matching_term",
    "matching_indexstate", "published.record", "published.organisation", "published.gone",
)  # fmt: skip


@pytest.fixture(scope="session")
def filled_city(environment, django_db_setup, django_db_blocker):
    """The city of `tests/city.py` on 2026-11-23, made once for all tests of a run.

    Loading takes seconds, so it is committed; nobody may change it but inside a transaction.
    """
    with django_db_blocker.unblock():
        city = publishing(environment)
        fill(city)
        yield city
        with connection.cursor() as cursor:
            cursor.execute(f"TRUNCATE {', '.join(TABLES)} CASCADE")


@pytest.fixture
def city(filled_city, db, monkeypatch):
    """The filled city, with pages on its day; what a test changes is undone after it."""
    monkeypatch.setattr(settings, "ENVIRONMENT", filled_city.environment)
    return type(filled_city)(filled_city.environment)
