"""Many writers at once: no number twice, and one document for the same public data."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections

from goodstanding.reports.models import Document

WRITERS = 32


def apart(call):
    """Run in a thread of its own, with a connection of its own."""
    try:
        return call()
    finally:
        connections.close_all()


@pytest.mark.django_db(transaction=True)
def test_thirty_two_writers_get_different_numbers_and_one_public_report(desk):
    with ThreadPoolExecutor(WRITERS) as threads:
        reports = [threads.submit(apart, desk.report) for _ in range(WRITERS // 2)]
        specials = [
            threads.submit(apart, lambda: desk.special("environment")) for _ in range(WRITERS // 2)
        ]
        same = {one.result().number for one in reports}
        numbers = {one.result().number for one in specials}

    assert len(same) == 1
    assert len(numbers) == WRITERS // 2
    assert Document.objects.count() == 1 + WRITERS // 2
