"""Where a home's database lies, who can reach it, what its log keeps, what is refused."""

from __future__ import annotations

import os
import shutil
import stat
import threading
from pathlib import Path

import psycopg
import pytest

from goodstanding.lib.postgres import embedded
from goodstanding.lib.postgres.check import check_server
from goodstanding.lib.postgres.places import SOCKET_NAME, Places
from goodstanding.lib.postgres.refusals import (
    HomeUnusableError,
    NotAClusterError,
    VersionRefusedError,
)
from goodstanding.lib.tests.postgres_homes import (
    answer,
    kill,
    open_folder,
    thrown_away,
    wait_until,
)

AS_ROOT = os.geteuid() == 0


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    with thrown_away(tmp_path_factory.mktemp("node") / "home") as home:
        yield home


@pytest.fixture
def lease(home):
    with embedded.acquire(home) as lease:
        yield lease


@pytest.fixture(scope="module")
def public_folder():
    with open_folder() as folder:
        yield folder


def modes_above(path: Path) -> dict[Path, tuple[int, int, int]]:
    states = {parent: parent.stat() for parent in path.parents}
    return {parent: (s.st_mode, s.st_uid, s.st_gid) for parent, s in states.items()}


def words_of_the_log(home: Path) -> str:
    return Places.of(home).log.read_text(encoding="utf-8")


def test_the_server_passes_the_check_for_any_server_and_trigrams_know_chinese(lease):
    with psycopg.connect(lease.url) as connection:
        check_server(connection)
        connection.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
        check_server(connection)
        found = connection.execute("SELECT cardinality(show_trgm('武汉优越建筑'))").fetchone()

    assert found == (7,)


def test_the_address_is_the_same_as_url_and_as_parameters(lease):
    assert psycopg.conninfo.conninfo_to_dict(lease.url) == lease.parameters


def test_the_application_owns_its_database_and_is_no_administrator(lease):
    assert answer(
        lease.url,
        "SELECT pg_get_userbyid(datdba) = current_user FROM pg_database "
        "WHERE datname = current_database()",
    )
    assert answer(lease.url, "SELECT rolsuper FROM pg_roles WHERE rolname = current_user") is False


def test_the_settings_in_force_are_durable_and_silent(lease):
    expected = {
        "fsync": "on",
        "synchronous_commit": "on",
        "listen_addresses": "",
        "wal_compression": "off",
        "checkpoint_timeout": "15min",
        "max_connections": "100",
        "log_min_error_statement": "panic",
        "log_statement": "none",
        "log_error_verbosity": "terse",
        "log_min_messages": "log",
        "server_encoding": "UTF8",
    }

    found = {name: answer(lease.url, f"SHOW {name}") for name in expected}

    assert found == expected


@pytest.mark.parametrize("user", ["goodstanding", "postgres"])
def test_a_wrong_password_is_refused(lease, user):
    wrong = lease.parameters | {"user": user, "password": "wrong"}

    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(**wrong)


def test_the_administrator_gets_in_with_the_password_kept_in_the_home(lease, home):
    password = Places.of(home).administrator_password.read_text()

    with psycopg.connect(**lease.parameters | {"user": "postgres", "password": password}) as found:
        assert found.execute("SELECT current_setting('is_superuser')").fetchone() == ("on",)


def test_secrets_and_sockets_are_closed_to_others(lease, home):
    places = Places.of(home)
    socket_folder = Path(lease.parameters["host"])

    for file in (places.password, places.administrator_password, places.log):
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
    for folder in (places.data, socket_folder):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert places.control.stat().st_mode & 0o007 == 0
    assert home.stat().st_mode & 0o007 == 0


def test_the_log_tells_of_the_server_and_never_of_rows(lease, home):
    secret = "金沙江建材行"
    with psycopg.connect(lease.url, autocommit=True) as connection:
        connection.execute("CREATE TABLE logged (name text PRIMARY KEY, day date)")
        connection.execute(f"INSERT INTO logged VALUES ('{secret}', '2026-01-01')")
        for statement in (
            f"INSERT INTO logged VALUES ('{secret}', '2026-01-01')",
            f"INSERT INTO logged VALUES ('x', '{secret}')",
            f"SELECT '{secret}'::integer",
            f"DO $$ BEGIN RAISE WARNING '{secret}'; END $$; SELECT 1/0",
        ):
            with pytest.raises(psycopg.DatabaseError):
                connection.execute(statement)
        # After a crash the server would name the statement that the lost process was running.
        threading.Timer(0.5, kill, [connection.info.backend_pid]).start()
        with pytest.raises(psycopg.OperationalError):
            connection.execute(f"SELECT pg_sleep(30), '{secret}'")
    lease.ensure()

    wait_until(lambda: "terminated by signal 9" in words_of_the_log(home))
    assert secret not in words_of_the_log(home)
    assert "ready to accept connections" in words_of_the_log(home)


def test_two_homes_do_not_disturb_each_other(lease, home, tmp_path):
    with thrown_away(tmp_path / "other") as other, embedded.acquire(other) as second:
        with psycopg.connect(second.url) as connection:
            connection.execute("CREATE TABLE only_here ()")

        assert answer(lease.url, "SELECT to_regclass('only_here')") is None
        assert second.parameters["password"] != lease.parameters["password"]
        embedded.stop(other)

        assert embedded.is_running(home)
        assert not embedded.is_running(other)


def test_no_folder_above_the_home_changes_and_a_home_that_cannot_be_reached_stays_closed(tmp_path):
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    before = modes_above(closed / "home")
    with thrown_away(closed / "home") as home, embedded.acquire(home) as lease:
        assert answer(lease.url) == 1
        outside = Path(embedded.status(home)["cluster"]).is_relative_to("/var/lib/goodstanding")

        assert modes_above(home) == before
        assert outside is AS_ROOT
        assert stat.S_IMODE(home.stat().st_mode) == 0o700
        assert stat.S_IMODE((home / "postgres").stat().st_mode) == 0o700


def test_a_long_home_works_and_no_folder_above_it_changes(public_folder):
    home = public_folder / ("long-" * 30) / "市公共信用信息中心" / 'home, with "odd" \'name'
    home.parent.mkdir(parents=True)
    before = modes_above(home)
    with thrown_away(home), embedded.acquire(home) as lease:
        socket_path = Path(lease.parameters["host"]) / SOCKET_NAME

        assert answer(lease.url) == 1
        assert len(os.fsencode(socket_path)) <= 107
        assert stat.S_IMODE(socket_path.parent.stat().st_mode) == 0o700
        assert embedded.status(home)["cluster"] == str(home / "postgres" / "data")
        assert modes_above(home) == before
        shutil.rmtree(socket_path.parent, ignore_errors=True)


def test_a_cluster_of_another_major_version_is_refused(home):
    with embedded.acquire(home):
        file = Places.of(home).data / "PG_VERSION"
    embedded.stop(home)
    own = file.read_text()
    file.write_text("15\n")

    with pytest.raises(VersionRefusedError) as refusal:
        embedded.acquire(home)

    assert refusal.value.code == "postgres.version"
    assert (refusal.value.fields["found"], refusal.value.fields["shipped"]) == ("15", own.strip())
    assert "pg_upgrade" in str(refusal.value)
    file.write_text(own)


def test_a_home_restored_without_its_password_gets_a_new_one(home):
    with embedded.acquire(home) as lease:
        old = lease.parameters
    embedded.stop(home)
    Places.of(home).password.unlink()

    with embedded.acquire(home) as lease:
        assert answer(lease.url) == 1
        with pytest.raises(psycopg.OperationalError):
            psycopg.connect(**old)


def test_a_data_folder_with_other_files_is_refused_and_left_alone(public_folder):
    with thrown_away(public_folder / "taken") as home:
        stray = home / "postgres" / "data" / "letter.txt"
        stray.parent.mkdir(parents=True)
        stray.write_text("kept")

        with pytest.raises(NotAClusterError) as refusal:
            embedded.acquire(home)

        assert refusal.value.code == "postgres.damaged"
        assert stray.read_text() == "kept"


def test_a_home_below_a_file_is_refused(tmp_path):
    (tmp_path / "file").write_text("")

    with pytest.raises(HomeUnusableError) as refusal:
        embedded.acquire(tmp_path / "file" / "home")

    assert refusal.value.code == "postgres.home"


def test_looking_at_a_home_without_a_server_makes_nothing(tmp_path):
    home = tmp_path / "home"

    assert embedded.is_running(home) is False
    assert embedded.status(home)["state"] == "absent"
    assert embedded.stop(home) is False
    assert not home.exists()
