"""The role that reads for the public, by connections of its own."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest
from django.db import connection, transaction
from psycopg import sql

from goodstanding.disclosure.adapters import reader
from goodstanding.disclosure.adapters.reading import public_cursor
from goodstanding.lib.postgres.reader import reader_of, reading_url

pytestmark = pytest.mark.django_db
VIEWS = {
    "live_record", "live_organisation", "live_merger", "live_withdrawal", "live_state",
    "search_name", "search_number", "search_count", "live_proposal", "live_unanswered",
}  # fmt: skip
TWICE = "goodstanding_made_twice"
OURS = "n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast') AND NOT starts_with(n.nspname, 'pg_temp')"


@pytest.fixture(scope="module")
def reading(django_db_setup, django_db_blocker):
    """A connection that is the reading role's from its start, as the public site has one."""
    with django_db_blocker.unblock():
        role, owner = reader.role_name(connection), connection.settings_dict["USER"]
        url = "postgresql://" + owner + ":" + connection.settings_dict["PASSWORD"] + "@/x"
        password = reading_url(url).partition("://")[2].partition(":")[2].partition("@")[0]
        with connection.cursor() as cursor:
            words = sql.SQL("ALTER ROLE {} LOGIN PASSWORD {}")
            cursor.execute(words.format(sql.Identifier(role), sql.Literal(password)))
        told = connection.get_connection_params()
        kept = {name: told[name] for name in ("dbname", "host", "port") if name in told}
        with psycopg.connect(**kept, user=role, password=password, autocommit=True) as found:
            yield found
        with connection.cursor() as cursor:
            cursor.execute(sql.SQL("ALTER ROLE {} NOLOGIN").format(sql.Identifier(role)))
        connection.close()


def relations(reading, kinds):
    return reading.execute(
        "SELECT n.nspname, c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
        f" WHERE {OURS} AND c.relkind = ANY(%s) ORDER BY 1, 2",
        [kinds],
    ).fetchall()


def test_the_role_reads_the_published_views(reading):
    for view in VIEWS:
        reading.execute(sql.SQL("SELECT * FROM published.{} LIMIT 1").format(sql.Identifier(view)))
    assert reading.info.user == reader.role_name(connection)


def test_the_role_can_read_nothing_else_in_the_database(reading):
    found = relations(reading, ["r", "p", "v", "m", "f", "S"])
    assert ("public", "records_version") in found
    readable = set()
    for schema, name in found:
        try:
            words = sql.SQL("SELECT * FROM {} LIMIT 1").format(sql.Identifier(schema, name))
            reading.execute(words)
        except psycopg.errors.InsufficientPrivilege:
            continue
        readable.add((schema, name))

    assert readable == {("published", view) for view in VIEWS}


def test_the_role_has_no_other_right_on_any_relation_column_or_sequence(reading):
    found = reading.execute(
        f"""SELECT n.nspname, c.relname, p.privilege
        FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        CROSS JOIN unnest(ARRAY['INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'REFERENCES', 'TRIGGER']) AS p(privilege)
        WHERE {OURS} AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
          AND (has_table_privilege(c.oid, p.privilege)
               OR p.privilege IN ('INSERT', 'UPDATE', 'REFERENCES') AND has_any_column_privilege(c.oid, p.privilege))"""
    ).fetchall()
    assert found == []
    sequences = reading.execute(
        f"""SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE {OURS} AND CASE c.relkind WHEN 'S' THEN has_sequence_privilege(c.oid, 'USAGE,SELECT,UPDATE') END"""
    ).fetchall()
    assert sequences == []


def test_the_role_enters_no_schema_but_the_published_one_and_makes_nothing(reading):
    entered = reading.execute(
        f"SELECT n.nspname FROM pg_namespace n WHERE {OURS} AND has_schema_privilege(n.oid, 'USAGE')"
    ).fetchall()
    assert entered == [("published",)]
    makes = reading.execute(
        f"SELECT n.nspname FROM pg_namespace n WHERE {OURS} AND has_schema_privilege(n.oid, 'CREATE')"
    ).fetchall()
    assert makes == []


def test_the_role_can_call_no_function_of_ours(reading):
    found = reading.execute(
        f"""SELECT n.nspname, p.proname FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
        WHERE {OURS} AND has_function_privilege(p.oid, 'EXECUTE') AND has_schema_privilege(n.oid, 'USAGE')"""
    ).fetchall()
    assert found == []


def test_the_role_is_a_member_of_nothing_and_owns_nothing(reading):
    assert reading.execute(
        "SELECT rolsuper, rolcreaterole, rolcreatedb, rolbypassrls FROM pg_roles WHERE rolname = current_user"
    ).fetchone() == (False, False, False, False)
    assert reading.execute(
        "SELECT count(*) FROM pg_auth_members m JOIN pg_roles r ON r.oid = m.member WHERE r.rolname = current_user"
    ).fetchone() == (0,)
    assert reading.execute(
        "SELECT count(*) FROM pg_class c JOIN pg_roles r ON r.oid = c.relowner WHERE r.rolname = current_user"
    ).fetchone() == (0,)


def test_without_a_connection_of_its_own_a_read_takes_the_part_of_the_role(db):
    with public_cursor() as cursor:
        cursor.execute("SELECT current_user")
        assert cursor.fetchone() == (reader.role_name(connection),)
        with pytest.raises(Exception, match="permission denied"), transaction.atomic():
            cursor.execute("SELECT * FROM public.records_version")
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        assert cursor.fetchone() == (connection.settings_dict["USER"],)


def test_making_the_role_again_changes_nothing(db):
    reader.ensure(connection)
    reader.ensure(connection)


@pytest.fixture
def owner():
    """Two connections of the databases' owner beside the test's own; the role made is dropped."""
    told = connection.get_connection_params()
    kept = {
        name: told[name] for name in ("dbname", "host", "port", "user", "password") if name in told
    }
    with psycopg.connect(**kept) as first, psycopg.connect(**kept, autocommit=True) as second:
        yield first, second
        first.rollback()
        second.execute(f"DROP ROLE IF EXISTS {TWICE}")


def test_of_two_that_make_the_role_at_once_both_come_through(owner):
    """As two databases of one server do, that are migrated at the same moment."""
    first, second = owner
    made = []

    def make(raw):
        if raw.execute("SELECT FROM pg_roles WHERE rolname = %s", [TWICE]).fetchone() is None:
            made.append(raw.execute(f"CREATE ROLE {TWICE}"))

    make(first)  # and does not commit yet
    with ThreadPoolExecutor(1) as other:
        done = other.submit(reader.beside_others, second, lambda: make(second))
        while not first.execute(
            "SELECT 1 FROM pg_locks WHERE pid = %s AND NOT granted", [second.info.backend_pid]
        ).fetchone():
            assert not done.done()
        first.commit()
        done.result(timeout=60)

    assert len(made) == 1


def test_the_address_for_reading_has_another_role_and_a_password_that_tells_nothing():
    url = reading_url("postgresql://gs:secret@/city?host=%2Frun%2Fgs&port=5432")

    assert url.startswith("postgresql://gs_public:")
    assert url.endswith("@/city?host=%2Frun%2Fgs&port=5432")
    assert "secret" not in url
    assert url == reading_url("postgresql://gs:secret@/city?host=%2Frun%2Fgs&port=5432")


def test_a_long_name_of_an_owner_still_gives_a_name_that_fits():
    assert len(reader_of("o" * 63)) == 63
