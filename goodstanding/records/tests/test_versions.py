from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from hashlib import md5

import pyarrow as pa
import pytest
from django.db import connection
from django.db.utils import DatabaseError, IntegrityError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from psycopg import errors

from goodstanding.background.adapters.node import raw_connection
from goodstanding.lib.copying import CELL
from goodstanding.records import services
from goodstanding.records.queries import file_of

NOON = datetime(2026, 11, 1, 4, tzinfo=UTC)
TODAY = date(2026, 11, 23)
LATE = datetime(2027, 1, 1, tzinfo=UTC)
WATER, PAPER = 11, 12


def digest(text):
    return md5(text.encode(), usedforsecurity=False).hexdigest()


@pytest.fixture(autouse=True)
def submission(db):
    """The submission that all versions here came in, of the agency `ecology`."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO collection_submission (id, number, agency, item, mode, key, edition, filename,"
            " sha256, size, stored_as, data_key, state, received_at, finished_at, attempts, rows, new,"
            " changed, unchanged, withdrawn, quarantined, findings, matched, rules, columns, sent_by)"
            " VALUES (7, 'S-20261101-000001', 'ecology', 'penalty', 'upsert', 'k', 'e', 'f', 'x', 1, 's',"
            " '', 'loaded', %s, %s, 1, 1, 1, 0, 0, 0, 0, 0, '{}', '[]', '{}', '')",
            [NOON, NOON],
        )


def add(
    says,
    *,
    key="1",
    organisation=WATER,
    at=NOON,
    valid=(None, None),
    withdrawn=False,
    item="penalty",
):
    """Add one version, as a load does."""
    rows = pa.Table.from_pylist(
        [{
            "organisation_id": organisation, "key": digest(key), "content": digest(says), "row": 1,
            "valid_from": valid[0], "valid_until": valid[1],
            "payload": "{}" if withdrawn else json.dumps({"says": says}),
        }],
        pa.schema(services.ADDED),
    )  # fmt: skip
    services.add(
        raw_connection(), rows.to_batches(), item=item, submission=7, at=at, withdrawn=withdrawn
    )


def supersede(number, *, at, organisation=WATER):
    services.supersede(raw_connection(), [f"{organisation}{CELL}{number}\n".encode()], at=at)


def change(old, new, *, at, **options):
    """A new version in place of the one that says `old`."""
    supersede(number_of(old), at=at)
    add(new, at=at, **options)


def number_of(says):
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM records_version WHERE payload->>'says' = %s", [says])
        (number,) = cursor.fetchone()
    return number


def shown(*, day=TODAY, known=LATE, history=False, organisation=WATER):
    versions = file_of(organisation, as_of=day, known_before=known, history=history)
    return [version.payload["says"] for version in versions]


# -- nothing is overwritten


@pytest.mark.parametrize(
    "change",
    [
        "payload = '{}'",
        "valid_until = '2026-01-01'",
        "recorded_at = recorded_at + interval '1 day'",
        "withdrawn = true",
        "content = NULL",
        "submission_id = 8",
        "superseded_at = now(), payload = '{}'",
        "superseded_at = NULL",
    ],
)
def test_no_part_of_a_version_is_ever_changed(change):
    add("a")

    with pytest.raises(DatabaseError, match="only ever added"), connection.cursor() as cursor:
        cursor.execute(f"UPDATE records_version SET {change}")


def test_a_version_is_never_deleted():
    add("a")

    with pytest.raises(DatabaseError, match="only ever added"), connection.cursor() as cursor:
        cursor.execute("DELETE FROM records_version")


def test_a_partition_is_guarded_like_the_whole():
    add("a")

    with connection.cursor() as cursor:
        cursor.execute("SELECT tableoid::regclass::text FROM records_version")
        (partition,) = cursor.fetchone()
        with pytest.raises(DatabaseError, match="only ever added"):
            cursor.execute(f"DELETE FROM {partition}")


def test_a_version_is_superseded_only_once():
    add("a")
    supersede(number_of("a"), at=NOON + timedelta(days=1))

    with pytest.raises(errors.RestrictViolation, match="only ever added"):
        supersede(number_of("a"), at=NOON + timedelta(days=2))


def test_a_version_is_not_superseded_before_it_was_recorded():
    add("a")

    with pytest.raises(errors.CheckViolation):
        supersede(number_of("a"), at=NOON - timedelta(microseconds=1))


def test_a_fact_has_one_current_version():
    add("a")

    with pytest.raises(errors.UniqueViolation):
        add("b")


@pytest.mark.parametrize("other", [{"key": "2"}, {"organisation": PAPER}, {"item": "licence"}])
def test_another_key_organisation_or_item_is_another_fact(other):
    add("a")
    add("b", **other)

    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM records_version WHERE superseded_at IS NULL")
        assert cursor.fetchone() == (2,)


def test_a_version_names_a_row_of_its_file():
    with pytest.raises(IntegrityError), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO records_version (organisation_id, submission_id, recorded_at, key, content,"
            ' "row", item, payload) VALUES (1, 7, now(), gen_random_uuid(), gen_random_uuid(), 0,'
            " 'penalty', '{}')"
        )


# -- both axes of time


def test_a_record_names_its_submission_row_and_supplier():
    add("a")

    (version,) = file_of(WATER, as_of=TODAY, known_before=LATE)

    assert (version.submission, version.row, version.agency) == ("S-20261101-000001", 1, "ecology")


def test_what_is_valid_is_shown_from_its_first_to_its_last_day():
    add("a", valid=(date(2026, 3, 1), date(2026, 3, 31)))

    days = [date(2026, 2, 28), date(2026, 3, 1), date(2026, 3, 31), date(2026, 4, 1)]

    assert [shown(day=day) for day in days] == [[], ["a"], ["a"], []]


def test_what_has_no_beginning_or_no_end_is_open_on_that_side():
    add("open", key="1")
    add("begun", key="2", valid=(date(2026, 3, 1), None))
    add("ending", key="3", valid=(None, date(2026, 3, 31)))

    assert sorted(shown(day=date(1990, 1, 1))) == ["ending", "open"]
    assert sorted(shown(day=date(2090, 1, 1))) == ["begun", "open"]


def test_what_we_knew_is_shown_as_we_knew_it():
    corrected = NOON + timedelta(days=5)
    add("a")
    change("a", "b", at=corrected)

    assert shown(known=NOON) == []
    assert shown(known=NOON + timedelta(microseconds=1)) == ["a"]
    assert shown(known=corrected) == ["a"]
    assert shown(known=corrected + timedelta(microseconds=1)) == ["b"]


def test_what_we_knew_then_of_a_day_may_differ_from_what_we_know_now():
    """A licence's end was put back: the same day, seen from two days."""
    corrected, march = NOON + timedelta(days=5), date(2026, 3, 15)
    add("long", valid=(date(2026, 1, 1), date(2026, 12, 31)))
    change("long", "short", at=corrected, valid=(date(2026, 1, 1), date(2026, 2, 28)))

    assert shown(day=march, known=corrected) == ["long"]
    assert shown(day=march) == []
    assert shown(day=date(2026, 2, 28)) == ["short"]


def test_the_history_lists_what_was_superseded_with_its_end():
    corrected = NOON + timedelta(days=5)
    add("a")
    change("a", "b", at=corrected)

    versions = file_of(WATER, as_of=TODAY, known_before=LATE, history=True)

    assert [(version.payload["says"], version.superseded_at) for version in versions] == [
        ("a", corrected), ("b", None)
    ]  # fmt: skip
    assert shown(history=True, known=corrected) == ["a"]


def test_a_withdrawn_record_is_shown_only_to_whom_it_was_known():
    withdrawn = NOON + timedelta(days=5)
    add("a")
    supersede(number_of("a"), at=withdrawn)
    add("", at=withdrawn, withdrawn=True)

    assert shown() == []
    assert shown(known=withdrawn) == ["a"]
    assert shown(history=True) == ["a"]


def test_an_organisation_shows_its_own_records_only():
    add("a")
    add("b", organisation=PAPER)

    assert shown() == ["a"]


moments = st.integers(0, 5)


@given(
    steps=st.lists(moments, min_size=1, max_size=5, unique=True).map(sorted),
    known=st.integers(-1, 6),
)
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_at_every_instant_exactly_one_version_of_a_fact_is_known_once_it_came(steps, known):
    from django.db import transaction

    with transaction.atomic():
        for n, step in enumerate(steps):
            at = NOON + timedelta(hours=step)
            if n:
                change(f"v{n - 1}", f"v{n}", at=at)
            else:
                add("v0", at=at)

        seen = shown(known=NOON + timedelta(hours=known, microseconds=1))

        came = [n for n, step in enumerate(steps) if step <= known]
        assert seen == ([f"v{came[-1]}"] if came else [])
        transaction.set_rollback(True)


# -- comparing with what is on record


def compare(*keys, agency="ecology"):
    """What is found of the facts with these keys, by the digest of the key."""
    lines = [f"{WATER}{CELL}{{{','.join(map(digest, keys))}}}\n".encode()]
    found = services.compare(raw_connection(), lines, item="penalty", agency=agency)
    return {one["key"]: one for one in found.to_pylist()}


def test_an_incoming_fact_finds_its_current_version():
    add("a")
    change("a", "b", at=NOON + timedelta(days=1))

    found = compare("2", "1")

    assert list(found) == [digest("1")]
    one = found[digest("1")]
    assert (one["content"], one["mine"], one["gone"]) == (digest("b"), True, False)
    assert (one["organisation_id"], one["version_id"]) == (WATER, number_of("b"))


def test_a_record_of_another_agency_is_not_mine():
    add("a")

    assert compare("1", agency="housing")[digest("1")]["mine"] is False


def test_a_withdrawn_record_is_gone():
    add("a")
    supersede(number_of("a"), at=NOON)
    add("", at=NOON, withdrawn=True)

    assert compare("1")[digest("1")]["gone"] is True


def test_where_nothing_is_on_record_nothing_is_found():
    assert compare("1") == {}


def test_all_facts_read_in_a_row_are_those_found_one_by_one_and_the_planner_is_as_before():
    add("a")
    change("a", "b", at=NOON + timedelta(days=1))

    found = services.current(raw_connection(), item="penalty", agency="ecology").to_pylist()

    assert {one["key"]: one for one in found} == compare("1")
    with connection.cursor() as cursor:
        for way in ("indexscan", "indexonlyscan", "bitmapscan"):
            cursor.execute(f"SHOW enable_{way}")
            assert cursor.fetchone() == ("on",)


def test_the_index_of_instants_is_told_of_new_blocks_once():
    with connection.cursor() as cursor:
        cursor.execute(  # two megabytes, more than the first range of blocks
            "INSERT INTO records_version"
            " (organisation_id, submission_id, recorded_at, key, content, row, item, payload)"
            " SELECT %s, 7, %s, gen_random_uuid(), gen_random_uuid(), n, 'penalty',"
            " jsonb_build_object('says', repeat(n::text, 100)) FROM generate_series(1000, 4999) n",
            [WATER, NOON],
        )
        assert services.index_blocks(cursor) > 0
        assert services.index_blocks(cursor) == 0
