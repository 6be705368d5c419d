"""A small city, sent in through the ordinary door and published: what every test of pages looks at."""

from __future__ import annotations

import pytest

from goodstanding.disclosure.tests.conftest import publishing
from goodstanding.portal.tests.city import fill


@pytest.fixture(scope="module")
def city(environment, django_db_setup, django_db_blocker):
    """The city of `tests/city.py` on 2026-11-23, kept for a module; a test must not change it."""
    with django_db_blocker.unblock():
        city = publishing(environment)
        fill(city)
        yield city
        empty()


def empty():
    """Take the city away again, with all that was published of it."""
    from django.db import connection

    tables = "records_version, collection_submission, organisations_organisation, published.record, published.organisation, published.gone"
    with connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {tables} CASCADE")
