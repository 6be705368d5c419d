"""Editions are recorded for ever."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from goodstanding.catalogue import queries, services
from goodstanding.catalogue.domain.unknown import UnknownEditionError
from goodstanding.catalogue.models import Edition
from goodstanding.catalogue.tests.policies import TINY

NOON = datetime(2026, 11, 23, 4, tzinfo=UTC)

pytestmark = pytest.mark.django_db


@pytest.fixture
def loaded(tmp_path):
    return queries.catalogue_in_force(TINY, tmp_path)


def test_recorded_edition_is_read_back_as_it_was(loaded):
    services.record_edition(loaded=loaded, source="test", now=NOON)

    assert queries.edition(loaded.edition) == loaded.whole()


def test_recording_twice_changes_nothing(loaded):
    services.record_edition(loaded=loaded, source="first", now=NOON)
    services.record_edition(loaded=loaded, source="second", now=NOON + timedelta(days=1))

    edition = Edition.objects.get(hash=loaded.edition)
    assert (edition.source, edition.recorded_at) == ("first", NOON)


def test_edition_that_was_never_recorded_is_refused():
    with pytest.raises(UnknownEditionError):
        queries.edition("0" * 64)


@pytest.mark.parametrize(
    "statement",
    ["UPDATE catalogue_edition SET source = 'x'", "DELETE FROM catalogue_edition"],
)
def test_database_refuses_to_change_or_remove_an_edition(loaded, statement):
    services.record_edition(loaded=loaded, source="test", now=NOON)

    with (
        pytest.raises(IntegrityError, match="is refused"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


def test_database_refuses_a_hash_that_is_none():
    with pytest.raises(IntegrityError), transaction.atomic():
        Edition.objects.create(hash="abc", recorded_at=NOON, content={}, source="")
