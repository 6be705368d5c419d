"""Whoever hands something out does not wait for another who writes the same holder."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from django.db import connection, connections, transaction

from goodstanding.recall.models import Copy
from goodstanding.recall.tests.conftest import BANK

RENAMED = replace(BANK, name="云溪示例银行股份有限公司")


@pytest.mark.django_db(transaction=True)
def test_a_copy_is_noted_while_another_writes_the_holders_new_name(copies):
    def hand_out_at_once():
        try:
            with connection.cursor() as cursor:
                cursor.execute("SET lock_timeout = '5s'")
            copies.hand_out(reference="R-3")
        finally:
            connections.close_all()

    copies.hand_out(reference="R-1")
    with transaction.atomic(), ThreadPoolExecutor(1) as other:
        copies.hand_out(RENAMED, reference="R-2")
        other.submit(hand_out_at_once).result()

    assert Copy.objects.count() == 3
