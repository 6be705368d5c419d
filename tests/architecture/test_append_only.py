"""The database itself refuses to change or delete what was known."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction

NOON = datetime(2026, 11, 23, 4, tzinfo=UTC)
LATER = datetime(2026, 11, 24, 4, tzinfo=UTC)


def execute(statement, *given):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, given)
        return cursor.rowcount


@pytest.fixture
def key():
    return uuid4()


@pytest.fixture
def version(db, key):
    return add(key)


def add(key):
    execute(
        "INSERT INTO records_version (organisation_id, submission_id, recorded_at, key, content,"
        " \"row\", item, payload) VALUES (1, 1, %s, %s, %s, 1, 'penalty', '{\"fine\": 2}')",
        NOON,
        key,
        uuid4(),
    )


@pytest.mark.parametrize(
    "change",
    [
        "payload = '{}'", "content = gen_random_uuid()", "recorded_at = now()", "valid_until = now()",
        "withdrawn = true", "organisation_id = 2", "submission_id = 2", "item = 'licence'",
        "superseded_at = recorded_at + interval '1 day', payload = '{}'",
    ],
)  # fmt: skip
def test_a_version_is_not_changed(version, change):
    with pytest.raises(IntegrityError, match="only ever added"):
        execute(f"UPDATE records_version SET {change}")


def test_a_version_is_not_deleted(version):
    with pytest.raises(IntegrityError, match="only ever added"):
        execute("DELETE FROM records_version")


def test_a_version_is_superseded_once(version):
    assert execute("UPDATE records_version SET superseded_at = %s", LATER) == 1

    for again in (NOON, None):
        with pytest.raises(IntegrityError, match="only ever added"):
            execute("UPDATE records_version SET superseded_at = %s", again)


def test_a_fact_has_one_current_version(version, key):
    with pytest.raises(IntegrityError, match="records_version"):
        add(key)

    execute("UPDATE records_version SET superseded_at = %s", LATER)
    add(key)


def test_a_version_is_not_superseded_before_it_was_recorded(version):
    with pytest.raises(IntegrityError, match="check"):
        execute("UPDATE records_version SET superseded_at = %s", datetime(2020, 1, 1, tzinfo=UTC))
