"""Commits that are written together wait for the disk all the same, only later."""

from __future__ import annotations

import pytest
from django.db import connection, transaction

from goodstanding.background.adapters.commits import written_together


def ask(statement):
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchone()[0]


@pytest.mark.django_db(transaction=True)
def test_what_was_written_is_on_disk_when_the_block_is_left_and_no_sooner_asked_for():
    with written_together():
        ask("SELECT pg_logical_emit_message(true, 'test', repeat('x', 1000))")
        written = ask("SELECT pg_current_wal_insert_lsn()::text")
        assert ask("SHOW synchronous_commit") == "off"

    assert ask("SHOW synchronous_commit") == "on"
    assert ask(f"SELECT pg_current_wal_flush_lsn() >= '{written}'::pg_lsn")


@pytest.mark.django_db
def test_inside_another_transaction_it_is_a_part_of_that():
    with transaction.atomic(), written_together():
        assert ask("SHOW synchronous_commit") == "on"
