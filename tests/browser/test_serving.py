"""What the server of the browser's tests owes to the tests beside it."""

from __future__ import annotations

import time
from contextlib import ExitStack, closing
from http.client import HTTPConnection
from urllib.parse import urlsplit

import pytest
from django.db import connection

from tests.browser.serving import serving

pytestmark = pytest.mark.django_db
BROWSERS = 5


def held():
    """How many connections the database has beside that of this test."""
    with connection.cursor() as cursor:
        # What a transaction has once seen of them stays the same until it says so.
        cursor.execute("SELECT pg_stat_clear_snapshot()")
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        return cursor.fetchone()[0]


def test_who_stays_connected_to_the_server_holds_no_connection_of_the_database():
    before = held()
    with serving() as address, ExitStack() as open_:
        for _ in range(BROWSERS):
            browser = open_.enter_context(closing(HTTPConnection(urlsplit(address).netloc)))
            browser.request("GET", "/search/?q=x")
            answer = browser.getresponse()
            assert (answer.status, bool(answer.read()), answer.will_close) == (200, True, False)

        deadline = time.monotonic() + 30  # given back after the last byte, and noted later still
        while held() > before and time.monotonic() < deadline:
            time.sleep(0.05)
        assert held() == before
