"""The schema can be made on the oldest server we accept and on the one we bring."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

from goodstanding.lib.postgres import embedded
from tests.architecture.tree import ROOT

OLDEST = Path("/usr/lib/postgresql/15/bin")
LOCALE = ["--encoding=UTF8", "--locale=C", "--lc-ctype=C.UTF-8"]


def django(url, *words):
    """Run Django's command on a database as a node would; the completed process."""
    environ = {k: v for k, v in os.environ.items() if not k.startswith("GOODSTANDING_")}
    environ |= {
        "GOODSTANDING_DATABASE_URL": url,
        "DJANGO_SETTINGS_MODULE": "goodstanding.config.settings",
    }
    # The settings leave the queue out where a command does without; its tables are a node's too.
    code = (
        "from goodstanding.background.adapters import node; node.queue_installed = True;"
        "from django.core.management import execute_from_command_line as run; import sys; run(sys.argv)"
    )
    command = [sys.executable, "-c", code, *words]
    return subprocess.run(
        command, env=environ, cwd=ROOT, capture_output=True, text=True, check=False
    )


def require_whole_schema(url):
    for words in (["migrate"], ["migrate", "--check"], ["makemigrations", "--check", "--dry-run"]):
        told = django(url, *words)
        assert told.returncode == 0, told.stdout + told.stderr
    with psycopg.connect(url) as connection:
        found = connection.execute(
            "SELECT count(*) FROM pg_inherits WHERE inhparent = 'records_version'::regclass"
        ).fetchone()
    assert found == (8,)


def unprivileged():
    """How to start a process that PostgreSQL accepts: it refuses root."""
    if os.geteuid() != 0:
        return {}
    nobody = pwd.getpwnam("nobody")
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def throw_away_server(programs):
    """A cluster in a folder of its own, gone afterwards; gives its URL."""
    folder = Path(tempfile.mkdtemp(prefix="gs-15-", dir="/tmp"))
    account = unprivileged()
    if account:
        os.chown(folder, account["user"], account["group"])

    def run(*words):
        subprocess.run(words, check=True, cwd="/", stdout=subprocess.DEVNULL, **account)

    data, port = str(folder / "data"), free_port()
    run(programs / "initdb", "-D", data, "-U", "postgres", "--auth=trust", "--no-sync", *LOCALE)
    options = f"-k {folder} -p {port} -c listen_addresses= -c fsync=off"
    run(programs / "pg_ctl", "-D", data, "-w", "-o", options, "-l", folder / "log", "start")
    try:
        yield f"postgresql://postgres@/postgres?host={folder}&port={port}"
    finally:
        run(programs / "pg_ctl", "-D", data, "-m", "immediate", "stop")
        shutil.rmtree(folder, ignore_errors=True)


@pytest.mark.skipif(
    not (OLDEST / "initdb").exists(), reason="PostgreSQL 15 is not installed (apt: postgresql-15)"
)
def test_migrations_pass_on_the_oldest_server():
    with throw_away_server(OLDEST) as url:
        require_whole_schema(url)


def test_migrations_pass_on_the_server_that_is_shipped(tmp_path):
    with embedded.acquire(tmp_path) as lease:
        require_whole_schema(lease.url)
    embedded.destroy(tmp_path)
