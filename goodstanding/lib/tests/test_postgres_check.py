from __future__ import annotations

import psycopg
import pytest

from goodstanding.lib.postgres import check, embedded
from goodstanding.lib.postgres.check import check_server
from goodstanding.lib.tests.postgres_homes import thrown_away


@pytest.fixture(scope="module")
def lease(tmp_path_factory):
    with (
        thrown_away(tmp_path_factory.mktemp("check") / "home") as home,
        embedded.acquire(home) as lease,
    ):
        yield lease


def refusal_of_database(lease, options: str) -> check.GoodstandingError:
    with psycopg.connect(lease.url, autocommit=True) as connection:
        connection.execute("DROP DATABASE IF EXISTS unfit")
        connection.execute(f"CREATE DATABASE unfit TEMPLATE template0 {options}")
    with (
        psycopg.connect(**lease.parameters | {"dbname": "unfit"}) as connection,
        pytest.raises(check.GoodstandingError) as refusal,
    ):
        check_server(connection)
    return refusal.value


@pytest.mark.parametrize(
    "locale",
    [
        "LOCALE 'C'",
        # Trigrams find nothing here although regular expressions do.
        "LOCALE_PROVIDER builtin BUILTIN_LOCALE 'C.UTF-8' LC_COLLATE 'C' LC_CTYPE 'C'",
    ],
)
def test_a_database_that_knows_no_chinese_letters_is_refused_with_the_remedy(lease, locale):
    refusal = refusal_of_database(lease, f"ENCODING 'UTF8' {locale}")

    assert refusal.code == "postgres.no_chinese"
    assert refusal.fields == {"database": "unfit", "found": "C"}
    assert "LC_CTYPE 'C.UTF-8'" in str(refusal)


def test_the_remedy_in_the_refusal_is_accepted_by_the_check(lease):
    remedy = "ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C.UTF-8'"
    assert remedy in check.NoChineseLettersError.message
    with psycopg.connect(lease.url, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE fit TEMPLATE template0 {remedy}")

    with psycopg.connect(**lease.parameters | {"dbname": "fit"}) as connection:
        check_server(connection)


def test_a_database_in_another_encoding_is_refused(lease):
    refusal = refusal_of_database(lease, "ENCODING 'LATIN1' LOCALE 'C'")

    assert refusal.code == "postgres.encoding"
    assert refusal.fields["found"] == "LATIN1"


def test_an_older_server_is_refused(lease, monkeypatch):
    monkeypatch.setattr(check, "OLDEST", 99)
    with psycopg.connect(lease.url) as connection, pytest.raises(check.GoodstandingError) as found:
        check_server(connection)

    assert found.value.code == "postgres.too_old"
    assert found.value.fields["oldest"] == 99
